"""«Điểm theo dõi»: seen by the steering agency when turned on; an agency sees and answers its own."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Agency
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from reporting.models import AgencyScore, ScoreFormula
from reporting.scores.forms import FormulaForm, ReplyForm
from reporting.scores.scores import (
    compute_scores,
    current_formula,
    is_on,
    publish_formula,
    reply_to_score,
    sees_score,
    sees_scores,
    switch_scoring,
)
from reporting.scores.scoring import SCORE_PARTS, from_stored, score_of
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_plan, require, to_plan
from tasks.duties.access import can_review, current_period, signed_in
from tasks.models import Plan
from tasks.periods.days import may_manage_periods

_PER_PAGE = 50
DAYS_SHOWN = 12


@require_safe
def scores(request: HttpRequest) -> HttpResponse:
    """List the agencies by name with their newest score; no order by score."""
    today, user = timezone.localdate(), signed_in(request)
    plan = asked_plan(request)
    require(can_review(user, plan, today) or user.is_superuser)
    period = current_period(plan, today)
    rows = AgencyScore.objects.none()
    if period and sees_scores(user, plan, today):
        newest = AgencyScore.objects.filter(period=period).values("agency")
        latest = newest.annotate(last=Max("pk")).values("last")
        rows = AgencyScore.objects.filter(pk__in=latest)
        rows = rows.select_related("agency", "formula")
        rows = rows.annotate(reply_count=Count("replies"))
    ordered = rows.order_by("agency__sort_key", "pk")
    context = {
        "plan": plan,
        "period": period,
        "on": is_on(plan),
        "sees": sees_scores(user, plan, today),
        "manages": may_manage_periods(user, plan.steering_agency_id, today),
        "formula": current_formula(plan),
        "page": Paginator(ordered, _PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reporting/scores/scores.html", context)


@require_POST
def switch_scores(request: HttpRequest) -> HttpResponse:
    """Turn scoring on or off, or compute today's scores."""
    today, now = read_clock()
    plan = asked_plan(request)
    period = current_period(plan, today)
    if request.POST.get("viec") == "tinh":
        require(sees_scores(signed_in(request), plan, today))
        done = compute_scores(period=period, today=today) if period else 0
        messages.success(request, f"Đã tính điểm hôm nay của {done} đơn vị.")
        return to_plan(request, "reporting:scores")
    on = request.POST.get("viec") == "bat"
    try:
        switch_scoring(
            plan=plan,
            on=on,
            actor=signed_in(request),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
        return to_plan(request, "reporting:scores")
    if on and period:
        compute_scores(period=period, today=today)
    messages.success(
        request, "Đã bật điểm theo dõi." if on else "Đã tắt điểm theo dõi."
    )
    return to_plan(request, "reporting:scores")


def score_formula(request: HttpRequest) -> HttpResponse:
    """Show the formula and its versions to everybody; its manager publishes the next."""
    today, user, plan = timezone.localdate(), signed_in(request), asked_plan(request)
    manages = may_manage_periods(user, plan.steering_agency_id, today)
    current = current_formula(plan)
    form = FormulaForm(
        request.POST or None, initial=current.weights if current else None
    )
    if request.method == "POST":
        require(manages)
        if form.is_valid() and published(form, request, plan):
            messages.success(request, "Đã công bố phiên bản mới của công thức.")
            return to_plan(request, "reporting:score_formula")
    context = {
        "plan": plan,
        "on": is_on(plan),
        "manages": manages and is_on(plan),
        "current": current,
        "parts": parts_of(current) if current else [],
        "versions": ScoreFormula.objects.filter(plan=plan).select_related("by"),
        "form": form,
    }
    return render(request, "reporting/scores/score_formula.html", context)


def published(form: FormulaForm, request: HttpRequest, plan: Plan) -> bool:
    """Call the service; put a refusal into the form."""
    try:
        publish_formula(
            plan=plan,
            weights=form.weights(),
            reason=form.cleaned_data["reason"],
            actor=signed_in(request),
            today=timezone.localdate(),
        )
    except RuleBroken as error:
        show_problems(form, error)
        return False
    return True


def parts_of(formula: ScoreFormula) -> list[dict[str, Any]]:
    """Return the parts with their words and weights."""
    return [
        {"name": name, "label": label, "rule": rule, "weight": formula.weights[name]}
        for name, (label, rule) in SCORE_PARTS.items()
    ]


def score(request: HttpRequest, code: str) -> HttpResponse:
    """Show one agency's score with its inputs, computed again, and what was replied."""
    today, now = read_clock()
    user, plan = signed_in(request), asked_plan(request)
    agency = get_object_or_404(Agency, code=code)
    if not sees_score(user, plan, agency, today):
        raise Http404
    period = current_period(plan, today)
    rows = AgencyScore.objects.filter(agency=agency, period=period)
    rows = rows.select_related("formula").order_by("-computed_on", "-pk")
    history = list(rows[:DAYS_SHOWN])
    newest = history[0] if history else None
    own = not can_review(user, plan, today)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and newest and form.is_valid():
        try:
            reply_to_score(
                score=newest,
                text=form.cleaned_data["text"],
                author=user,
                today=today,
                now=now,
            )
        except RuleBroken as error:
            show_problems(form, error)
        else:
            messages.success(request, "Đã ghi ý kiến của đơn vị.")
            return to_plan(request, "reporting:score", code=code)
    context = {
        "agency": agency,
        "period": period,
        "newest": newest,
        "history": history,
        "own": own,
        "form": form if own else None,
        **(explained(newest) if newest else {}),
    }
    return render(request, "reporting/scores/score.html", context)


def explained(row: AgencyScore) -> dict[str, Any]:
    """Return the inputs of a score part by part, and the value computed from them."""
    shares = from_stored(row.inputs)
    lines = [part | {"share": shares[part["name"]]} for part in parts_of(row.formula)]
    replies = row.agency.scores.filter(period=row.period_id, replies__isnull=False)
    return {
        "lines": lines,
        "again": score_of(shares, row.formula.weights),
        "answered": replies.distinct().prefetch_related("replies__author"),
    }
