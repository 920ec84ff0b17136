"""The yearly report as DOCX: NĐ 30/2020/NĐ-CP layout, outline of the facts."""

import re
from collections.abc import Iterator, Sequence

from docx.shared import Pt

from kehoach.lib.numbers import count_word, percent_of
from reporting.facts.report import (
    MeasureFact,
    ReportCell,
    ReportSection,
    TargetFact,
    YearlyFacts,
)
from reporting.files import official, parts, tables
from reporting.files.annexes import add_annex
from reporting.files.paper import Paper
from reporting.files.yearly_annexes import every_annex, printed_annexes

REPORT_KIND = "Báo cáo"
_TARGET_HEADS = (
    "Mục tiêu",
    "Tử số",
    "Mẫu số",
    "Tỷ lệ (%)",
    "Không thuộc diện",
    "Chưa báo cáo",
    "So với {before}",
)
TARGET_WEIGHTS = (3, 0, 0, 0, 0, 0, 1)
PROXY = "chỉ báo thay thế"
_INFORMED = "Theo thông tin của {} cơ quan khác (tính riêng, không cộng)"
ENDED = "Đơn vị đã kết thúc hoạt động trước ngày chốt số liệu (tính riêng)"


def render_docx(facts: YearlyFacts) -> bytes:
    """Return the report as a DOCX file; equal facts give equal bytes."""
    document = official.start_document(f"{REPORT_KIND} {first_small(facts.subject)}")
    parts.add_head(document, facts.head)
    parts.add_title(document, REPORT_KIND, facts.subject)
    parts.add_addressees(document, facts.addressees)
    for text in facts.opening:
        official.body(document, text)
    for section in facts.sections:
        add_section(document, section, facts)
    if not names_every_annex(facts):
        official.body(document, annexes_line(facts))
    parts.add_last(document, last_words(facts))
    parts.add_closing(document, facts.signature, facts.recipients)
    add_annexes(document, facts)
    return document.to_bytes()


def add_section(document: Paper, section: ReportSection, facts: YearlyFacts) -> None:
    """Add a heading, its paragraphs, the targets where they belong, its children."""
    official.add_heading(document, section.heading, section.level)
    for text in section.printed:
        official.body(document, text)
    if section.shows_targets and facts.targets:
        add_targets(document, facts.targets, facts.before)
    for child in section.children:
        add_section(document, child, facts)


def last_words(facts: YearlyFacts) -> str:
    """Return the sentence that ends the report."""
    name = facts.addressees[0] if facts.addressees else "cấp có thẩm quyền"
    return f"Trên đây là báo cáo {first_small(facts.subject)}, kính báo cáo {name}"


def names_every_annex(facts: YearlyFacts) -> bool:
    """Return whether the text points to each annex already."""
    said = "\n".join((*facts.opening, *every_paragraph(facts.sections)))
    numbers = (annex.number for annex in every_annex(facts))
    return all(re.search(rf"Phụ lục {number}\b", said) for number in numbers)


def every_paragraph(sections: Sequence[ReportSection]) -> Iterator[str]:
    """Yield the text of the sections in reading order."""
    for section in sections:
        yield from section.paragraphs
        yield from every_paragraph(section.children)


def annexes_line(facts: YearlyFacts) -> str:
    """Return the sentence that points to every annex, as the decree asks."""
    last = every_annex(facts)[-1].number
    names = f"Phụ lục {last}" if last == "I" else f"Phụ lục I đến Phụ lục {last}"
    return f"Số liệu chi tiết tại {names} kèm theo Báo cáo này."


def first_small(text: str) -> str:
    """Return the text with a small first letter."""
    return text[:1].lower() + text[1:]


def add_targets(document: Paper, targets: Sequence[TargetFact], before: str) -> None:
    """Add the table of the targets, each with its measures and their four numbers."""
    rows: list[tuple[ReportCell, ...]] = []
    groups = {}
    for target in targets:
        if target.measures:
            groups[len(rows)] = f"Mục tiêu {target.code}. {target.short_title}"
        for measure in target.measures:
            rows += _measure_rows(measure)
    tables.add_table(
        document,
        tuple(head.format(before=first_small(before)) for head in _TARGET_HEADS),
        rows,
        width_mm=official.TEXT_WIDTH,
        weights=TARGET_WEIGHTS,
        groups=groups,
    )
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)


def _measure_rows(measure: MeasureFact) -> list[tuple[ReportCell, ...]]:
    """Return the line of a measure and, apart, what ended units had reached."""
    found: list[tuple[ReportCell, ...]] = [
        (
            f"{measure.code} {measure.name} ({remarks(measure)})",
            measure.numerator,
            measure.denominator,
            measure.percent,
            measure.not_applicable,
            measure.not_reported,
            measure.beside,
        )
    ]
    if measure.ended_units:
        found.append((ENDED, measure.ended_units, "", "", "", "", ""))
    if measure.informed_units:
        top, base = measure.informed_numerator, measure.informed_denominator
        words = _INFORMED.format(count_word(measure.informed_units))
        found.append((words, top, base, percent_of(top, base), "", "", ""))
    return found


def remarks(measure: MeasureFact) -> str:
    """Return the unit and what must be known of the measure; a proxy is marked."""
    words = [measure.unit, PROXY if measure.kind == "proxy" else "", measure.note]
    if measure.kind == "proxy" and PROXY in measure.note.lower():
        words.remove(PROXY)
    return "; ".join(first_small(word) for word in words if word)


def add_annexes(document: Paper, facts: YearlyFacts) -> None:
    """Add every annex as a section with page numbers of its own."""
    guide = parts.guide_line(REPORT_KIND, facts.head)
    for annex, groups in printed_annexes(facts):
        add_annex(document, annex, guide, groups)
