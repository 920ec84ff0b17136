"""«Lĩnh vực phụ trách»: what all agencies answer to the tasks of a field, as page, XLSX
and CSV. Who reads it by a grant is recorded.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.trail.writing import AuditKind, record
from kehoach.site.downloads import saved_as_file
from reporting.facts.adhoc import AnswerTable
from reporting.fields.reading import (
    FIELD_SORTS,
    FieldLine,
    field_figures,
    field_lines,
    field_sums,
    field_table,
    headed,
    with_answers,
)
from reporting.files.adhoc_files import answers_csv, answers_xlsx
from tasks.duties.access import current_period, signed_in
from tasks.duties.of_agency import periods_of
from tasks.duties.past_words import held_in, of_their_day
from tasks.models import FieldGrant, Period, Task
from tasks.models.querysets import reads_plan

_PER_PAGE = 50


@require_safe
def own_fields(request: HttpRequest) -> HttpResponse:
    """Go to the field that the person's agency is responsible for, or list them."""
    user, today = signed_in(request), timezone.localdate()
    held = FieldGrant.objects.held_by(user, today=today)
    grants = list(held.select_related("plan", "agency").prefetch_related("tasks"))
    if not grants:
        raise Http404
    if len(grants) == 1:
        return redirect("reporting:field_reading", pk=grants[0].pk)
    return render(request, "reporting/fields/own_fields.html", {"grants": grants})


@dataclass(frozen=True)
class AskedField:
    """What the address asks for."""

    grant: FieldGrant
    period: Period | None
    tasks: list[Task]
    task: Task | None
    today: date

    @property
    def title(self) -> str:
        """Return field, task and period in words."""
        code = f", {self.task.code} {self.task.short_title}" if self.task else ""
        return f"{self.grant.name}{code}, {self.period}"


def _asked(request: HttpRequest) -> tuple[FieldGrant, date]:
    user, today = signed_in(request), timezone.localdate()
    rows = FieldGrant.objects.visible_to(user, today=today)
    rows = rows.select_related("plan__steering_agency", "agency")
    pk = request.resolver_match.kwargs["pk"] if request.resolver_match else 0
    grant: FieldGrant = get_object_or_404(rows, pk=pk)
    return grant, today


def asked_field(request: HttpRequest) -> AskedField:
    """Return the grant, the period and the task of the address; 404 for a stranger and
    for a task that the grant does not open.
    """
    grant, today = _asked(request)
    key, code = request.GET.get("ky", ""), request.GET.get("ma", "")
    period = current_period(grant.plan, today, key)
    if period is None:
        if key:
            raise Http404
        return AskedField(grant, None, [], None, today)
    rows = grant.tasks.filter(held_in(period)).order_by("position", "pk")
    tasks = list(rows)
    of_their_day(tasks, period.words_day())
    found = [task for task in tasks if not code or task.code == code]
    if code and not found:
        raise Http404
    return AskedField(grant, period, tasks, found[0] if found else None, today)


def _note_reading(request: HttpRequest, asked: AskedField) -> None:
    """Record that somebody reads who does not read the whole plan anyway."""
    if not reads_plan(signed_in(request), asked.grant.plan, asked.today):
        said = {"fields": asked.grant.name, "query": request.GET.urlencode()[:500]}
        record(AuditKind.READ, target=request.path, after=said)


@require_safe
def field_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what all agencies answer to one task of the field."""
    asked = asked_field(request)
    context = {
        "asked": asked,
        "grant": asked.grant,
        "period": asked.period,
        "periods": periods_of(asked.grant.plan),
        "today": asked.today,
    }
    if asked.task and asked.period:
        figures = field_figures(asked.grant, asked.task)
        heads = [(figure, headed(figure)) for figure in figures]
        lines = field_lines(asked.task, asked.period, asked.today)
        word = request.GET.get("loc", "")
        kept = [line for line in lines if line.fits(word)]
        page = Paginator(kept, _PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "page": page,
            "lines": [
                (line, list(zip(heads, line.cells, strict=True)))
                for line in with_answers(list(page), figures, asked.period)
            ],
            "heads": heads,
            "sums": field_sums(figures, asked.period),
            "word": word,
            "sorts": _sorts(lines),
            "total": len(lines),
            "owed": sum(line.is_owed for line in lines),
            "sent": sum(line.is_owed and line.is_sent for line in lines),
        }
    _note_reading(request, asked)
    return render(request, "reporting/fields/field_reading.html", context)


def _sorts(lines: list[FieldLine]) -> list[tuple[str, str, int]]:
    counts = Counter(w for line in lines for w in FIELD_SORTS if line.fits(w))
    return [(word, label, counts[word]) for word, label in FIELD_SORTS.items()]


def _exported(request: HttpRequest) -> AnswerTable:
    """Return every line that the page would show over all its pages."""
    asked = asked_field(request)
    if asked.task is None or asked.period is None:
        raise Http404
    figures = field_figures(asked.grant, asked.task)
    word = request.GET.get("loc", "")
    found = field_lines(asked.task, asked.period, asked.today)
    lines = with_answers(
        [line for line in found if line.fits(word)], figures, asked.period
    )
    return field_table(asked.title, lines, figures, field_sums(figures, asked.period))


@require_safe
def field_as_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the table as XLSX."""
    content = answers_xlsx(_exported(request))
    return saved_as_file(content, f"linh-vuc-{pk}.xlsx")


@require_safe
def field_as_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the table as CSV."""
    content = answers_csv(_exported(request))
    return saved_as_file(content, f"linh-vuc-{pk}.csv")
