"""The proof of a duty as pages show it, with what each document said before."""

from django.core.paginator import Page, Paginator
from django.db.models import F, Prefetch

from tasks.duties.page_earlier import earlier_of
from tasks.evidence.scans import mark_checked
from tasks.models import Correction, Duty, Evidence

#: How much proof a page shows, and the parameter that names the page.
PROOF_PER_PAGE, PROOF_PAGE = 20, "mc"


def evidence_of(duty: Duty, number: str | None) -> Page:  # type: ignore[type-arg]
    """Return a page of the proof attached to the duty that is not quarantined, each with
    what it said `earlier`.
    """
    held = Evidence.objects.filter(
        links__duty=duty, links__removed_at__isnull=True, quarantined_at__isnull=True
    )
    made = Prefetch("corrections", Correction.objects.select_related("made_by"))
    rows = held.select_related("uploaded_by").prefetch_related(made)
    rows = rows.annotate(is_product=F("links__is_product"))
    pages = Paginator(rows.order_by("-recorded_at", "-pk"), PROOF_PER_PAGE)
    page = pages.get_page(number)
    for each in page:
        each.earlier = earlier_of(each.corrections.all())
    mark_checked(page)
    return page
