"""Agencies offered while somebody types into an `AgencyField`."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Agency, PlannedAgency
from tasks.doors.agency_field import OFFERED, PICKED, agencies_matching


@require_safe
def find_agency(request: HttpRequest) -> HttpResponse:
    """Offer today's agencies; `o` names the field that is typed into."""
    return offered_agencies(request, Agency.objects.alive_on(timezone.localdate()))


def offered_agencies(
    request: HttpRequest,
    living: Iterable[Agency],
    planned: Sequence[PlannedAgency] = (),
) -> HttpResponse:
    """Return the buttons to pick from, for what stands in the field."""
    field = request.GET.get("o", "")[:60]
    words = request.GET.get(field, "").strip()[:400]
    found = agencies_matching(words, [*planned, *living]) if words else []
    context = {
        "offered": found[:OFFERED],
        "picks": f"{field}{PICKED}",
        "picked": found[0].code if len(found) == 1 else "",
        "asked": bool(words),
    }
    return render(request, "components/agency_picks.html", context)
