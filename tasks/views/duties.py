"""«Danh sách nhiệm vụ»: the rows behind every number, as page, CSV and XLSX."""

from collections.abc import Callable
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from agencies.models import Kind, Level, User
from tasks.access import signed_in
from tasks.exports import write_csv, write_xlsx
from tasks.listing import ORDERS, SUMS, Filters, count_standings, listed
from tasks.models import Duty, Task
from tasks.services.as_of import as_they_were
from tasks.status import Freshness, Standing
from tasks.views.asking import Asked, asked

PER_PAGE = 50
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Response = TypeVar("Response", bound=HttpResponseBase)


def duties(request: HttpRequest) -> HttpResponse:
    """Show the duties that the address asks for, with how many stand where."""
    today = timezone.localdate()
    about = asked(request)
    filters = Filters.asked(request.GET)
    tasks = list(about.plan.tasks.only("plan", "code", "short_title"))
    context: dict[str, Any] = {"about": about, "filters": filters, "tasks": tasks}
    if about.period:
        rows = matching(about, filters, tasks, signed_in(request), today)
        counts = count_standings(rows)
        context |= page_context(request, rows, counts, filters)
    return render(request, "tasks/duties.html", context | choices())


def matching(
    about: Asked, filters: Filters, tasks: list[Task], user: User, today: date
) -> QuerySet[Duty]:
    """Return the person's rows that the filters keep, whatever their standing."""
    if about.period is None:
        return Duty.objects.none()
    rows = listed(about.period, today, about.as_of).visible_to(user, today=today)
    kept: QuerySet[Duty] = filters.apply(rows, tasks, about.day(today))
    return kept


def standing_where(rows: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    """Keep the standings asked for, joined and sorted for the page."""
    if filters.standings:
        rows = rows.filter(standing__in=filters.wanted)
    return filters.ordered(rows.select_related("task", "agency", "period"))


def page_context(
    request: HttpRequest,
    rows: QuerySet[Duty],
    counts: dict[Standing, int],
    filters: Filters,
) -> dict[str, Any]:
    """Return one page of rows; the total is the sum of the counts above it."""
    wanted = filters.wanted if filters.standings else set(counts)
    total = sum(number for standing, number in counts.items() if standing in wanted)
    paginator = Paginator(standing_where(rows, filters), PER_PAGE)
    paginator.__dict__["count"] = total
    page: Page[Duty] = paginator.get_page(request.GET.get("page"))
    return {
        "page": page,
        "total": total,
        "all": sum(counts.values()),
        "counts": [
            {
                "standing": standing,
                "number": number,
                "chosen": standing in wanted and bool(filters.standings),
                "url": address_of(request, standing),
            }
            for standing, number in counts.items()
        ],
        "lines": [(duty, Standing(duty.standing)) for duty in as_they_were(page)],  # type: ignore[attr-defined]
        "one_agency": page[0].agency if filters.agency and total else None,
    }


def address_of(request: HttpRequest, standing: Standing) -> str:
    """Return the present address with this standing alone, from its first page."""
    parameters = request.GET.copy()
    parameters.pop("page", None)
    parameters["trang-thai"] = standing.value
    return f"?{parameters.urlencode()}"


def choices() -> dict[str, Any]:
    """Return what the filter offers."""
    return {
        "sums": [(word, label) for word, (label, _) in SUMS.items()],
        "standings": list(Standing),
        "kinds": Kind.choices,
        "levels": Level.choices,
        "freshness": [each for each in Freshness if each.label],
        "orders": [(word, label) for word, (label, _) in ORDERS.items()],
    }


def exported(request: HttpRequest) -> tuple[QuerySet[Duty], str]:
    """Return every row that the page would show over all its pages, and a name."""
    today = timezone.localdate()
    about = asked(request)
    filters = Filters.asked(request.GET)
    rows = matching(
        about, filters, list(about.plan.tasks.all()), signed_in(request), today
    )
    key = about.period.key if about.period else ""
    day = f"-den-{about.as_of:%d-%m-%Y}" if about.as_of else ""
    return standing_where(rows, filters), f"nhiem-vu-{key}{day}"


def duties_csv(request: HttpRequest) -> FileResponse:
    """Send the list as CSV."""
    rows, name = exported(request)
    return written(lambda out: write_csv(out, rows), CSV, f"{name}.csv")


def duties_xlsx(request: HttpRequest) -> FileResponse:
    """Send the list as XLSX."""
    rows, name = exported(request)
    return written(lambda out: write_xlsx(out, rows, name), XLSX, f"{name}.xlsx")


def written(write: Callable[[IO[bytes]], object], kind: str, name: str) -> FileResponse:
    """Return what `write` writes as a file to save: whole on disk before the first byte
    leaves, so that nobody gets half a list.
    """
    out = TemporaryFile()  # noqa: SIM115 -- the response closes it
    write(out)
    out.seek(0)
    return with_care(FileResponse(out, content_type=kind), name)


def download(content: bytes, kind: str, name: str, ending: str) -> HttpResponse:
    """Return the bytes as a file to save."""
    return with_care(HttpResponse(content, content_type=kind), f"{name}.{ending}")


def with_care(response: Response, name: str) -> Response:
    """Let a browser save the file, neither guess its kind nor keep it."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
