"""Every figure that a report prints, with a key that never changes its meaning.

Pure, like the facts. A key names group, row and column: `muc-tieu/II.1/II.1.1/tu-so`,
`nhiem-vu/III.2.a/hoan-thanh`, `phu-luc/III/tong/4`; the annex file, the CSV and the page
use the same keys (docs/report-schema.md).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reporting.facts.compared import Number, SpanNumbers
from reporting.facts.comparing import (
    FIGURES_GROUP,
    TARGETS_GROUP,
    TASKS_GROUP,
    compared_columns,
    names_of,
    number_lines,
)
from reporting.facts.report import AnnexTable, TargetFact, TaskFact, YearlyFacts


@dataclass(frozen=True)
class Printed:
    """One figure: where it stands, what it says, and which rows it counts.

    `counts` is the word of the duties' list («hoan-thanh»), «muc-tieu» for a measure's
    units, «so-lieu» for the agencies that sent a figure, «don-vi» for agencies that did
    not report, «cung-don-vi» for what two periods are compared by, empty for sums of an
    annex. `period` is the word of an earlier period.
    """

    key: str
    place: str
    label: str
    value: Number | None
    unit: str
    code: str = ""
    counts: str = ""
    period: str = ""


#: column → (words, field of MeasureFact)
_MEASURE = {
    "tu-so": ("đạt", "numerator"),
    "mau-so": ("tổng", "denominator"),
    "khong-thuoc-dien": ("không thuộc diện", "not_applicable"),
    "chua-bao-cao": ("chưa báo cáo", "not_reported"),
    "da-ket-thuc": ("đơn vị đã kết thúc", "ended_units"),
}
#: the same for what others told, printed where anybody did
_INFORMED = {
    "thong-tin-tu-so": ("theo thông tin, đạt", "informed_numerator"),
    "thong-tin-mau-so": ("theo thông tin, tổng", "informed_denominator"),
}
#: column → (words, field of TaskFact, word of the list)
TASK = {
    "phai-thuc-hien": ("phải thực hiện", "owed", "phai-thuc-hien"),
    "da-bao-cao": ("đã báo cáo", "reported", "da-bao-cao"),
    "hoan-thanh": ("hoàn thành", "done", "hoan-thanh"),
    "dang-thuc-hien": ("đang thực hiện", "in_progress", "phai-thuc-hien"),
    "chua-thuc-hien": ("chưa thực hiện", "not_started", "phai-thuc-hien"),
    "khong-thuoc-dien": ("không thuộc diện", "not_applicable", "waived"),
}


def part_said(tasks: Sequence[TaskFact]) -> str:
    """Return « phần III», the part of the plan in which all of the tasks stand by their
    codes; nothing where they stand in several.
    """
    parts = {task.code.partition(".")[0] for task in tasks}
    return f" phần {parts.pop()}" if len(parts) == 1 else ""


def printed_figures(facts: YearlyFacts) -> list[Printed]:
    """Return the figures in the order of the report; each key once."""
    return [
        *(one for target in facts.targets for one in _measures(target)),
        *_tasks(facts.tasks, "nhiem-vu", _name(facts, "tasks", "Phụ lục I")),
        *_tasks(
            facts.responsibilities,
            "trach-nhiem",
            f"Trách nhiệm{part_said(facts.responsibilities)}",
        ),
        *(one for annex in facts.annexes for one in _annex(annex)),
        Printed(
            "don-vi/chua-bao-cao-hoac-cham",
            _name(facts, "missing", "Phụ lục IX"),
            "Đơn vị chưa báo cáo, báo cáo chậm",
            len(facts.missing_units),
            "đơn vị",
            counts="don-vi",
        ),
        *(
            one
            for number, _ in enumerate(compared_columns(facts))
            for one in _past(facts, number)
        ),
        *(one for span in facts.past for one in _same(span)),
    ]


#: number of `Alike` → its words; what counts units has no base
SAME = {
    "nay": ("kỳ này", "now"),
    "nay-mau-so": ("kỳ này, mẫu số", "now_base"),
    "truoc": ("kỳ trước", "before"),
    "truoc-mau-so": ("kỳ trước, mẫu số", "before_base"),
    "don-vi": ("số đơn vị có ở cả hai kỳ", "units"),
    "tren": ("số đơn vị có ở một trong hai kỳ", "of"),
}


def _same(span: SpanNumbers) -> Iterator[Printed]:
    """Yield what two periods are compared by: their numbers over the same units."""
    if span.same is None:
        return
    groups = (
        (TARGETS_GROUP, span.same.measures, span.measures),
        (TASKS_GROUP, span.same.tasks, span.tasks),
        (FIGURES_GROUP, span.same.figures, span.figures),
    )
    for group, rows, known in groups:
        codes = {each.code for each in known}
        for row in rows:
            if row.code not in codes:
                continue
            for word, (label, field) in SAME.items():
                if group == FIGURES_GROUP and word.endswith("mau-so"):
                    continue
                yield Printed(
                    f"cung-don-vi/{span.key}/{group}/{row.code}/{word}",
                    f"So sánh với {span.words}, cùng đơn vị",
                    f"{row.code}: {label}",
                    getattr(row, field),
                    "",
                    code=row.code,
                    counts="cung-don-vi",
                    period=span.key,
                )


#: group of compared lines → what it counts
_COUNTED = {TARGETS_GROUP: "muc-tieu", FIGURES_GROUP: "so-lieu"}


def _past(facts: YearlyFacts, number: int) -> Iterator[Printed]:
    """Yield what stands beside the report: its own sums of figures, and everything of
    the earlier periods; rates follow from them.
    """
    columns, names = compared_columns(facts), names_of(facts)
    column = columns[number]
    if column is None:
        return
    for line in number_lines(columns):
        if line.is_rate or line.values[number] is None:
            continue
        if not number and line.group != FIGURES_GROUP:
            continue
        yield Printed(
            f"so-sanh/{column.key}/{line.group}/{line.code}/{line.word}",
            f"So sánh, {names[number]}",
            f"{line.title}: {line.label.lower()}",
            line.values[number],
            line.unit,
            code=line.code,
            counts=_COUNTED.get(line.group, line.word),
            period=column.key if number else "",
        )


def _name(facts: YearlyFacts, content: str, otherwise: str) -> str:
    """Return where the annex of this content prints; as ever in older reports."""
    if not facts.annex_places:
        return otherwise
    places = (each for each in facts.annex_places if each.content == content)
    return next((f"Phụ lục {place.number}" for place in places), "Không in")


def _measures(target: TargetFact) -> Iterator[Printed]:
    for measure in target.measures:
        columns = _MEASURE | (_INFORMED if measure.informed_units else {})
        for column, (words, field) in columns.items():
            yield Printed(
                f"muc-tieu/{target.code}/{measure.code}/{column}",
                f"Mục tiêu {target.code}",
                f"{measure.name}: {words}",
                getattr(measure, field),
                measure.unit,
                code=measure.code,
                counts="muc-tieu",
            )


def _tasks(tasks: Iterable[TaskFact], group: str, place: str) -> Iterator[Printed]:
    for task in tasks:
        for column, (words, field, counts) in TASK.items():
            yield Printed(
                f"{group}/{task.code}/{column}",
                place,
                f"{task.code} {task.title}: {words}",
                getattr(task, field),
                "đơn vị",
                code=task.code,
                counts=counts,
            )


def _annex(annex: AnnexTable) -> Iterator[Printed]:
    """Yield the annex's totals and every number of its rows."""
    rows = [*(("dong-" + str(n), row) for n, row in enumerate(annex.rows, 1))]
    if annex.totals:
        rows.append(("tong", annex.totals))
    for name, row in rows:
        who = next((str(cell) for cell in row[:2] if isinstance(cell, str)), "")
        for column, cell in enumerate(row, 1):
            if column == 1 or isinstance(cell, str | date):
                continue
            yield Printed(
                f"phu-luc/{annex.key or annex.number}/{name}/{_column(annex, column)}",
                f"Phụ lục {annex.number}",
                f"{who}: {annex.heads[column - 1]}".strip(": "),
                cell,
                "",
            )


def _column(annex: AnnexTable, column: int) -> str:
    return annex.keys[column - 1] if annex.keys else str(column)


def as_text(value: Number | None) -> str:
    """Return a number for machines: a point, no grouping; nothing for unknown."""
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)
