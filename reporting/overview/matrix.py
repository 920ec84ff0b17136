"""«Bảng theo dõi»: agencies × clauses, one cell per duty, in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from agencies.models import Agency
from reporting.facts.matrix import (
    AgencyLine,
    ClauseColumn,
    Look,
    Matrix,
    MatrixCell,
    Totals,
)
from tasks.duties.listing import SUMS, number_in
from tasks.models import Task
from tasks.models.status import IS_CARRIED_OUT, IS_OWED, LATE, Standing, is_late

#: Duties of who is only asked are in no sum (rule 8).
SCORED = Q(is_requested=False)
OWED_SUM, DONE_SUM = SUMS["phai-thuc-hien"][1], SUMS["hoan-thanh"][1]
#: What a line knows of its agency.
NAMES = ("pk", "code", "short_name", "sort_key")
#: The same columns, asked of a duty.
AGENCY = ("agency_id", "agency__code", "agency__short_name", "agency__sort_key")
#: A sign for the eye beside the colour; the label is always there for readers.
SIGNS = {
    Standing.WAIVED: "–",
    Standing.ENDED: "–",
    Standing.TRANSFERRED: "→",
    Standing.NOTHING: "0",
    Standing.DONE_LATE: "✓*",
    Standing.DONE_ONGOING: "✓",
    Standing.DONE_ON_TIME: "✓",
    Standing.DONE: "✓",
    Standing.ACCEPTED: "½",
    Standing.WAITING_LATE: "G*",
    Standing.WAITING: "G",
    Standing.RETURNED_LATE: "B!",
    Standing.RETURNED: "B",
    Standing.LETTER_ONLY: "V",
    Standing.OVERDUE: "!",
    Standing.RETURNED_READY: "BD",
    Standing.AWAITING_HEAD: "D",
    Standing.DUE_SOON: "7",
    Standing.IN_TIME: "…",
    Standing.NO_DUE: "…",
    Standing.NOT_STARTED: "·",
}
#: standing → its label, colour name and sign, looked up once and not per cell.
LOOKS = {
    str(standing.value): Look(str(standing.label), standing.tone, SIGNS[standing])
    for standing in Standing
}
#: Which of several times of a clause a cell shows: the first of these.
WORST_FIRST = (
    *(Standing.OVERDUE, Standing.RETURNED_LATE, Standing.DUE_SOON),
    *(Standing.RETURNED, Standing.RETURNED_READY, Standing.AWAITING_HEAD),
    *(Standing.NOT_STARTED, Standing.IN_TIME, Standing.NO_DUE),
    *(Standing.LETTER_ONLY, Standing.WAITING_LATE, Standing.WAITING),
    *(Standing.ACCEPTED, Standing.DONE_LATE, Standing.DONE_ONGOING),
    *(Standing.DONE_ON_TIME, Standing.DONE, Standing.NOTHING, Standing.WAIVED),
    *(Standing.ENDED, Standing.TRANSFERRED),
)
_RANK = {str(standing.value): rank for rank, standing in enumerate(WORST_FIRST)}
#: word of the address → (label, key of a sum; the most first, then by name).
ORDERS = {
    "ten": ("Theo tên", None),
    "tre": ("Quá hạn nhiều trước", lambda totals: -totals.late),
    "xong": ("Hoàn thành nhiều trước", lambda totals: -totals.share),
    "chua": ("Hoàn thành ít trước", lambda totals: totals.share),
}


@dataclass(frozen=True)
class Wanted:
    """What the page asks for beyond the filters of the list."""

    standings: frozenset[str] = frozenset()
    order: str = "ten"


def named_lines(rows: QuerySet[Any]) -> QuerySet[Agency, dict[str, Any]]:
    """Return the agencies that the filters keep, by name, to be read page by page: the
    sums of those on a page come from its cells.
    """
    held = Exists(rows.filter(agency_id=OuterRef("pk")))
    kept = Agency.objects.filter(held, code__gt="")  # the condition of `agency_order`
    found: QuerySet[Agency, dict[str, Any]] = kept.values(*NAMES)
    return found.order_by("sort_key", "pk")


def agency_lines(
    rows: QuerySet[Any], wanted: Wanted, today: date | None = None
) -> list[dict[str, Any]]:
    """Return every agency that the filters keep with its sums, in order (two queries).

    With `today` the rows stand as they are on that day: only then are sums cheap.
    """
    if today is not None and not wanted.standings:
        found = _summed_by_agency(rows, today)
    else:
        found = {
            agency: _totals(counts)
            for agency, counts in _grouped(rows, *AGENCY).items()
            if not wanted.standings or not wanted.standings.isdisjoint(counts)
        }
    lines = sorted(
        (
            {**dict(zip(NAMES, agency, strict=True)), "totals": totals}
            for agency, totals in found.items()
        ),
        key=lambda line: (line["sort_key"], line["pk"]),
    )
    key = ORDERS.get(wanted.order, ORDERS["ten"])[1]
    return sorted(lines, key=lambda line: key(line["totals"])) if key else lines


def matrix_columns(
    rows: QuerySet[Any], tasks: Iterable[Task]
) -> tuple[ClauseColumn, ...]:
    """Return the clauses that have a duty among the rows, with their sums."""
    counts = _grouped(rows, "task_id")
    return tuple(
        ClauseColumn(task.code, task.short_title, _totals(counts[task.pk,]), task.pk)
        for task in tasks
        if (task.pk,) in counts
    )


def _grouped(rows: QuerySet[Any], *names: str) -> dict[tuple[Any, ...], dict[str, int]]:
    """Return group → standing → number; the rule is worked out once per row, where a
    filtered sum each would work it out once per sum. Who is only asked makes a group
    and counts in none (rule 8). The rows may be sums that the database keeps.
    """
    found: dict[tuple[Any, ...], dict[str, int]] = defaultdict(dict)
    counted = rows.order_by().values_list(*names, "standing", "is_requested")
    for *group, word, requested, number in counted.annotate(total=number_in(rows)):
        if number:
            counts = found[tuple(group)]
            counts[word] = counts.get(word, 0) + (0 if requested else number)
    return found


def _summed_by_agency(
    rows: QuerySet[Any], today: date
) -> dict[tuple[Any, ...], Totals]:
    """Return agency → sums of rows that stand as of `today`: summed by number and named
    afterwards, since text is slow to group by (two queries).
    """
    summed = (
        rows.order_by()
        .values_list("agency_id")
        .annotate(
            owed=Count("pk", filter=IS_OWED & SCORED),
            done=Count("pk", filter=IS_CARRIED_OUT & SCORED),
            late=Count("pk", filter=is_late(today)),
        )
    )
    sums = {agency: Totals(*numbers) for agency, *numbers in summed}
    names = Agency.objects.filter(pk__in=sums).order_by().values_list(*NAMES)
    return {row: sums[row[0]] for row in names}


def _totals(counts: Mapping[str, int]) -> Totals:
    return Totals(
        *(sum(counts.get(w, 0) for w in kept) for kept in (OWED_SUM, DONE_SUM, LATE))
    )


def matrix_of(
    rows: QuerySet[Any],
    columns: Sequence[ClauseColumn],
    lines: Sequence[Mapping[str, Any]],
    standings: frozenset[str] = frozenset(),
) -> Matrix:
    """Return the cells of these agencies with their sums; cells outside `standings`
    are dimmed.
    """
    ids = [line["pk"] for line in lines]
    keys = [column.key for column in columns]
    looks = _looks(standings)
    cells: dict[int, dict[int, MatrixCell]] = {each: {} for each in ids}
    words: dict[int, list[str]] = {each: [] for each in ids}
    times: dict[tuple[int, int], list[tuple[int, str]]] = {}
    found = rows.filter(agency_id__in=ids).order_by()
    for pk, agency, task, word, requested, first in found.values_list(
        *("pk", "agency_id", "task_id", "standing", "is_requested", "occurs_from")
    ):
        cells[agency][task] = MatrixCell(pk, looks[word])
        if first:
            times.setdefault((agency, task), []).append((pk, word))
        if not requested:
            words[agency].append(word)
    for (agency, task), several in times.items():
        cells[agency][task] = _cell_of_times(several, looks)
    return Matrix(
        tuple(columns),
        tuple(
            AgencyLine(
                line["code"],
                line["short_name"],
                _totals(Counter(words[line["pk"]])),
                tuple(map(cells[line["pk"]].get, keys)),
            )
            for line in lines
        ),
    )


def _cell_of_times(
    times: list[tuple[int, str]], looks: Mapping[str, Look]
) -> MatrixCell:
    """Return the worst of several times of a clause, with n of m."""
    duty, worst = min(times, key=lambda time: (_RANK[time[1]], time[0]))
    totals = _totals(Counter(word for _, word in times))
    return MatrixCell(duty, looks[worst], totals.owed, totals.done)


def _looks(standings: frozenset[str]) -> dict[str, Look]:
    """Return the look of every standing, dimmed unless it is one of `standings`."""
    if not standings:
        return LOOKS
    return {w: look._replace(is_dim=w not in standings) for w, look in LOOKS.items()}
