"""«Đề nghị gia hạn»: the agency's form, and the steering agency's one press."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.models import Agency
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.doors.later_day import AskExtensionForm
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_period, go_back, plan_of_agency
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import (
    agency_for,
    can_write,
    current_period,
    duty_to_write,
    signed_in,
)
from tasks.duties.gates import period_of_work
from tasks.models import Duty, ExtensionRequest, Period
from tasks.work import extension_requests as service
from tasks.work.page_talk import asked_by_agency


def ask_for_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a later day of one duty."""
    today = timezone.localdate()
    duty = duty_to_write(signed_in(request), pk, today)
    return _answer(request, duty.agency, period_of_work(duty, today), duty)


def ask_for_all(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a later day of all that the agency owes in the period."""
    today = timezone.localdate()
    agency = agency_for(signed_in(request), code, today)
    if not can_write(signed_in(request), agency.pk, today):
        raise PermissionDenied
    plan = plan_of_agency(request, agency, today)
    period = current_period(plan, today, asked_period(request)) if plan else None
    if period is None:
        raise Http404
    return _answer(request, agency, period, None)


def _answer(
    request: HttpRequest, agency: Agency, period: Period, duty: Duty | None
) -> HttpResponse:
    """Show the form, store it, or show it again with what a rule said."""
    form = AskExtensionForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        error = _save(request, agency, period, duty, form.cleaned_data)
        if stored(request, error, "Đã gửi đề nghị gia hạn."):
            if duty:
                return redirect("tasks:duty", pk=duty.pk)
            return redirect("tasks:desk", code=agency.code)
        show_problems(form, error)
    context: dict[str, Any] = {"form": form, "agency": agency, "period": period}
    context["duty"] = duty
    context["earlier"] = [
        row
        for row in asked_by_agency(agency, period)
        if row.duty_id in {None, duty and duty.pk}
    ]
    return render(request, "tasks/work/ask_extension.html", context)


def _save(
    request: HttpRequest,
    agency: Agency,
    period: Period,
    duty: Duty | None,
    said: dict[str, Any],
) -> RuleBroken | None:
    """Hand the form to the service; return the refusal of a rule, if any."""
    return refusal_of(
        request, service.ask_extension, agency=agency, period=period, duty=duty, **said
    )


def _request_for(request: HttpRequest, pk: int, today: date) -> ExtensionRequest:
    """Return the request, or 404 for who neither asked nor decides."""
    rows = ExtensionRequest.objects.visible_to(signed_in(request), today=today)
    found: ExtensionRequest = get_object_or_404(rows, pk=pk)
    return found


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant by one press, refuse with a reason, or take the request back."""
    today, now = read_clock()
    row = _request_for(request, pk, today)
    common: Any = {
        "request": row,
        "actor": signed_in(request),
        "today": today,
        "now": now,
    }
    act = request.POST.get("act")
    try:
        if act == "grant":
            service.grant_request(**common)
            messages.success(request, f"Đã gia hạn đến {row.wanted_on:%d/%m/%Y}.")
        elif act == "refuse":
            answer = request.POST.get("answer", "")
            service.refuse_request(answer=answer, **common)
            messages.success(request, "Đã trả lời: không gia hạn.")
        else:
            service.withdraw_extension_request(**common)
            messages.success(request, "Đã rút đề nghị gia hạn.")
    except RuleBroken as error:
        messages.error(request, error.message)
    return go_back(request, "tasks:talks")
