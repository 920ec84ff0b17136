"""The answers to an ad-hoc request, as page, XLSX and CSV."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models.authority import WRITERS, agencies_of
from kehoach.site.downloads import saved_as_file
from reporting.adhoc.answers import SORTS, answers_of, table_of
from reporting.facts.adhoc import AnswerTable
from reporting.files.adhoc_files import answers_csv, answers_xlsx
from tasks.adhoc.drafting import questions_of
from tasks.adhoc.page import powers
from tasks.duties.access import can_review, desks_of, signed_in
from tasks.models import AdhocRequest

_PER_PAGE = 100


def sent_request(request: HttpRequest, pk: int, today: date) -> AdhocRequest:
    """Return a request that the person sees, or 404."""
    rows = AdhocRequest.objects.visible_to(signed_in(request), today=today)
    row: AdhocRequest = get_object_or_404(
        rows.select_related("plan__steering_agency"), pk=pk
    )
    return row


@require_safe
def adhoc(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who answered what; an agency sees its own line."""
    today, user = timezone.localdate(), signed_in(request)
    row = sent_request(request, pk, today)
    if row.is_draft:
        return redirect("tasks:adhoc", pk=pk)
    answers = answers_of(row, user, today)
    word = request.GET.get("loc", "")
    pages = Paginator(answers.of(word), _PER_PAGE)
    period = row.period
    desks = set(desks_of(user, today).values_list("pk", flat=True))
    writing = agencies_of(user, today, *WRITERS).values_list("pk", flat=True)
    context = {
        "row": row,
        "task": row.task,
        "period": period,
        "questions": questions_of(row),
        "answers": answers,
        "writing": set(writing),
        "own": [line for line in answers.lines if line.duty.agency_id in desks],
        "page": pages.get_page(request.GET.get("page")),
        "word": word if word in SORTS else "",
        "sorts": [
            (each, label, answers.counts.get(each, 0)) for each, label in SORTS.items()
        ],
        "events": told_of(row),
        "powers": powers(row, user, today),
        "reviews": can_review(user, row.plan, today),
        "today": today,
    }
    return render(request, "reporting/adhoc/adhoc.html", context)


def told_of(row: AdhocRequest) -> list[tuple[str, object]]:
    """Return what was done to the request, newest first, in words."""
    words = {"opened": "Gửi yêu cầu", "edited": "Gia hạn", "closed": "Chốt"}
    period = row.period
    if period is None:
        return []
    events = period.events.select_related("actor").order_by("-recorded_at", "-pk")
    return [(words[e.kind], e) for e in events if e.kind in words]


def exported(request: HttpRequest, pk: int) -> AnswerTable:
    """Return every answer that the page shows over all its pages."""
    today = timezone.localdate()
    row = sent_request(request, pk, today)
    if row.is_draft:
        raise Http404
    return table_of(answers_of(row, signed_in(request), today), row.plan.title)


@require_safe
def adhoc_as_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the answers as CSV."""
    content = answers_csv(exported(request, pk))
    return saved_as_file(content, f"bao-cao-dot-xuat-{pk}.csv")


@require_safe
def adhoc_as_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the answers as XLSX."""
    content = answers_xlsx(exported(request, pk))
    return saved_as_file(content, f"bao-cao-dot-xuat-{pk}.xlsx")
