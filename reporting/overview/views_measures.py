"""«Duyệt cách đo»: what each measure says, where it is printed, who approved it."""

import re

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.keys import keys_of
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from reporting.models import OutlineSection
from tasks.doors.request_params import asked_plan, require, to_plan
from tasks.duties.access import can_review, signed_in
from tasks.figures.measures import approve_measures, may_approve
from tasks.models import Plan, TargetMeasure

#: What a heading takes from the year; the page is about no year.
VARIABLE = re.compile(r"\s*\{\{.*?\}\}")


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Show how the targets of the plan are counted, proposals first."""
    today, user, plan = timezone.localdate(), signed_in(request), asked_plan(request)
    changes = user.has_perm("tasks.change_targetmeasure")
    require(changes or can_review(user, plan, today))
    rows = list(_shown(plan))
    page = {
        "plan": plan,
        "approves": may_approve(user, plan, today),
        "proposed": [row for row in rows if not row.is_approved],
        "approved": [row for row in rows if row.is_approved],
        "sections": _sections(plan),
    }
    return render(request, "reporting/overview/measures.html", page)


@require_POST
def approve(request: HttpRequest) -> HttpResponse:
    """Approve the ticked measures, or the one whose button was pressed."""
    today, now = read_clock()
    user = signed_in(request)
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
    return to_plan(request, "reporting:measures")


def _shown(plan: Plan) -> QuerySet[TargetMeasure]:
    """Return the measures with what the page says of each."""
    rows = TargetMeasure.objects.filter(target__plan=plan)
    joined = rows.select_related(
        *("target", "task", "denominator_figure", "not_applicable_figure"),
        "approved_by",
    )
    return joined.prefetch_related("numerator_figures").order_by(
        "target__position", "position", "pk"
    )


def _sections(plan: Plan) -> list[str]:
    """Return the headings of its yearly report that print the measures."""
    rows = OutlineSection.objects.filter(
        outline__plan=plan, rule=OutlineSection.Rule.TARGETS, is_on=True
    )
    return [VARIABLE.sub("", title) for title in rows.values_list("title", flat=True)]
