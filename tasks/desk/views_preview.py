"""The page before «Gửi tất cả»: what goes to the steering agency and what stays."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks.desk.page_sending import sent_over_all, what_is_sent
from tasks.desk.page_sent import just_sent
from tasks.doors.request_params import asked_period, plan_of_agency
from tasks.duties.access import agency_for, can_send, current_period, signed_in
from tasks.duties.of_agency import plans_given


@require_safe
def send_ready(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the button would send in the agency's name: of one plan, or of all where
    several gave it work and the address names none.
    """
    today = timezone.localdate()
    agency = agency_for(signed_in(request), code, today)
    if not can_send(signed_in(request), agency, today):
        raise PermissionDenied
    plans, period = list(plans_given(agency, signed_in(request), today)), None
    over_all = len(plans) > 1 and not {"ke-hoach", "ky"} & request.GET.keys()
    if not over_all:
        plan = plan_of_agency(request, agency, today, plans)
        period = current_period(plan, today, asked_period(request)) if plan else None
        if period is None or not period.is_open:
            return redirect("tasks:desk", code=code)
    sending = (
        what_is_sent(agency, period, today) if period else sent_over_all(agency, today)
    )
    sent = just_sent(agency, period, today) if "da-gui" in request.GET else []
    context: dict[str, Any] = {
        "agency": agency,
        "period": period,
        "sending": sending,
        "sent": sent,
    }
    context |= {"all": "chon" in request.GET, "over_all": over_all}
    context["chosen_plan"] = period.plan if period and len(plans) > 1 else None
    return render(request, "tasks/desk/send_ready.html", context)
