"""«Vai trò được đề nghị»: what other agencies ask a person to take on, and the answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.models import RoleOffer
from kehoach.lib.refusals import RuleBroken
from tasks.duties.access import signed_in
from tasks.people.offering import take_back_offer, take_offer_answer
from tasks.people.views_agencies import staffed

#: How many answered offers the page shows below the open ones.
_SHOWN = 20


@require_safe
def role_offers(request: HttpRequest) -> HttpResponse:
    """Show what is offered to the person, and what they answered before."""
    rows = RoleOffer.objects.filter(user=signed_in(request))
    rows = rows.select_related("agency", "offered_by")
    state = RoleOffer.State
    context = {
        "waiting": rows.filter(state=state.OPEN),
        "past": rows.exclude(state=state.OPEN)[:_SHOWN],
    }
    return render(request, "tasks/people/role_offers.html", context)


@require_POST
def answer_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the person's answer."""
    offer = get_object_or_404(RoleOffer, pk=pk, user=signed_in(request))
    now = timezone.now()
    agrees = request.POST.get("answer") == "dong-y"
    try:
        take_offer_answer(
            offer=offer,
            agrees=agrees,
            actor=signed_in(request),
            today=timezone.localdate(now),
            now=now,
        )
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        said = "Anh/chị đã nhận" if agrees else "Anh/chị đã từ chối"
        messages.success(request, f"{said} vai trò «{offer.get_role_display()}».")
    return redirect("tasks:role_offers")


@require_POST
def withdraw_offer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take back what the agency offered."""
    now = timezone.now()
    row = staffed(request, code, timezone.localdate(now))
    offer = get_object_or_404(RoleOffer, pk=pk, agency=row)
    try:
        take_back_offer(offer=offer, now=now)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã rút đề nghị với {offer.user}.")
    return redirect("tasks:agency", code=code)
