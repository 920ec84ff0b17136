"""The page before «Gửi tất cả»: what goes to the steering agency and what stays."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks.desk.page_sending import what_is_sent
from tasks.desk.page_sent import just_sent
from tasks.doors.request_params import asked_period, plan_of_agency
from tasks.duties.access import agency_for, can_send, current_period, signed_in


@require_safe
def send_ready(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the button would send in the agency's name."""
    today = timezone.localdate()
    agency = agency_for(signed_in(request), code, today)
    if not can_send(signed_in(request), agency, today):
        raise PermissionDenied
    plan = plan_of_agency(request, agency)
    period = current_period(plan, today, asked_period(request)) if plan else None
    if period is None or not period.is_open:
        return redirect("tasks:desk", code=code)
    sending = what_is_sent(agency, period, today)
    context = {"agency": agency, "period": period, "sending": sending}
    context["all"] = "chon" in request.GET
    context["sent"] = just_sent(agency, period) if "da-gui" in request.GET else []
    return render(request, "tasks/desk/send_ready.html", context)
