"""An agency answers: its letter to one request, everything ready of all requests."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.adhoc import submit_answers
from tasks.adhoc.views import request_for
from tasks.desk.page_sending import answers_to_send
from tasks.desk.views_acts import read_by_the_head, tell_result, ticked_duties
from tasks.duties.access import agency_for, can_send, signed_in
from tasks.models import Duty
from tasks.official_letters.views_unit_report import recorded, unit_report_page


@require_http_methods(["GET", "HEAD", "POST"])
def adhoc_letter_view(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show the letter by which the agency answered, or the form that records it."""
    today = timezone.localdate()
    agency = agency_for(signed_in(request), code, today)
    row = request_for(request, pk, today)
    period = row.period
    asked = Duty.objects.filter(agency=agency, period=period)
    if period is None or not asked.exists():
        raise Http404
    page = unit_report_page(request, agency, period, today)
    if request.method == "POST" and recorded(request, page, today):
        return redirect(request.get_full_path())
    return render(
        request, "tasks/official_letters/unit_report.html", page | {"asked": row}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def send_all(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is ready of all open requests; send it in the agency's name."""
    today, now = read_clock()
    user = signed_in(request)
    agency = agency_for(user, code, today)
    if not can_send(user, agency, today):
        raise PermissionDenied
    if request.method == "POST":
        try:
            result = submit_answers(
                agency=agency,
                chosen=ticked_duties(request),
                seen=read_by_the_head(request),
                actor=user,
                today=today,
                now=now,
            )
        except RuleBroken as error:
            messages.error(request, error.message)
        else:
            tell_result(request, result)
        return redirect("tasks:desk", code=code)
    sending = answers_to_send(agency, today)
    context = {"agency": agency, "sending": sending, "all": "chon" in request.GET}
    return render(request, "tasks/desk/send_ready.html", context)
