"""«Bảng theo dõi đơn vị – nhiệm vụ» as page, XLSX and CSV."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import AgencyGroup, Kind, Level, Territory
from reporting.builders.matrix import (
    ORDERS,
    SIGNS,
    Wanted,
    agency_lines,
    columns_of,
    columns_with,
    matrix_of,
)
from reporting.builders.tasks import standings_by_task
from reporting.exporters.matrix_files import matrix_csv, matrix_xlsx
from reporting.facts_matrix import Column, Matrix
from reporting.matrix_cells import cells_of
from tasks.access import signed_in
from tasks.listing import SUMS, Filters
from tasks.models import Duty, Task
from tasks.querysets import reads_plan
from tasks.status import TONES, Standing
from tasks.views.asking import Asked, asked
from tasks.views.duties import download, matching

PER_PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Table:
    """What the address asks for, before any cell is read."""

    about: Asked
    filters: Filters
    wanted: Wanted
    tasks: list[Task]
    rows: QuerySet[Duty]
    #: The day that the rows stand as of, unless they tell of a closed or past one.
    today: date | None = None
    #: Whether these are all rows of the period.
    is_whole: bool = False

    def lines(self) -> list[dict[str, Any]]:
        """Return every agency with its sums."""
        if self.about.period is None:
            return []
        return agency_lines(self.rows, self.wanted, self.today)

    def columns(self) -> tuple[Column, ...]:
        """Return the clauses with their sums; of all rows from what is summed up."""
        period = self.about.period
        if period is None or self.today is None or not self.is_whole:
            return columns_of(self.rows, self.tasks)
        return columns_with(standings_by_task(period, self.today), self.tasks)

    def cells(self, lines: list[dict[str, Any]]) -> Matrix:
        """Return the cells of these agencies."""
        columns = self.columns()
        return matrix_of(self.rows, columns, lines, self.wanted.standings)


def table_of(request: HttpRequest) -> Table:
    """Read the address."""
    about, filters = asked(request), Filters.asked(request.GET)
    tasks = list(about.plan.tasks.only("plan", "code", "short_title", "position"))
    tasks.sort(key=lambda task: task.position)
    order = request.GET.get("sap-xep", "")
    wanted = Wanted(
        frozenset(filters.wanted if filters.standings else ()),
        order if order in ORDERS else "ten",
    )
    user, today = signed_in(request), timezone.localdate()
    whole = reads_plan(user, about.plan, today)
    rows = matching(about, filters, tasks, user, today, whole=whole)
    if about.period is None:
        return Table(about, filters, wanted, tasks, rows)
    is_now = about.period.is_open and about.as_of is None
    everything = replace(filters, order=Filters.order, standings=()) == Filters()
    is_whole = is_now and everything and whole
    day = today if is_now else None
    return Table(about, filters, wanted, tasks, rows, day, is_whole)


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Show one page of agencies against the clauses."""
    table = table_of(request)
    page: Page[Any] = Paginator(table.lines(), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context: dict[str, Any] = {"about": table.about, "filters": table.filters}
    context |= {"page": page, "order": table.wanted.order, **choices()}
    if table.about.period:
        context["matrix"] = table.cells(list(page))
        context["duties_url"] = reverse("tasks:duties")
        base = reverse("tasks:duty", args=[0]).removesuffix("0/")
        lines = context["matrix"].lines
        context["lines"] = [(line, cells_of(line, base)) for line in lines]
        context["list_query"] = list_query(request, table)
    return render(request, "reporting/matrix.html", context)


def list_query(request: HttpRequest, table: Table) -> str:
    """Return the filters as the list's address has them, without state and order."""
    kept = request.GET.copy()
    for name in ("page", "sap-xep", "trang-thai"):
        kept.pop(name, None)
    if table.about.period:
        kept["ky"] = table.about.period.key
    return kept.urlencode()


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
        "kinds": Kind.choices,
        "levels": Level.choices,
        "territories": Territory.choices,
        "groups": AgencyGroup.objects.order_by("name").values_list("code", "name"),
        "orders": [(word, label) for word, (label, _) in ORDERS.items()],
    }


def whole(request: HttpRequest) -> tuple[Matrix, str]:
    """Return every line that the page would show over all its pages, and a title."""
    table = table_of(request)
    period = table.about.period
    title = f"Bảng theo dõi đơn vị – nhiệm vụ, {period}" if period else "Bảng theo dõi"
    return table.cells(table.lines()), title


@require_safe
def matrix_as_xlsx(request: HttpRequest) -> HttpResponse:
    """Send what is shown as XLSX."""
    found, title = whole(request)
    return download(matrix_xlsx(found, title), XLSX, "bang-theo-doi", "xlsx")


@require_safe
def matrix_as_csv(request: HttpRequest) -> HttpResponse:
    """Send what is shown as CSV."""
    found, _ = whole(request)
    return download(
        matrix_csv(found), "text/csv; charset=utf-8", "bang-theo-doi", "csv"
    )
