"""A report for machines: JSON and CSV of a documented, stable shape, and the workbook
that leads every printed figure to its rows (docs/report-schema.md).
"""

import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from kehoach.lib.text import neutralise_formula, printable
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
    out = BytesIO()
    options = {"constant_memory": True, "in_memory": True, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet("Đối chiếu")
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1})
        heads = ("Khóa", "Nơi in", "Số liệu", "Giá trị", "Đơn vị tính", "Mở các dòng")
        widths = (40, 18, 70, 14, 14, 70)
        for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
        sheet.freeze_panes(1, 1)
        for row, one in enumerate(figures, 1):
            for column, word in enumerate((one.key, one.place, one.label)):
                sheet.write_string(row, column, neutralise_formula(printable(word)))
            if one.value is not None:
                sheet.write_number(row, 3, float(one.value))
            sheet.write_string(row, 4, neutralise_formula(one.unit))
            sheet.write_string(row, 5, address_of(one))
    return out.getvalue()
