"""One page of «Danh sách nhiệm vụ»: the rows are counted per task and standing first,
so that a page in the order of tasks reads only the tasks that it shows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from kehoach.lib.dates import format_date
from kehoach.templatetags.vi import badge
from tasks.duties.listing import DutyFilters, TaskName, count_by_task
from tasks.duties.shown import PeriodDuties
from tasks.models import DutyCount
from tasks.models.due_days import due_now_of
from tasks.models.duty import titled
from tasks.models.states import Progress
from tasks.models.status import Standing

PER_PAGE = 50
_LINE = (
    '<tr><th scope="row" data-label="Mã" class="tight">{}</th>'
    '<td class="pair-wide"><a href="{}">{}</a></td>'
    '<td data-label="Đơn vị" class="pair-wide"><span>{}{}</span></td>'
    '<td data-label="Trạng thái" class="standing">{}</td>'
    '<td data-label="Tiến độ" class="tight">{}</td>'
    '<td data-label="Hạn" class="tight">{}</td>'
    '<td data-label="Gửi lần đầu" class="tight">{}</td></tr>'
)
_REQUESTED = SafeString(' <span class="text-secondary">(được đề nghị)</span>')
#: What a line is made of; of a day in the past by its other names.
_COLUMNS = (
    *("pk", "task_id", "agency__short_name", "is_requested"),
    *("standing", "state", "progress", "nothing_to_report"),
    *("due_on", "return_due_on", "first_sent_on", "occurrence"),
)


#: Always true: fifty rows are found by walking along the index of agencies that names
#: this condition (`Agency.Meta`), without sorting thousands.
WALKED = Q(agency__code__gt="")


@dataclass(frozen=True, slots=True)
class CountedRows:
    """How many rows of which task stand where, before the standings are chosen."""

    by_task: Mapping[int, Mapping[str, int]]
    standings: Mapping[Standing, int]
    wanted: frozenset[str]

    @property
    def total(self) -> int:
        """Return how many rows the page is about."""
        return sum(n for word, n in self.standings.items() if word in self.wanted)

    @property
    def all(self) -> int:
        """Return how many rows there are in every standing."""
        return sum(self.standings.values())

    def of_task(self, task: int) -> int:
        """Return how many rows of the task the page is about."""
        found = self.by_task.get(task, {})
        return sum(number for word, number in found.items() if word in self.wanted)


def counted(
    by_task: Mapping[int, Mapping[str, int]], filters: DutyFilters
) -> CountedRows:
    """Return what was counted per task, the standings that are asked for apart."""
    sums: Counter[str] = Counter()
    for found in by_task.values():
        sums.update(found)
    standings = {s: sums[s.value] for s in Standing if sums[s.value]}
    wanted = filters.wanted if filters.standings else set(Standing.values)
    return CountedRows(by_task, standings, frozenset(wanted))


def counted_rows(rows: QuerySet[Any], filters: DutyFilters) -> CountedRows:
    """Count the rows that the filters keep, or their sums (one query)."""
    return counted(count_by_task(rows), filters)


def counted_sums(
    sums: QuerySet[DutyCount], filters: DutyFilters, tasks: Iterable[TaskName]
) -> CountedRows:
    """Return the same of everything that an open period shows, from
    `PeriodDuties.sums` (one query, whatever the number of agencies).
    """
    return counted_rows(filters.of_sums(sums, tasks), filters)


class InOrderOfTasks:
    """Rows sorted by task and agency that can be sliced without reading the tasks
    before the slice.
    """

    def __init__(
        self,
        rows: QuerySet[Any],
        filters: DutyFilters,
        numbers: Sequence[tuple[int, int]],
    ) -> None:
        """Take the rows and (task, number of its rows) in the order of tasks."""
        self.rows, self.filters, self.numbers = rows, filters, numbers

    def __getitem__(self, part: slice) -> QuerySet[Any]:
        """Return the rows of a slice with both ends."""
        shown, before, passed = [], 0, 0
        for task, number in self.numbers:
            if passed + number <= part.start:
                before = passed + number
            elif passed < part.stop:
                shown.append(task)
            passed += number
        rows = self.rows.filter(task__in=shown)
        if len(shown) == 1:  # the database need not sort by what is the same
            rows = rows.order_by("agency__sort_key", "pk")
        else:
            rows = self.filters.ordered(rows)
        return rows[part.start - before : part.stop - before]


def list_page_of(
    rows: QuerySet[Any],
    filters: DutyFilters,
    found: CountedRows,
    tasks: Sequence[TaskName],
    number: str | None,
    *,
    is_now: bool = False,
) -> Page[Any]:
    """Return the page of rows in the order asked for; a wrong number is the nearest.
    `is_now` as of `DutyFilters.standing_in`.
    """
    rows = filters.standing_in(rows, is_now=is_now).filter(WALKED)
    sliced: Any = filters.ordered(rows)
    if filters.is_by_task:
        numbers = [(task.pk, found.of_task(task.pk)) for task in tasks]
        sliced = InOrderOfTasks(rows, filters, [each for each in numbers if each[1]])
    paginator = Paginator(sliced, PER_PAGE)
    paginator.__dict__["count"] = found.total
    return paginator.get_page(number)


def list_lines_of(
    page: Page[Any], tasks: Iterable[TaskName], shown: PeriodDuties
) -> list[dict[str, Any]]:
    """Return the lines as the page prints them (one query)."""
    rows: Any = page.object_list
    if not page.paginator.count:
        return []
    columns = [shown.column(name) for name in _COLUMNS]
    address = reverse("tasks:duty", args=[0]).removesuffix("0/")
    named = {task.pk: task for task in tasks}
    read = (dict(zip(_COLUMNS, row, strict=True)) for row in rows.values_list(*columns))
    return [_line(row, named[row["task_id"]], address) for row in read]


class Escaped(dict[str, str]):
    """Text → the same for HTML; what many lines repeat is escaped once."""

    def __missing__(self, text: str) -> str:
        """Escape a text that is met for the first time."""
        self[text] = done = str(escape(text))
        return done


def markup_of(lines: Iterable[Mapping[str, Any]]) -> SafeString:
    """Return the rows of the table: fifty of seven cells, so no template each."""
    said = Escaped()
    return SafeString(
        "".join(
            _LINE.format(
                said[line["code"]],
                said[line["url"]],
                said[line["title"]],
                said[line["agency"]],
                _REQUESTED if line["is_requested"] else "",
                badge(line["standing"], line["is_requested"]),
                said[line["progress"]],
                said[line["due"]],
                said[line["sent"]],
            )
            for line in lines
        )
    )


def _line(row: Mapping[str, Any], task: TaskName, address: str) -> dict[str, Any]:
    nothing = row["nothing_to_report"]
    sent = row["first_sent_on"]
    return {
        "pk": row["pk"],
        "url": f"{address}{row['pk']}/",
        "code": task.code,
        "title": titled(task.short_title, row["occurrence"]),
        "agency": row["agency__short_name"],
        "is_requested": row["is_requested"],
        "standing": Standing(row["standing"]),
        "progress": "Không phát sinh" if nothing else Progress(row["progress"]).label,
        "due": _due(row),
        "sent": format_date(sent) if sent else "–",
    }


def _due(row: Mapping[str, Any]) -> str:
    day = due_now_of(row)
    return format_date(day) if day else "Không ấn định"
