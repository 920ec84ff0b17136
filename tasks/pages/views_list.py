"""«Danh sách nhiệm vụ»: the rows behind every number, as page, CSV and XLSX."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.models import Agency, AgencyKind, Level, User
from agencies.models.authority import reads_agency
from kehoach.lib.text import shortened
from kehoach.site.compiled import Compiled
from kehoach.site.downloads import written
from tasks.doors.request_params import AskedPeriod, asked
from tasks.duties.access import signed_in
from tasks.duties.export_list import Spoken, Where, write_csv, write_xlsx
from tasks.duties.listing import ORDERS, SUMS, DutyFilters, TaskName
from tasks.duties.past_words import named_on, words_on
from tasks.duties.shown import PeriodDuties
from tasks.models import Duty, Task
from tasks.models.freshness import Freshness
from tasks.models.querysets import reads_plan
from tasks.models.status import Standing
from tasks.pages.list_page import (
    CountedRows,
    counted_rows,
    counted_sums,
    list_lines_of,
    list_page_of,
    markup_of,
)

#: Letters of a title in the list of tasks.
_LONGEST = 60


def duties(request: HttpRequest) -> HttpResponse:
    """Show the duties that the address asks for, with how many stand where."""
    today = timezone.localdate()
    about = asked(request)
    filters = DutyFilters.asked(request.GET)
    tasks = task_names(about)
    context: dict[str, Any] = {"about": about, "filters": filters}
    if shown := about.duties(today):
        rows, found = counted_first(shown, filters, tasks, signed_in(request))
        number = request.GET.get("page")
        page = list_page_of(rows, filters, found, tasks, number, is_now=shown.is_now)
        lines = list_lines_of(page, tasks, shown)
        context |= {
            "page": page,
            "lines": lines,
            "rows": markup_of(lines),
            "found": found,
            "total": found.total,
            "counts": chips(request, found, filters),
            "one_agency": agency_named(filters) if found.total else None,
        }
    return render(request, "tasks/pages/duties.html", context | _choices(tasks))


class NamedTask(NamedTuple):
    """What the list says of a task."""

    pk: int
    code: str
    short_title: str
    worded_from: date | None


def _tasks_of(plan: int) -> QuerySet[Task, Any]:
    rows = Task.objects.filter(plan=plan).order_by("position", "pk")
    return rows.values_list(*NamedTask._fields)


_TASKS = Compiled(_tasks_of, plan=2**53 - 111)


def task_names(about: AskedPeriod) -> list[NamedTask]:
    """Return the plan's tasks in their order, as the period of the page calls them."""
    names = [NamedTask(*row) for row in _TASKS.rows(plan=about.plan.pk)]
    return named_on(names, about.plan.pk, about.words_day)


def agency_named(filters: DutyFilters) -> Agency | None:
    """Return the one agency that the address asks for."""
    if not filters.agency:
        return None
    return Agency.objects.filter(code=filters.agency).only("name").first()


def counted_first(
    shown: PeriodDuties, filters: DutyFilters, tasks: Sequence[TaskName], user: User
) -> tuple[QuerySet[Duty], CountedRows]:
    """Return the person's rows and how many they are, from the kept sums where these
    can answer: then only the rows of the page are read, and its tasks are named there.
    """
    whole = reads_plan(user, shown.period.plan, shown.today)
    if shown.is_now and whole and filters.are_summed:
        found = counted_sums(shown.sums(), filters, tasks)
        filters = replace(filters, task="") if filters.is_by_task else filters
        return rows_matching(shown, filters, tasks, user, whole=whole), found
    rows = rows_matching(shown, filters, tasks, user, whole=whole)
    return rows, counted_rows(rows, filters)


def rows_matching(
    shown: PeriodDuties,
    filters: DutyFilters,
    tasks: Sequence[TaskName],
    user: User,
    *,
    whole: bool | None = None,
) -> QuerySet[Duty]:
    """Return the person's rows that the filters keep, whatever their standing; `whole`
    says whether the person reads the whole plan, where that is known already.
    """
    rows = shown.rows()
    if whole is None:
        whole = reads_plan(user, shown.period.plan, shown.today)
    if not whole:
        rows = rows.filter(reads_agency(user, shown.today))
    kept: QuerySet[Duty] = filters.apply(rows, tasks, shown.day)
    return filters.saying(kept, shown.column("progress"))


def standing_where(rows: QuerySet[Any], filters: DutyFilters) -> QuerySet[Any]:
    """Keep the standings asked for, joined and sorted for a file."""
    rows = filters.standing_in(rows)
    return filters.ordered(rows.select_related("task", "agency", "period"))


def chips(
    request: HttpRequest, found: CountedRows, filters: DutyFilters
) -> list[dict[str, Any]]:
    """Return each standing with its number and the address of its rows."""
    return [
        {
            "standing": standing,
            "number": number,
            "chosen": standing in found.wanted and bool(filters.standings),
            "url": _address_of(request, standing),
        }
        for standing, number in found.standings.items()
    ]


def _address_of(request: HttpRequest, standing: Standing) -> str:
    """Return the present address with this standing alone, from its first page."""
    parameters = request.GET.copy()
    parameters.pop("page", None)
    parameters["trang-thai"] = standing.value
    return f"?{parameters.urlencode()}"


def _choices(tasks: Sequence[TaskName]) -> dict[str, Any]:
    """Return what the filter offers."""
    return {
        "tasks": [
            (t.code, f"{t.code} {shortened(t.short_title, _LONGEST)}") for t in tasks
        ],
        "sums": [(word, label) for word, (label, _) in SUMS.items()],
        "standings": Standing.choices,
        "progresses": (
            ("chua", "Chưa thực hiện"),
            ("dang", "Đang thực hiện, chờ tiếp nhận"),
        ),
        "scored": (
            ("tinh", "Được giao (tính kết quả)"),
            ("de-nghi", "Được đề nghị"),
        ),
        "kinds": AgencyKind.choices,
        "levels": Level.choices,
        "freshness": [each for each in Freshness if each.label],
        "orders": [(word, label) for word, (label, _) in ORDERS.items()],
    }


@dataclass(frozen=True)
class ExportedList:
    """Every row that the page would show over all its pages, where these hold a column,
    how their period called what was reworded since, and a name for the file.
    """

    rows: QuerySet[Duty]
    column: Where
    spoken: Spoken
    name: str


def exported(request: HttpRequest) -> ExportedList:
    """Return the list that the address asks for, to be saved."""
    about, today = asked(request), timezone.localdate()
    filters, shown = DutyFilters.asked(request.GET), about.duties(today)
    if shown is None:
        return ExportedList(Duty.objects.none(), str, {}, "nhiem-vu-")
    rows = rows_matching(shown, filters, task_names(about), signed_in(request))
    day = f"-den-{shown.as_of:%d-%m-%Y}" if shown.as_of else ""
    return ExportedList(
        standing_where(rows, filters),
        shown.column,
        words_on(about.plan.pk, about.words_day),
        f"nhiem-vu-{shown.period.key}{day}",
    )


def duties_csv(request: HttpRequest) -> FileResponse:
    """Send the list as CSV."""
    found = exported(request)
    given = (found.rows, found.spoken, found.column)
    return written(lambda out: write_csv(out, *given), f"{found.name}.csv")


def duties_xlsx(request: HttpRequest) -> FileResponse:
    """Send the list as XLSX."""
    found = exported(request)
    given = (found.rows, found.spoken, found.column, found.name)
    return written(lambda out: write_xlsx(out, *given), f"{found.name}.xlsx")
