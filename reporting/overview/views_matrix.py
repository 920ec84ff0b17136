"""«Bảng theo dõi đơn vị – nhiệm vụ» as page, XLSX and CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import TERRITORIES, Agency, AgencyGroup, AgencyKind, Level
from kehoach.site.downloads import saved_as_file
from reporting.facts.matrix import ClauseColumn, Matrix
from reporting.files.matrix_files import matrix_csv, matrix_xlsx
from reporting.overview.matrix import (
    ORDERS,
    SIGNS,
    Wanted,
    agency_lines,
    matrix_columns,
    matrix_of,
    named_lines,
)
from reporting.overview.matrix_cells import Addresses, foot_of, matrix_line_of
from tasks.doors.request_params import AskedPeriod, asked
from tasks.duties.access import signed_in
from tasks.duties.listing import SUMS, DutyFilters
from tasks.duties.past_words import held_in, of_their_day
from tasks.models import Duty, DutyCount, Period, Task
from tasks.models.querysets import reads_plan
from tasks.models.status import TONES, Standing
from tasks.pages.views_list import rows_matching

#: The agencies of a province fit on one page; more rows are slow to read and to send.
_PER_PAGE = 70


#: Agencies to be read page by page, or with their sums in an order of these.
_Lines = QuerySet[Agency, dict[str, Any]] | list[dict[str, Any]]


@dataclass(frozen=True)
class Table:
    """What the address asks for, before any cell is read."""

    about: AskedPeriod
    filters: DutyFilters
    wanted: Wanted
    tasks: list[Task]
    rows: QuerySet[Duty]
    #: The day that the rows stand as of, unless they tell of a closed or past one.
    today: date | None = None
    #: The sums that the database keeps of these rows, where they can answer.
    sums: QuerySet[DutyCount] | None = None

    def lines(self) -> _Lines:
        """Return every agency in order; by name alone nothing need be summed up."""
        if self.about.period is None:
            return []
        if self.today and self.wanted == Wanted():
            return named_lines(self.rows)
        return agency_lines(self.rows, self.wanted, self.today)

    def columns(self) -> tuple[ClauseColumn, ...]:
        """Return the clauses with their sums."""
        if self.sums is None:
            return matrix_columns(self.rows, self.tasks)
        sums = self.filters.of_sums(self.sums, self.tasks)
        return matrix_columns(sums, self.tasks)

    def cells(self, lines: Sequence[Mapping[str, Any]]) -> Matrix:
        """Return the cells of these agencies."""
        columns = self.columns()
        return matrix_of(self.rows, columns, lines, self.wanted.standings)


def _table_of(request: HttpRequest) -> Table:
    """Read the address."""
    about, filters = asked(request), DutyFilters.asked(request.GET)
    columns = ("plan", "code", "short_title", "position", "worded_from")
    held = held_in(about.period) if about.period else Q()
    tasks = list(about.plan.tasks.filter(held).only(*columns))
    tasks.sort(key=lambda task: task.position)
    of_their_day(tasks, about.words_day)
    order = request.GET.get("sap-xep", "")
    wanted = Wanted(
        frozenset(filters.wanted if filters.standings else ()),
        order if order in ORDERS else "ten",
    )
    user, today = signed_in(request), timezone.localdate()
    whole = reads_plan(user, about.plan, today)
    shown = about.duties(today)
    if shown is None:
        return Table(about, filters, wanted, tasks, Duty.objects.none())
    rows = rows_matching(shown, filters, tasks, user, whole=whole)
    sums = None
    if shown.is_now and whole and filters.are_summed:
        sums = shown.sums()
    day = today if shown.is_now else None
    return Table(about, filters, wanted, tasks, rows, day, sums)


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Show one page of agencies against the clauses."""
    table = _table_of(request)
    page: Page[Any] = Paginator(table.lines(), _PER_PAGE).get_page(
        request.GET.get("page")
    )
    context: dict[str, Any] = {"about": table.about, "filters": table.filters}
    context |= {"page": page, "order": table.wanted.order, **choices()}
    if table.about.period:
        context["matrix"] = shown = table.cells(list(page))
        to = addresses(request, table.about.period)
        context["lines"] = [matrix_line_of(line, to) for line in shown.lines]
        context["foot"] = foot_of(shown.columns, to)
    return render(request, "reporting/overview/matrix.html", context)


def addresses(request: HttpRequest, period: Period) -> Addresses:
    """Return where the links lead: the list keeps the filters, without state and order."""
    kept = request.GET.copy()
    for name in ("page", "sap-xep", "trang-thai"):
        kept.pop(name, None)
    kept["ky"], kept["dien"] = period.key, "tinh"
    return Addresses(
        duty=reverse("tasks:duty", args=[0]).removesuffix("0/"),
        desk=reverse("tasks:desk", args=["0"]).removesuffix("0/"),
        rows=f"{reverse('tasks:duties', args=[period.plan.code])}?{kept.urlencode()}",
        query=period.query,
    )


def choices() -> dict[str, Any]:
    """Return what the filter offers and what the signs mean."""
    signs: dict[tuple[str, str], list[str]] = {}
    for standing in Standing:
        key = (SIGNS[standing], TONES[standing][0])
        signs.setdefault(key, []).append(str(standing.label))
    return {
        "legend": [
            (sign, tone, " / ".join(words)) for (sign, tone), words in signs.items()
        ],
        "sums": [(word, label) for word, (label, _) in SUMS.items()],
        "standings": list(Standing),
        "kinds": AgencyKind.choices,
        "levels": Level.choices,
        "territories": TERRITORIES.choices,
        "groups": AgencyGroup.objects.order_by("name").values_list("code", "name"),
        "orders": [(word, label) for word, (label, _) in ORDERS.items()],
    }


def whole(request: HttpRequest) -> tuple[Matrix, str]:
    """Return every line that the page would show over all its pages, and a title."""
    table = _table_of(request)
    period = table.about.period
    title = f"Bảng theo dõi đơn vị – nhiệm vụ, {period}" if period else "Bảng theo dõi"
    return table.cells(list(table.lines())), title


@require_safe
def matrix_as_xlsx(request: HttpRequest) -> HttpResponse:
    """Send what is shown as XLSX."""
    found, title = whole(request)
    return saved_as_file(matrix_xlsx(found, title), "bang-theo-doi.xlsx")


@require_safe
def matrix_as_csv(request: HttpRequest) -> HttpResponse:
    """Send what is shown as CSV."""
    found, _ = whole(request)
    return saved_as_file(matrix_csv(found), "bang-theo-doi.csv")
