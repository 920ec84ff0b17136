"""The workbook of the yearly report, read back: numbers are numbers, text is text."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from kehoach.lib.workbook import LONGEST_CELL
from reporting.facts.report import MeasureFact
from reporting.facts.tests.papers import SILENT, TASK, YEARLY
from reporting.files.yearly_xlsx import measure_row, render_xlsx

DATA = render_xlsx(YEARLY)


def book(data=DATA):
    return openpyxl.load_workbook(BytesIO(data))


def rows(name, data=DATA):
    return [
        list(row) for row in book(data)[name].iter_rows(min_row=4, values_only=True)
    ]


def test_each_subject_and_annex_has_a_sheet():
    assert book().sheetnames == [
        "Thông tin",
        "Mục tiêu",
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
        "Chưa báo cáo, chậm",
    ]


def test_rates_are_numbers_and_nothing_is_not_zero():
    first, proxy, count = rows("Mục tiêu")
    assert first[4:9] == [9999, 10000, pytest.approx(0.999), 2, 3]
    assert first[10:12] == [None, None]
    assert proxy[2] == "Chỉ báo thay thế"
    assert (count[5], count[6], count[9]) == (None, None, 7)
    assert book()["Mục tiêu"]["G4"].number_format == "0.0%"


def test_annexes_hold_numbers_days_and_totals():
    assert rows("Phụ lục I")[0][5:11] == [3, 2, 1, 1, 1, 33.3]
    assert rows("Phụ lục I")[-1][2:9] == ["Tổng cộng (lượt)", None, None, 6, 6, 2, 3]
    assert rows("Phụ lục II")[1] == [2, "UBND xã Thanh Hải", None]
    assert rows("Phụ lục II")[2] == [None, "Tổng cộng", 1234.5]
    sheet = book()["Phụ lục II"]
    formats = [sheet.cell(row, 3).number_format for row in (4, 6)]
    assert formats == ["#,##0", "#,##0.0#"]
    assert rows("Chưa báo cáo, chậm") == [
        [1, SILENT.name, SILENT.kind, SILENT.reason, datetime(2026, 12, 16), None, 12]
    ]


def test_sheets_are_ready_to_print():
    for sheet in book():
        assert sheet.freeze_panes == "C4"
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
    turned = [sheet.page_setup.orientation == "landscape" for sheet in book()]
    assert turned == [False, True, True, False, True, True]


@pytest.mark.parametrize(
    "odd",
    ["=1+1", "+84", "-5", "@SUM(A1)", "http://x.vn", "007", "{=1}", "🙂", "مرحبا"],
)
def test_text_stays_text(odd):
    data = render_xlsx(replace(YEARLY, tasks=(replace(TASK, title=odd, note=odd),)))
    cell = book(data)["Phụ lục I"]["C4"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (odd, "s", None)
    with ZipFile(BytesIO(data)) as package:
        names = [n for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
        assert names
        for name in names:
            assert b"<f>" not in package.read(name)


def test_control_characters_go_and_monsters_are_cut():
    odd = replace(TASK, title="a\x00b\x0bc\ufffe", note="x" * 40_000)
    row = rows("Phụ lục I", render_xlsx(replace(YEARLY, tasks=(odd,))))[0]
    assert row[2] == "abc"
    assert len(row[11]) == LONGEST_CELL
    assert row[11].endswith("…")


def test_an_empty_report_is_a_workbook():
    bare = replace(
        YEARLY, targets=(), tasks=(), responsibilities=(), annexes=(), missing_units=()
    )
    data = render_xlsx(bare)
    assert rows("Mục tiêu", data) == []
    assert book(data).sheetnames[-1] == "Chưa báo cáo, chậm"


def test_equal_facts_give_equal_bytes():
    assert render_xlsx(YEARLY) == DATA
    assert book().properties.created == datetime(2000, 1, 1)


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (9_999, 10_000, "0.999"),
        (10_000, 10_000, "1"),
        (1, 100_000, "0.001"),
        (0, 5, "0"),
    ],
)
def test_only_what_is_complete_shows_as_a_whole(numerator, denominator, shown):
    measure = MeasureFact("1", "x", "rate", "đơn vị", numerator, denominator, 0, 0)
    assert measure_row(measure)[6] == Decimal(shown)
