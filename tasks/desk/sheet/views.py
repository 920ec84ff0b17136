"""The desk as a workbook: taken home, filled offline, checked, then recorded."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Agency
from kehoach.lib.refusals import RuleBroken
from kehoach.site.downloads import saved_as_file
from kehoach.site.moments import read_clock
from tasks.desk.sheet import (
    Filled,
    SheetCheck,
    apply_sheet,
    read_sheet,
    sealed_rows,
    sheet_of,
    unsealed_rows,
)
from tasks.desk.sheet.forms import DeskSheetForm
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_period, plan_of_agency
from tasks.duties.access import agency_for, can_write, current_period, signed_in
from tasks.models import Period

#: How the name of a field begins that says which word holds.
CHOICE = "chon-"


def writer_of(request: HttpRequest, code: str) -> tuple[Agency, Period | None]:
    """Return the agency and its period; 404 for strangers, 403 for readers."""
    today = timezone.localdate()
    user = signed_in(request)
    agency = agency_for(user, code, today)
    if not can_write(user, agency.pk, today):
        raise PermissionDenied
    plan = plan_of_agency(request, agency, today)
    return agency, current_period(plan, today, asked_period(request)) if plan else None


def desk_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Offer the workbook; check a filled one and show what it would record."""
    agency, period = writer_of(request, code)
    form = DeskSheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"agency": agency, "period": period, "form": form}
    if request.method == "POST" and period and form.is_valid():
        try:
            filled = read_sheet(form.cleaned_data["file"])
            context["check"] = applied(request, filled, agency, period, write=False)
            context["rows"] = sealed_rows(filled.cells())
        except RuleBroken as error:
            show_problems(form, error)
    return render(request, "tasks/desk/desk_sheet.html", context)


def applied(
    request: HttpRequest,
    filled: Filled,
    agency: Agency,
    period: Period,
    *,
    write: bool,
    choices: Mapping[str, str] | None = None,
) -> SheetCheck:
    """Hand the workbook to the service."""
    today, now = read_clock()
    return apply_sheet(
        filled=filled,
        agency=agency,
        period=period,
        actor=signed_in(request),
        write=write,
        choices=choices,
        today=today,
        now=now,
    )


@require_safe
def desk_sheet_file(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the workbook of the agency's open duties."""
    today, now = read_clock()
    agency, period = writer_of(request, code)
    if period is None or not period.is_open:
        messages.error(request, "Không có kỳ báo cáo đang mở để lập bảng.")
        return redirect("tasks:desk", code=code)
    content = sheet_of(agency=agency, period=period, today=today, now=now)
    return saved_as_file(content, f"nhiem-vu-{agency.code}-{period.key}.xlsx")


@require_POST
def desk_sheet_write(request: HttpRequest, code: str) -> HttpResponse:
    """Record the workbook that was shown, all rows or none; show it again, with what
    was chosen, when something stands in the way.
    """
    agency, period = writer_of(request, code)
    sheet_page = redirect("tasks:desk_sheet", code=code)
    rows = request.POST.get("rows", "")
    choices = {
        name.removeprefix(CHOICE): str(value)
        for name, value in request.POST.items()
        if name.startswith(CHOICE)
    }
    try:
        filled = Filled.of(unsealed_rows(rows))
        if period is None:
            return sheet_page
        check = applied(request, filled, agency, period, write=True, choices=choices)
    except RuleBroken as error:
        messages.error(request, error.message)
        return sheet_page
    if check.problems or check.is_undecided:
        context = {"agency": agency, "period": period, "form": DeskSheetForm()}
        context |= {"check": check, "rows": rows, "refused": why_not(check)}
        return render(request, "tasks/desk/desk_sheet.html", context)
    messages.success(request, _told(check))
    return redirect(f"{reverse('tasks:desk', args=[code])}?{period.query}")


def why_not(check: SheetCheck) -> str:
    """Return why nothing was recorded."""
    if check.problems:
        return "Chưa ghi gì: từ lúc kiểm tra đến nay có chỗ đã đổi. Xem các ô bên dưới."
    return "Chưa ghi gì: chọn lấy bên nào ở từng chỗ khác nhau."


def _told(check: SheetCheck) -> str:
    """Return what was recorded, in words."""
    if not check.written:
        return "Bảng không có gì mới so với hệ thống nên không ghi gì."
    return f"Đã ghi {check.told}."
