"""«Tổng quan» and the rows behind its numbers."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reporting.counting.informed import apart_from
from reporting.counting.links import links_of
from reporting.counting.measure_rows import ROW_GROUPS, rows_in
from reporting.doors.access import period_asked, period_or_404
from reporting.kept.in_force import in_force
from reporting.overview.dashboard import dashboard_of, is_owed, silent_agencies
from reporting.overview.facts import period_facts_of, share_before, share_of_both
from reporting.overview.says import answer_of, measure_answer, says_of, silent_answer
from reporting.overview.task_lines import task_lines_of
from tasks.doors.request_params import asked_plan, day_asked, know_plan
from tasks.models import Period, TargetMeasure
from tasks.sums.targets import measure_rows as units_behind

_PAGE_SIZE = 100


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the province in numbers; people of other agencies go to their desk."""
    today = timezone.localdate()
    day = day_asked(request, today)
    period = _period_of(request, today)
    if period is None:
        return redirect("tasks:desk_home")
    facts = period_facts_of(period, day or today)
    before = share_before(period, facts) if day is None else None
    page = dashboard_of(
        period,
        today,
        day,
        carried_over=facts.carried_over,
        before=before,
        both=share_of_both(period, today) if before and not before.is_whole else None,
    )
    context: dict[str, Any] = {"page": page, "links": links_of(period, page.as_of)}
    context["facts"] = facts
    if facts.carried_over:  # the plan has other periods
        plan = Period.objects.filter(plan=period.plan_id)
        context["periods"] = plan.order_by("-data_to", "-pk")
    if facts.was_issued:
        context["issued"] = in_force(period.plan_id).select_related("period")[:2]
    context["parts"] = [(part, context["links"][part.word]) for part in page.parts]
    context["says"] = says_of(page)
    context["answer"] = answer_of(page, timezone.localtime())
    context["task_rows"] = task_lines_of(page, page.tasks)
    context["responsibility_rows"] = task_lines_of(page, page.responsibilities)
    return render(request, "reporting/overview/dashboard.html", context)


def _period_of(request: HttpRequest, today: date) -> Period | None:
    """Return the period asked for, none for who does not read the plan as a whole; 404
    for a period or a plan that there is not.
    """
    asked = request.GET.get("ky", "")
    period = period_asked(request, asked, today)
    if period is not None:
        know_plan(request, period.plan)
        return period
    asked_plan(request)
    if asked:
        raise Http404
    return None


@require_safe
def measure_rows(request: HttpRequest, code: str) -> HttpResponse:
    """Show exactly the units behind one number of a measure."""
    today = timezone.localdate()
    period = period_or_404(request, request.GET.get("ky", ""), today)
    measures = TargetMeasure.objects.filter(target__plan_id=period.plan_id)
    measure = get_object_or_404(measures.select_related("target", "task"), code=code)
    group = request.GET.get("nhom", "")
    if group not in ROW_GROUPS:
        raise Http404
    rows = units_behind(period=period, measure=measure, data_day=period.data_day(today))
    shown = rows_in(group, rows)
    page = Paginator(shown.rows, _PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"period": period, "measure": measure, "shown": shown, "page": page}
    context["apart"] = apart_from(measure, period)
    context["answer"] = measure_answer(period, measure, rows, timezone.localtime())
    context |= {"group": group, "groups": ROW_GROUPS, "group_label": ROW_GROUPS[group]}
    return render(request, "reporting/overview/measure_rows.html", context)


@require_safe
def silent(request: HttpRequest) -> HttpResponse:
    """Show the agencies that owe something and have said nothing."""
    today = timezone.localdate()
    period = period_or_404(request, request.GET.get("ky", ""), today)
    agencies = silent_agencies(period)
    page = Paginator(agencies, _PAGE_SIZE).get_page(request.GET.get("page"))
    names = list(agencies.values_list("short_name", flat=True))
    owed = bool(names) or is_owed(period)
    answer = silent_answer(period, names, timezone.localtime(), is_owed=owed)
    context = {"period": period, "page": page, "answer": answer, "is_owed": owed}
    return render(request, "reporting/overview/silent.html", context)
