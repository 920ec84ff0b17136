"""«Danh sách nhiệm vụ»: the rows behind every number, as page, CSV and XLSX."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple, TypeVar

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from agencies.models import Agency, AgencyKind, Level, User
from agencies.models.authority import reads_agency
from kehoach.site.compiled import Compiled
from tasks.doors.request_params import AskedPeriod, asked
from tasks.duties.access import signed_in
from tasks.duties.export_list import Spoken, write_csv, write_xlsx
from tasks.duties.listing import (
    ORDERS,
    SUMS,
    DutyFilters,
    TaskName,
    listed,
    names_in,
    progress_column,
    shown_counts,
)
from tasks.duties.past_words import named_on, words_on
from tasks.models import Duty, Task
from tasks.models.querysets import reads_plan
from tasks.models.status import Freshness, Standing
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
CSV = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Response = TypeVar("Response", bound=HttpResponseBase)


def duties(request: HttpRequest) -> HttpResponse:
    """Show the duties that the address asks for, with how many stand where."""
    today = timezone.localdate()
    about = asked(request)
    filters = DutyFilters.asked(request.GET)
    tasks = task_names(about)
    context: dict[str, Any] = {"about": about, "filters": filters}
    if about.period:
        rows, found = counted_first(about, filters, tasks, signed_in(request), today)
        number = request.GET.get("page")
        page = list_page_of(rows, filters, found, tasks, number, is_now=about.is_now)
        lines = list_lines_of(page, tasks, names_in(about.period, about.as_of))
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
    about: AskedPeriod,
    filters: DutyFilters,
    tasks: Sequence[TaskName],
    user: User,
    today: date,
) -> tuple[QuerySet[Duty], CountedRows]:
    """Return the person's rows and how many they are, from the kept sums where these
    can answer: then only the rows of the page are read, and its tasks are named there.
    """
    whole = reads_plan(user, about.plan, today)
    if about.period and about.is_now and whole and filters.are_summed:
        sums = shown_counts(about.period, today, carried_over=about.shows_carried_over)
        found = counted_sums(sums, filters, tasks)
        filters = replace(filters, task="") if filters.is_by_task else filters
        return rows_matching(about, filters, tasks, user, today, whole=whole), found
    rows = rows_matching(about, filters, tasks, user, today, whole=whole)
    return rows, counted_rows(rows, filters)


def rows_matching(
    about: AskedPeriod,
    filters: DutyFilters,
    tasks: Sequence[TaskName],
    user: User,
    today: date,
    *,
    whole: bool | None = None,
) -> QuerySet[Duty]:
    """Return the person's rows that the filters keep, whatever their standing; `whole`
    says that the person reads the whole plan, where that is known already.
    """
    if about.period is None:
        return Duty.objects.none()
    rows = listed(
        about.period, today, about.as_of, carried_over=about.shows_carried_over
    )
    if not (reads_plan(user, about.plan, today) if whole is None else whole):
        rows = rows.filter(reads_agency(user, today))
    kept: QuerySet[Duty] = filters.apply(rows, tasks, about.day(today))
    return filters.saying(kept, progress_column(about.period, about.as_of))


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
        "tasks": [(t.code, f"{t.code} {shortened(t.short_title)}") for t in tasks],
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


def shortened(title: str) -> str:
    """Return the title as it fits into a list to choose from."""
    return title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"


def exported(request: HttpRequest) -> tuple[QuerySet[Duty], Spoken, str]:
    """Return every row that the page would show over all its pages, how its period
    called what was reworded since, and a name.
    """
    today = timezone.localdate()
    about = asked(request)
    filters = DutyFilters.asked(request.GET)
    tasks = task_names(about)
    rows = rows_matching(about, filters, tasks, signed_in(request), today)
    key = about.period.key if about.period else ""
    day = f"-den-{about.as_of:%d-%m-%Y}" if about.as_of else ""
    spoken = words_on(about.plan.pk, about.words_day)
    return standing_where(rows, filters), spoken, f"nhiem-vu-{key}{day}"


def duties_csv(request: HttpRequest) -> FileResponse:
    """Send the list as CSV."""
    rows, spoken, name = exported(request)
    return written(lambda out: write_csv(out, rows, spoken), CSV, f"{name}.csv")


def duties_xlsx(request: HttpRequest) -> FileResponse:
    """Send the list as XLSX."""
    rows, spoken, name = exported(request)
    return written(
        lambda out: write_xlsx(out, rows, spoken, name), XLSX_TYPE, f"{name}.xlsx"
    )


def written(write: Callable[[IO[bytes]], object], kind: str, name: str) -> FileResponse:
    """Return what `write` writes as a file to save: whole on disk before the first byte
    leaves, so that nobody gets half a list.
    """
    out = TemporaryFile()  # noqa: SIM115 -- the response closes it
    try:
        write(out)
        out.seek(0)
    except BaseException:
        out.close()
        raise
    return with_care(FileResponse(out, content_type=kind), name)


def saved_as_file(content: bytes, kind: str, name: str, ending: str) -> HttpResponse:
    """Return the bytes as a file to save."""
    return with_care(HttpResponse(content, content_type=kind), f"{name}.{ending}")


def with_care(response: Response, name: str) -> Response:
    """Let a browser save the file, neither guess its kind nor keep it."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
