"""The annexes of the yearly report as tables, the same for DOCX and XLSX."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from kehoach.lib.numbers import percent_of, roman
from reporting.facts.figure_keys import part_said
from reporting.facts.report import (
    AnnexPlace,
    AnnexTable,
    ReportCell,
    TaskFact,
    YearlyFacts,
)
from reporting.files.columns import shown
from reporting.files.yearly_documents import (
    DOCUMENTS_TABLE,
    documents_annex,
    documents_printed,
)

_T = TypeVar("_T")
#: What the rows of an annex are (`AnnexPlace.content`).
_FIGURES, _TASKS, MISSING_TABLE = "figures", "tasks", "missing"
TASK_HEADS = (
    "TT",
    "Mã",
    "Nội dung",
    "Cơ quan",
    "Thời gian",
    "Phải thực hiện",
    "Đã báo cáo",
    "Đã thực hiện",
    "Đang thực hiện",
    "Chưa thực hiện",
    "Tỷ lệ (%)",
    "Ghi chú",
)
TASK_WEIGHTS = (0, 0, 5, 3, 1, 0, 0, 0, 0, 0, 0, 1)
TASKS_TITLE = "Kết quả thực hiện các nhiệm vụ, trách nhiệm"
_MISSING_HEADS = ("TT", "Đơn vị", "Loại", "Lý do", "Hạn", "Ngày gửi", "Số nhiệm vụ")
MISSING_WEIGHTS = (0, 2, 1, 1, 0, 0, 0)
MISSING_TITLE = "Danh sách đơn vị chưa báo cáo, báo cáo chậm"
ALL_REPORTED = "Các đơn vị đã báo cáo đầy đủ, đúng hạn."
NOBODY_OWES = "Chưa có đơn vị nào phải báo cáo."


def every_annex(facts: YearlyFacts) -> list[AnnexTable]:
    """Return the annexes in the order of the outline."""
    return [annex for annex, _ in placed(facts)]


def placed(facts: YearlyFacts) -> list[tuple[AnnexTable, str]]:
    """Return every annex with what its rows are."""
    return [(table_at(place, facts), place.content) for place in annex_places_of(facts)]


def annex_places_of(facts: YearlyFacts) -> tuple[AnnexPlace, ...]:
    """Return where every annex stands; in a report frozen before places were stored:
    the tasks, the annexes of figures, the missing units.
    """
    return facts.annex_places or (
        AnnexPlace("I", "I", TASKS_TITLE, _TASKS),
        *(
            AnnexPlace(annex.key or annex.number, annex.number, annex.title, _FIGURES)
            for annex in facts.annexes
        ),
        AnnexPlace("IX", roman(len(facts.annexes) + 2), MISSING_TITLE, MISSING_TABLE),
    )


def table_at(place: AnnexPlace, facts: YearlyFacts) -> AnnexTable:
    """Return the table that stands at a place."""
    if place.content == _TASKS:
        return replace(task_annex(facts), **_head_of(place))
    if place.content == MISSING_TABLE:
        return replace(missing_annex(facts, place.number), **_head_of(place))
    if place.content == DOCUMENTS_TABLE:
        return replace(documents_annex(facts), **_head_of(place))
    return next(
        annex for annex in facts.annexes if (annex.key or annex.number) == place.key
    )


def _head_of(place: AnnexPlace) -> dict[str, Any]:
    """Return what a place settles of its table."""
    return {
        "key": place.key,
        "number": place.number,
        "title": place.title,
        "landscape": place.landscape,
    }


def printed_annexes(
    facts: YearlyFacts,
) -> list[tuple[AnnexTable, dict[int, str]]]:
    """Return the annexes as they print: with bold lines between groups of rows."""
    found: list[tuple[AnnexTable, dict[int, str]]] = []
    for annex, content in placed(facts):
        if content == MISSING_TABLE:
            found.append(by_kind(annex))
        elif content == DOCUMENTS_TABLE:
            found.append(documents_printed(annex, facts.documents))
        else:
            found.append((annex, task_groups(facts) if content == _TASKS else {}))
    return found


def documents_shown(facts: YearlyFacts) -> AnnexTable | None:
    """Return the list of issued documents as it prints, if the outline prints it."""
    place = next(
        (p for p in annex_places_of(facts) if p.content == DOCUMENTS_TABLE), None
    )
    if place is None:
        return None
    annex, _ = documents_printed(table_at(place, facts), facts.documents)
    return replace(annex, rows=tuple(tuple(map(shown, row)) for row in annex.rows))


def by_kind(annex: AnnexTable) -> tuple[AnnexTable, dict[int, str]]:
    """Return the list of units with the kind as a line above, not as a column."""
    kind = _MISSING_HEADS.index("Loại")
    rows = sorted(annex.rows, key=kind_order(annex, kind))
    groups: dict[int, str] = {}
    for position, row in enumerate(rows):
        if position == 0 or row[kind] != rows[position - 1][kind]:
            groups[position] = str(row[kind])
    numbered = tuple((i, *without(row, kind)[1:]) for i, row in enumerate(rows, 1))
    return (
        replace(
            annex,
            heads=without(annex.heads, kind),
            widths=without(annex.widths, kind),
            rows=numbered,
        ),
        groups,
    )


def kind_order(annex: AnnexTable, kind: int) -> Callable[[tuple[ReportCell, ...]], int]:
    """Return the order of the kinds: as they first appear."""
    kinds = list(dict.fromkeys(row[kind] for row in annex.rows))
    return lambda row: kinds.index(row[kind])


def without(values: tuple[_T, ...], position: int) -> tuple[_T, ...]:
    """Return the values without the one at a position."""
    return (*values[:position], *values[position + 1 :])


def task_annex(facts: YearlyFacts) -> AnnexTable:
    """Return annex I: the tasks, then the responsibilities by agency."""
    every = (*facts.tasks, *facts.responsibilities)
    rows = tuple(task_row(position, task) for position, task in enumerate(every, 1))
    return AnnexTable(
        "I",
        TASKS_TITLE,
        TASK_HEADS,
        rows,
        totals=task_totals(every) if every else (),
        widths=TASK_WEIGHTS,
    )


def task_groups(facts: YearlyFacts) -> dict[int, str]:
    """Return the lines between the rows of annex I: before which row stands what."""
    groups = {}
    if facts.tasks:
        groups[0] = f"A. NHIỆM VỤ{_place(facts.tasks)}"
    if facts.responsibilities:
        groups[len(facts.tasks)] = f"B. TRÁCH NHIỆM{_place(facts.responsibilities)}"
    return groups


def _place(tasks: Sequence[TaskFact]) -> str:
    part = part_said(tasks).strip()
    return f" ({part} của Kế hoạch)" if part else ""


def _counts(task: TaskFact) -> tuple[int, ...]:
    """Return the five numbers of a task that annex I adds up."""
    return (
        task.owed,
        task.reported,
        task.done,
        task.in_progress,
        task.not_started,
    )


def task_row(position: int, task: TaskFact) -> tuple[ReportCell, ...]:
    """Return one line of annex I."""
    about = (position, task.code, task.title, task.assignees, task.schedule)
    return (*about, *_counts(task), percent_of(task.done, task.owed), task.note)


def task_totals(tasks: tuple[TaskFact, ...]) -> tuple[ReportCell, ...]:
    """Return the last line of annex I."""
    sums = [sum(column) for column in zip(*map(_counts, tasks), strict=True)]
    return ("", "", "Tổng cộng (lượt)", "", "", *sums, percent_of(sums[2], sums[0]), "")


def missing_annex(facts: YearlyFacts, number: str) -> AnnexTable:
    """Return the list of units that have not reported or were late."""
    rows = tuple(
        (
            position,
            unit.name,
            unit.kind,
            unit.reason,
            unit.due_on or "",
            unit.sent_on or "",
            unit.duties,
        )
        for position, unit in enumerate(facts.missing_units, 1)
    )
    return AnnexTable(
        number,
        MISSING_TITLE,
        _MISSING_HEADS,
        rows,
        note="" if rows else ALL_REPORTED if facts.owed else NOBODY_OWES,
        widths=MISSING_WEIGHTS,
        wide=False,
    )
