"""A report for machines: JSON and CSV of a documented, stable shape, and the workbook
that leads every printed figure to its rows (docs/report-schema.md).
"""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from kehoach.lib.text import neutralise_formula, printable
from kehoach.lib.workbook import PALE_HEAD, Book
from reporting.facts.figure_keys import Printed, as_text, printed_figures
from reporting.facts.report import AnnexTable, MeasureFact, ReportSection, YearlyFacts

#: Raised when a field changes its meaning or goes; new fields do not raise it.
SCHEMA = "kehoach.bao-cao-nam/1"
_COLUMNS = ("schema", "year", "key", "place", "label", "value", "unit")


def report_json(facts: YearlyFacts, *, state: str, version: int, sha256: str) -> bytes:
    """Return the report as JSON; decimals are text with a point, days ISO 8601."""
    body: dict[str, Any] = {
        "schema": SCHEMA,
        "year": facts.year,
        "state": state,
        "frozen_version": version,
        "facts_sha256": sha256,
        "data_from": facts.data_from,
        "data_to": facts.data_to,
        "data_day": facts.data_day,
        "number": facts.head.number,
        "issued_on": facts.head.day,
        "issuer": facts.head.body,
        "title": facts.subject,
        "units": facts.units,
        "targets": [
            {
                "code": target.code,
                "text": target.text,
                "measures": [_measure(measure) for measure in target.measures],
            }
            for target in facts.targets
        ],
        "figures": [_figure(one) for one in printed_figures(facts)],
        "annexes": [_annex(annex) for annex in facts.annexes],
        "not_reported": [
            {
                "name": unit.name,
                "kind": unit.kind,
                "reason": unit.reason,
                "due_on": unit.due_on,
                "sent_on": unit.sent_on,
                "duties": unit.duties,
            }
            for unit in facts.missing_units
        ],
        "documents": [asdict(each) for each in facts.documents],
        "sections": [_section(section) for section in facts.sections],
    }
    text = json.dumps(body, ensure_ascii=False, indent=1, default=_plain)
    return printable(text).encode()


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return as_text(value)
    raise TypeError(type(value).__name__)


def _measure(measure: MeasureFact) -> dict[str, Any]:
    rate = None
    if measure.denominator and measure.kind != "count":
        share = Decimal(measure.numerator) / Decimal(measure.denominator)
        rate = share.quantize(Decimal("0.000001"))
    return {
        "code": measure.code,
        "name": measure.name,
        "kind": measure.kind,
        "unit": measure.unit,
        "numerator": measure.numerator,
        "denominator": measure.denominator,
        "not_applicable": measure.not_applicable,
        "not_reported": measure.not_reported,
        "ended_units": measure.ended_units,
        "rate": rate,
    }


def _figure(one: Printed) -> dict[str, Any]:
    return {
        "key": one.key,
        "place": one.place,
        "label": one.label,
        "value": one.value,
        "unit": one.unit,
    }


def _annex(annex: AnnexTable) -> dict[str, Any]:
    return {
        "key": annex.key or annex.number,
        "number": annex.number,
        "title": annex.title,
        "columns": annex.heads,
        "column_keys": annex.keys,
        "rows": annex.rows,
        "totals": annex.totals,
    }


def _section(section: ReportSection) -> dict[str, Any]:
    return {
        "key": section.key,
        "heading": section.heading,
        "paragraphs": section.paragraphs,
        "sections": [_section(child) for child in section.children],
    }


def report_csv(facts: YearlyFacts) -> bytes:
    """Return one line per printed figure, UTF-8, safe to open in a spreadsheet."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for one in printed_figures(facts):
        words = (one.key, one.place, one.label)
        writer.writerow(
            [
                SCHEMA,
                facts.year,
                *(neutralise_formula(printable(word)) for word in words),
                as_text(one.value),
                neutralise_formula(printable(one.unit)),
            ]
        )
    return text.getvalue().encode("utf-8-sig")


def sources_xlsx(
    figures: Iterable[Printed], address_of: Callable[[Printed], str], title: str
) -> bytes:
    """Return «Bảng đối chiếu nguồn số liệu»: each figure with the address of its rows."""
    book = Book(title)
    sheet = book.page("Đối chiếu")
    heads = ("Khóa", "Nơi in", "Số liệu", "Giá trị", "Đơn vị tính", "Mở các dòng")
    sheet.widths((40, 18, 70, 14, 14, 70))
    sheet.line(0, heads, book.look(**PALE_HEAD))
    sheet.keep_in_sight(0, 1)
    for row, one in enumerate(figures, 1):
        known = (one.key, one.place, one.label, one.value, one.unit, address_of(one))
        sheet.line(row, known)
    return book.close()
