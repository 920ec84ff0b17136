"""«Duyệt cách đo»: what each measure says, where it is printed, who approved it."""

import re
from typing import Any, NamedTuple, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.models import User
from agencies.models.authority import agencies_of
from kehoach.lib.keys import keys_of
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from reporting.models import OutlineSection
from tasks.doors.request_params import require
from tasks.duties.access import REVIEWERS
from tasks.figures.measures import approve_measures, may_approve
from tasks.models import Plan, TargetMeasure

#: What a heading takes from the year; the page is about no year.
VARIABLE = re.compile(r"\s*\{\{.*?\}\}")


class OfPlan(NamedTuple):
    """The measures of one plan: proposals first, then what is approved."""

    plan: Plan
    approves: bool
    proposed: list[TargetMeasure]
    approved: list[TargetMeasure]
    sections: list[str]


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Show how the targets of the person's plans are counted, proposals first."""
    today, user = timezone.localdate(), cast(User, request.user)
    plans = list(_plans_of(user))
    require(bool(plans))
    rows: dict[int, list[TargetMeasure]] = {}
    for row in _shown(plans):
        rows.setdefault(row.target.plan_id, []).append(row)
    sections = _sections(plans)
    groups = [
        OfPlan(
            plan,
            may_approve(user, plan, today),
            [row for row in found if not row.is_approved],
            [row for row in found if row.is_approved],
            sections.get(plan.pk, []),
        )
        for plan in plans
        if (found := rows.get(plan.pk))
    ]
    number = sum(len(group.proposed) for group in groups)
    page: dict[str, Any] = {"groups": groups, "number": number}
    page["approves"] = any(group.approves for group in groups)
    return render(request, "reporting/overview/measures.html", page)


@require_POST
def approve(request: HttpRequest) -> HttpResponse:
    """Approve the ticked measures, or the one whose button was pressed."""
    today, now = read_clock()
    user = cast(User, request.user)
    only = request.POST.get("only", "")
    keys = keys_of([only] if only else request.POST.getlist("key"))
    try:
        done = approve_measures(keys=keys, actor=user, today=today, now=now)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        codes = ", ".join(row.code for row in done)
        said = (
            f"Đã duyệt {len(done)} cách đo: {codes}." if done else "Đã duyệt trước đó."
        )
        messages.success(request, said)
    return redirect("reporting:measures")


def _plans_of(user: User) -> QuerySet[Plan]:
    """Return the plans whose measures the person reads: those it steers, all for who
    changes measures.
    """
    plans: QuerySet[Plan] = Plan.objects.programmes().select_related("steering_agency")
    if user.has_perm("tasks.change_targetmeasure"):
        return plans
    mine = agencies_of(user, timezone.localdate(), *REVIEWERS)
    return plans.filter(steering_agency__in=mine)


def _shown(plans: list[Plan]) -> QuerySet[TargetMeasure]:
    """Return the measures with what the page says of each."""
    rows = TargetMeasure.objects.filter(target__plan__in=plans)
    joined = rows.select_related(
        *("target", "task", "denominator_figure", "not_applicable_figure"),
        "approved_by",
    )
    return joined.prefetch_related("numerator_figures").order_by(
        "target__position", "position", "pk"
    )


def _sections(plans: list[Plan]) -> dict[int, list[str]]:
    """Return plan → headings of its yearly report that print the measures."""
    rows = OutlineSection.objects.filter(
        outline__plan__in=plans, rule=OutlineSection.Rule.TARGETS, is_on=True
    )
    found: dict[int, list[str]] = {}
    for plan_id, title in rows.values_list("outline__plan", "title"):
        found.setdefault(plan_id, []).append(VARIABLE.sub("", title))
    return found
