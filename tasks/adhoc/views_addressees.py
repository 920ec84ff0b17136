"""To whom a request goes: searched, picked one by one or all that were found."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency
from kehoach.lib.keys import keys_of
from kehoach.lib.refusals import RuleBroken
from tasks import adhoc as service
from tasks.adhoc.page import WantedAgencies, search_choices
from tasks.adhoc.views import draft_for
from tasks.duties.access import signed_in
from tasks.models import AdhocRequest


def addressees(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is on the list and what a search finds; add or remove."""
    today = timezone.localdate()
    row = draft_for(request, pk, today)
    if request.method == "POST":
        return changed(request, row, today)
    wanted = WantedAgencies.asked(request.GET)
    given = row.task.assignments.select_related("agency")
    held = given.order_by("agency__sort_key", "pk")
    found = wanted.found(today).exclude(pk__in=held.values("agency_id"))
    context = {
        "row": row,
        "wanted": wanted,
        "found": list(found),
        "held": [
            (each, each.agency.is_alive_on(today)) for each in held if each.agency
        ],
        **search_choices(),
    }
    return render(request, "tasks/adhoc/adhoc_addressees.html", context)


def changed(request: HttpRequest, row: AdhocRequest, today: date) -> HttpResponse:
    """Add what was ticked or all that was found, or remove what was ticked."""
    ticked = keys_of(request.POST.getlist("agency"))
    given: Any = {"request": row, "actor": signed_in(request), "today": today}
    try:
        if "remove" in request.POST:
            number = service.remove_addressees(ids=ticked, **given)
            messages.success(request, f"Đã bỏ {number} đơn vị.")
        else:
            number = service.add_addressees(
                agencies=picked(request, ticked, today), **given
            )
            messages.success(request, f"Đã thêm {number} đơn vị.")
    except RuleBroken as error:
        messages.error(request, error.message)
    return redirect(back_to(request, row.pk))


def picked(request: HttpRequest, ticked: list[int], today: date) -> list[Agency]:
    """Return everything found when asked for all, else the ticked agencies."""
    if "all" in request.POST:
        return list(WantedAgencies.asked(request.GET).found(today))
    return list(Agency.objects.filter(pk__in=ticked))


def back_to(request: HttpRequest, pk: int) -> str:
    """Return the page with the search kept."""
    asked = request.GET.urlencode()
    address = reverse("tasks:adhoc_addressees", args=[pk])
    return f"{address}?{asked}" if asked else address
