"""Accepting several at once: first the numbers, then the act."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from agencies.models import User
from kehoach.lib.keys import keys_of
from kehoach.site.moments import read_clock
from tasks.doors.request_params import go_back, require
from tasks.duties.access import can_review, signed_in, steers_any
from tasks.models import Duty
from tasks.review.deciding import Acceptance, accept_many
from tasks.review.page_queue import QueueLine, queue_lines
from tasks.review.queue import waiting

#: Duties accepted by one press at most: what the longest page of the queue holds.
_MOST = 100


@require_POST
def accept_chosen(request: HttpRequest) -> HttpResponse:
    """Ask with numbers; once that is answered, accept the ticked duties, each that may
    not be accepted says why.
    """
    today, now = read_clock()
    user = signed_in(request)
    chosen = keys_of(request.POST.getlist("duty"))[:_MOST]
    rows = Duty.objects.filter(pk__in=chosen).visible_to(user, today=today)
    rows = rows.select_related("period__plan")
    duties = [row for row in rows if can_review(user, row.period.plan, today)]
    require(bool(duties) or steers_any(user, today))
    if not duties:
        messages.warning(request, "Đánh dấu ít nhất một nhiệm vụ để tiếp nhận.")
        return go_back(request, "tasks:review")
    if "sure" not in request.POST:
        page = asking(duties, user, today)
        page["back"] = go_back(request, "tasks:review").url
        return render(request, "tasks/review/accept_sure.html", page)
    results = accept_many(duties=duties, actor=user, today=today, now=now)
    return _tell(request, results)


def asking(duties: Sequence[Duty], user: User, today: date) -> dict[str, Any]:
    """Return what is to be accepted in numbers: how many of how many agencies, which of
    them are odd, and how many are not the person's to accept or wait no more.
    """
    lines: list[QueueLine] = []
    for period in {duty.period for duty in duties}:
        mine = [duty.pk for duty in duties if duty.period_id == period.pk]
        rows = waiting(period, user, today).filter(pk__in=mine, period=period)
        lines += queue_lines(rows)
    own = [line for line in lines if not line.barred]
    return {
        "duties": duties,
        "lines": own,
        "agencies": len({line.duty.agency_id for line in own}),
        "odd": [line for line in own if line.oddities],
        "plain": sum(not line.oddities for line in own),
        "left_out": len(duties) - len(own),
    }


def _tell(request: HttpRequest, results: list[Acceptance]) -> HttpResponse:
    """Say that all were accepted, or list what became of each."""
    done = sum(result.problem is None for result in results)
    back = go_back(request, "tasks:review")
    if done == len(results):
        messages.success(request, f"Đã tiếp nhận {done} nhiệm vụ.")
        return back
    context = {"results": results, "done": done, "back": back.url}
    return render(request, "tasks/review/accept_results.html", context)
