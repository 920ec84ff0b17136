"""«Chép câu trả lời» of a list: its numbers and names as one sentence."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks.doors.request_params import asked
from tasks.duties.access import signed_in
from tasks.duties.listing import DutyFilters
from tasks.pages.list_answer import list_answer, when_words
from tasks.pages.views_list import rows_matching, task_names


@require_safe
def duties_answer(request: HttpRequest) -> HttpResponse:
    """Show the sentence for the rows that the address asks for."""
    about, filters = asked(request), DutyFilters.asked(request.GET)
    shown = about.duties(timezone.localdate())
    if shown is None:
        raise Http404
    rows = rows_matching(shown, filters, task_names(about), signed_in(request))
    counted = (
        filters.standing_in(rows)
        .order_by("agency__sort_key", "agency__short_name")
        .values_list("agency__short_name")
        .annotate(number=Count("*"))
    )
    when = when_words(shown.period, shown.as_of, timezone.localtime())
    answer = list_answer(shown.period, filters, list(counted), when)
    return render(
        request, "tasks/pages/list_answer.html", {"answer": answer, "about": about}
    )
