"""One submission at a time: compare, decide, go to the next."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kehoach.site.moments import read_clock
from tasks.duties.access import duty_to_review, signed_in
from tasks.duties.rounds import rounds_of
from tasks.duties.timeline import said_on
from tasks.evidence import page as evidence_page
from tasks.models import Duty
from tasks.models.status import standing_of
from tasks.review.deciding import note_opening
from tasks.review.page import QueuePlace, compared_figures, queue_place
from tasks.review.page_queue import oddities_of
from tasks.review.queue import filtered_queue, to_decide, waiting
from tasks.review.views import mine_only
from tasks.review.views_panels import review_panel
from tasks.work.asked_again import last_returns
from tasks.work.beside import entries_before

#: Nobody walks further in one sitting.
QUEUE_MOST = 2000
_FILTERS = ("q", "ma", "loc")
_KEPT = (*_FILTERS, "cua", "moi-trang")


@require_safe
def review_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one submission beside last year's, with the way to the next."""
    today, now = read_clock()
    user = signed_in(request)
    duty = duty_to_review(user, pk, today)
    note_opening(duty=duty, reader=user, today=today, now=now)
    rows = waiting(duty.period, user, today)
    words = [request.GET.get(name, "").strip() for name in _FILTERS]
    only = mine_only(request, duty.period.plan, today)
    mine = filtered_queue(to_decide(rows), *words, period=duty.period, mine=only)
    queue = list(mine.values_list("pk", flat=True)[:QUEUE_MOST])
    place = queue_place(pk, queue)
    marked = rows.filter(pk=pk).first()
    returned = last_returns([duty]).get(pk)
    context: dict[str, Any] = {
        "duty": duty,
        "standing": standing_of(duty, today),
        "oddities": oddities_of(marked, returned) if marked else [],
        "place": place,
        "returned": returned,
        "figures": compared_figures(duty),
        "entries": sorted(said_on(duty), key=lambda item: item.when, reverse=True),
        "before": entries_before(duty),
        "evidence": evidence_page.evidence_of(
            duty, request.GET.get(evidence_page.PROOF_PAGE)
        ),
        "rounds": rounds_of(duty),
        "review_forms": review_panel(user, duty, today),
        **_addresses(request.GET, duty, place),
    }
    return render(request, "tasks/review/review_one.html", context)


def _addresses(get: QueryDict, duty: Duty, place: QueuePlace) -> dict[str, str]:
    """Return where the page leads: back to the queue, before, after, and once decided."""
    kept = QueryDict(mutable=True)
    for name in _KEPT:
        if word := get.get(name):
            kept[name] = str(word)
    kept["ky"] = duty.period.key
    words = kept.urlencode()

    def to(pk: int | None) -> str:
        return f"{reverse('tasks:review_one', args=[pk])}?{words}" if pk else ""

    queue = f"{reverse('tasks:review', args=[duty.period.plan.code])}?{words}"
    return {
        "queue_url": queue,
        "before_url": to(place.before),
        "after_url": to(place.after),
        "next_url": to(place.after) or queue,
    }
