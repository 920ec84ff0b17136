"""«Phiếu kết quả» of one agency and the report of one task: page, DOCX, XLSX."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Agency
from kehoach.site.downloads import saved_as_file
from reporting.doors.access import period_or_404, periods_for
from reporting.files.results_files import (
    render_agency_sheet,
    render_task_sheet,
    task_xlsx,
)
from reporting.overview.results import agency_sheet, task_sheet
from tasks.doors.request_params import asked_period, plan_of_agency
from tasks.duties.access import agency_for, current_period, signed_in
from tasks.duties.of_agency import periods_of
from tasks.duties.past_words import task_called
from tasks.models import Period, Task


def _agency(request: HttpRequest, code: str) -> tuple[Agency, Period]:
    """Return the agency and the period asked for, or 404 for a stranger."""
    today = timezone.localdate()
    agency = agency_for(signed_in(request), code, today)
    plan = plan_of_agency(request, agency, today)
    period = current_period(plan, today, asked_period(request)) if plan else None
    if plan is None or period is None:
        raise Http404
    period.plan = plan
    return agency, period


@require_safe
def agency_results(request: HttpRequest, code: str) -> HttpResponse:
    """Show what one agency did in a period."""
    agency, period = _agency(request, code)
    context = {
        "agency": agency,
        "period": period,
        "periods": periods_of(period.plan),
        "sheet": agency_sheet(agency=agency, period=period, today=timezone.localdate()),
    }
    return render(request, "reporting/overview/agency_results.html", context)


@require_safe
def agency_results_docx(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the agency's sheet as DOCX."""
    agency, period = _agency(request, code)
    sheet = agency_sheet(agency=agency, period=period, today=timezone.localdate())
    name = f"phieu-ket-qua-{agency.code}-{period.key}.docx"
    return saved_as_file(render_agency_sheet(sheet), name)


def _task(request: HttpRequest, code: str) -> tuple[Task, Period]:
    """Return the task and the period; only for who reads the whole province."""
    today = timezone.localdate()
    period = period_or_404(request, asked_period(request), today)
    task = task_called(period.plan_id, code, period.words_day())
    if task is None:
        raise Http404
    return task, period


@require_safe
def task_results(request: HttpRequest, code: str) -> HttpResponse:
    """Show how one task stands over all agencies."""
    task, period = _task(request, code)
    user, today = signed_in(request), timezone.localdate()
    context: dict[str, Any] = {
        "task": task,
        "period": period,
        "periods": periods_for(user, today).filter(plan_id=period.plan_id),
        "sheet": task_sheet(task=task, period=period, today=today),
    }
    return render(request, "reporting/overview/task_results.html", context)


@require_safe
def task_results_docx(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the task's report as DOCX."""
    task, period = _task(request, code)
    sheet = task_sheet(task=task, period=period, today=timezone.localdate())
    name = f"ket-qua-{task.code}-{period.key}.docx"
    return saved_as_file(render_task_sheet(sheet), name)


@require_safe
def task_results_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the task's report as XLSX."""
    task, period = _task(request, code)
    sheet = task_sheet(task=task, period=period, today=timezone.localdate())
    name = f"ket-qua-{task.code}-{period.key}.xlsx"
    return saved_as_file(task_xlsx(sheet), name)
