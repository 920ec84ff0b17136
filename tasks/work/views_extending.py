"""Gia hạn cho cả đơn vị: a later day for everything that an agency still has to do."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency
from tasks.doors.later_day import ExtendForm
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_period, plan_of_agency
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import agency_for, can_review, current_period, signed_in
from tasks.models import Duty, Extension, Period
from tasks.work.extensions import extend_agency


def extend_whole(request: HttpRequest, code: str) -> HttpResponse:
    """Give the agency's duties of the period a later day; for who reviews only."""
    today = timezone.localdate()
    agency = agency_for(signed_in(request), code, today)
    plan = plan_of_agency(request, agency, today)
    period = current_period(plan, today, asked_period(request)) if plan else None
    if period is None or not can_review(signed_in(request), period.plan, today):
        raise Http404
    form = ExtendForm(request.POST or None, today=today)
    valid = request.method == "POST" and form.is_valid()
    if valid and _carried_out(request, agency, period, form):
        address = reverse("tasks:desk", args=[code])
        return redirect(f"{address}?{period.query}")
    waiting = Duty.objects.filter(period=period, agency=agency, due_on__isnull=False)
    context = {"agency": agency, "period": period, "form": form}
    context["waiting"] = waiting.to_do().count()
    context["given"] = Extension.objects.filter(agency=agency, period=period)
    return render(request, "tasks/work/extend_agency.html", context)


def _carried_out(
    request: HttpRequest, agency: Agency, period: Period, form: ExtendForm
) -> bool:
    """Call the service; put its refusal into the form and return False."""
    said = form.said()
    refused = refusal_of(request, extend_agency, agency=agency, period=period, **said)
    day = f"{said['new_due_on']:%d/%m/%Y}"
    words = f"Đã gia hạn cho {agency.short_name} đến {day}."
    show_problems(form, refused)
    return stored(request, refused, words)
