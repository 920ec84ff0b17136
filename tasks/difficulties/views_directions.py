"""«Ý kiến chỉ đạo»: what the leadership decided, whom it binds, how far they are."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.difficulties.directions import (
    bind,
    correct_direction,
    escalated,
    may_record,
    plans_to_record,
    record_direction,
    report_step,
    reports_for,
    shares_for,
)
from tasks.difficulties.forms_directions import (
    BindForm,
    DirectionCorrectionForm,
    DirectionForm,
    StepForm,
)
from tasks.doors.problems import show_problems
from tasks.doors.request_params import require
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import signed_in
from tasks.duties.page_earlier import earlier_of
from tasks.models import Difficulty, DirectedAgency, Direction

_PER_PAGE = 25
_FILTERS = {"": "Tất cả", "dang": "Đang thực hiện", "xong": "Đã thực hiện xong"}


@require_safe
def directions(request: HttpRequest) -> HttpResponse:
    """Show the directions that the person follows or is bound by, open ones first."""
    today, user = timezone.localdate(), signed_in(request)
    chosen = request.GET.get("loc", "")
    rows = Direction.objects.visible_to(user, today=today).with_standing()
    if chosen in {"dang", "xong"}:
        rows = rows.filter(is_open=chosen == "dang")
    rows = rows.select_related("plan").annotate(
        bound=Count("agencies"),
        done=Count("agencies", filter=~Q(agencies__done_on=None)),
    )
    page = Paginator(
        rows.order_by("-is_open", "due_on", "-issued_on", "-pk"), _PER_PAGE
    )
    context = {
        "page": page.get_page(request.GET.get("page")),
        "today": today,
        "filters": _FILTERS,
        "chosen": chosen,
        "plans": plans_to_record(user, today),
    }
    return render(request, "tasks/difficulties/directions.html", context)


def new_direction(request: HttpRequest) -> HttpResponse:
    """Show the form and store what it says; what was typed comes back when refused.

    Who records directions of several plans chooses one first (`ke-hoach`).
    """
    today = timezone.localdate()
    plans = plans_to_record(signed_in(request), today)
    require(bool(plans))
    if code := request.GET.get("ke-hoach", ""):
        plans = [plan for plan in plans if plan.code == code]
    if not plans:
        raise Http404
    title = "Ghi ý kiến chỉ đạo"
    if len(plans) > 1:
        page = {"plans": plans, "title": title}
        return render(request, "tasks/difficulties/direction_plan.html", page)
    plan = plans[0]
    form = DirectionForm(
        request.POST or None,
        today=today,
        search_url=reverse("tasks:find_agency"),
        difficulties=escalated(plan),
    )
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in (*_WORDS, "difficulty")}
        error = refusal_of(
            request, record_direction, plan=plan, agencies=form.agencies(), **said
        )
        if stored(
            request, error, "Đã ghi ý kiến chỉ đạo và báo các cơ quan thực hiện."
        ):
            return redirect("tasks:directions")
        show_problems(form, error)
    context = {"form": form, "plan": plan, "title": title}
    return render(request, "tasks/difficulties/direction_form.html", context)


_WORDS = ("number", "issued_on", "text", "due_on")


def visible(request: HttpRequest, pk: int) -> Direction:
    """Return the direction, or 404 for a stranger."""
    rows = Direction.objects.visible_to(signed_in(request), today=timezone.localdate())
    found: Direction = get_object_or_404(
        rows.with_standing().select_related("plan__steering_agency", "recorded_by"),
        pk=pk,
    )
    return found


def direction(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one direction with what each agency did."""
    return shown(request, visible(request, pk))


def shown(
    request: HttpRequest,
    row: Direction,
    bound: BindForm | None = None,
    step: tuple[int, StepForm] | None = None,
) -> HttpResponse:
    """Return the page; a form that was refused comes back in its place."""
    today, user = timezone.localdate(), signed_in(request)
    records = may_record(user, row.plan, today)
    rows = shares_for(row, user, today).select_related("agency")
    mine = reports_for(user, today)
    shares = [
        (
            share,
            _form_of(share, today, step)
            if records or share.agency_id in mine
            else None,
        )
        for share in rows.prefetch_related("steps__author")
    ]
    about = Difficulty.objects.filter(directions=row.pk)
    number = row.agencies.count()
    context: dict[str, Any] = {
        "direction": row,
        "shares": shares,
        "number": number,
        "others": number - len(shares),
        "difficulty": about.visible_to(user, today=today).first(),
        "records": records,
        "today": today,
        "earlier": earlier_of(row.corrections.select_related("made_by")),
    }
    if records:
        search = reverse("tasks:find_agency")
        context["bind_form"] = bound or BindForm(today=today, search_url=search)
    return render(request, "tasks/difficulties/direction.html", context)


def _form_of(
    share: DirectedAgency, today: date, step: tuple[int, StepForm] | None
) -> StepForm:
    """Return the form that says how far the agency is, the refused one again."""
    if step and share.pk == step[0]:
        return step[1]
    return StepForm(today=today, initial={"on": today}, auto_id=f"b{share.pk}_%s")


@require_POST
def bind_more(request: HttpRequest, pk: int) -> HttpResponse:
    """Add agencies that the document binds."""
    today, now = read_clock()
    row = visible(request, pk)
    require(may_record(signed_in(request), row.plan, today))
    form = BindForm(request.POST, today=today, search_url=reverse("tasks:find_agency"))
    if form.is_valid():
        try:
            number = bind(
                direction=row,
                agencies=form.agencies(),
                actor=signed_in(request),
                today=today,
                now=now,
            )
        except RuleBroken as error:
            show_problems(form, error)
        else:
            messages.success(request, f"Đã thêm {number} cơ quan thực hiện.")
            return redirect("tasks:direction", pk)
    return shown(request, row, bound=form)


@require_POST
def step(request: HttpRequest, pk: int, share_pk: int) -> HttpResponse:
    """Record what an agency did, or what is still missing."""
    today, row = timezone.localdate(), visible(request, pk)
    shares = shares_for(row, signed_in(request), today)
    share: DirectedAgency = get_object_or_404(shares, pk=share_pk)
    form = StepForm(request.POST, today=today, auto_id=f"b{share_pk}_%s")
    if form.is_valid():
        error = refusal_of(request, report_step, share=share, **form.cleaned_data)
        if stored(request, error, "Đã ghi kết quả thực hiện chỉ đạo."):
            return redirect("tasks:direction", pk)
        show_problems(form, error)
    return shown(request, row, step=(share_pk, form))


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a direction as a form; store its right words with the reason."""
    today, row = timezone.localdate(), visible(request, pk)
    require(may_record(signed_in(request), row.plan, today))
    held = {name: getattr(row, name) for name in _WORDS}
    form = DirectionCorrectionForm(request.POST or None, today=today, initial=held)
    if request.method == "POST" and form.is_valid():
        error = refusal_of(
            request, correct_direction, direction=row, **form.cleaned_data
        )
        if stored(request, error, "Đã sửa, bản cũ còn đọc được."):
            return redirect("tasks:direction", pk)
        show_problems(form, error)
    context = {"form": form, "plan": row.plan, "title": f"Sửa ý kiến chỉ đạo {row}"}
    return render(
        request, "tasks/difficulties/direction_form.html", context | {"direction": row}
    )
