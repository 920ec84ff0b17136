"""The queue over all plans of who steers several; with one plan it is that plan's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tasks.doors.plan_addresses import go_on
from tasks.duties.access import REVIEWERS, signed_in
from tasks.models import Plan
from tasks.review.page_queue import queue_lines, queue_page
from tasks.review.queue import filtered_queue, waiting_over_all
from tasks.review.views import page_size


def review_all(request: HttpRequest) -> HttpResponse:
    """Show what waits in every plan that the person reviews, odd ones first."""
    today, user = timezone.localdate(), signed_in(request)
    rows = Plan.objects.programmes().published()
    plans = list(rows.steered_by(user, today=today, roles=REVIEWERS))
    if len(plans) < 2 or "ke-hoach" in request.GET or user.is_superuser:
        return go_on(request, page="tiep-nhan/")
    words, kind = (request.GET.get(name, "").strip() for name in ("q", "loc"))
    kept = filtered_queue(waiting_over_all(user, today), words, "", kind)
    page = queue_page(kept, page_size(request), request.GET.get("page"))
    context = {"page": page, "lines": queue_lines(page), "plans": plans}
    return render(request, "tasks/review/review_all.html", context)
