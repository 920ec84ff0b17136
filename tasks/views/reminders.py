"""«Đôn đốc»: the steering agency sees the ledger and helps what got stuck."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tasks.access import plan_to_steer, signed_in
from tasks.forms.reminders import LedgerFilterForm
from tasks.models import Plan
from tasks.reminder_page import ahead, failures, ledger, pulse, unreachable
from tasks.services.reminders import retry_failed

PER_PAGE = 50


def steered_plan(request: HttpRequest) -> Plan:
    """Return the plan that the person steers, or 404."""
    plan = plan_to_steer(signed_in(request), timezone.localdate())
    if plan is None:
        raise Http404
    return plan


def reminders(request: HttpRequest) -> HttpResponse:
    """Show the pulse, what goes out next, failures and the ledger."""
    plan, now = steered_plan(request), timezone.now()
    today = timezone.localdate(now)
    form = LedgerFilterForm(request.GET)
    rows = Paginator(ledger(plan, form.asked()), PER_PAGE)
    context = {
        "plan": plan,
        "pulse": pulse(now),
        "ahead": ahead(today),
        "failures": failures(plan),
        "unreachable": unreachable(plan, today),
        "form": form,
        "page": rows.get_page(request.GET.get("page")),
    }
    return render(request, "tasks/reminders.html", context)


@require_POST
def retry_reminders(request: HttpRequest, person_id: int) -> HttpResponse:
    """Put a person's failed reminders back into the queue."""
    plan = steered_plan(request)
    number = retry_failed(plan=plan, person_id=person_id)
    messages.success(request, f"Đã đưa {number} nhắc việc vào lượt gửi tới.")
    return redirect("tasks:reminders")
