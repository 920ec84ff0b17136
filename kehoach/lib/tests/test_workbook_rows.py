"""Workbooks written row by row, read back by two readers that know nothing of ours."""

import tracemalloc
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from kehoach.lib.text import nfc, printable
from kehoach.lib.workbook import LONGEST_CELL
from kehoach.lib.workbook_rows import Sheet, write_workbook
from kehoach.testing.examples import examples

HEADS = ("Mã", "Đơn vị", "Số", "Tỷ lệ", "Ngày", "Có", "Trống")
ROW = ("III.1", "UBND xã Thành Hải", 1234, Decimal("0.50"), date(2026, 12, 14))
ROWS = ((*ROW, True, None), ("007", "", -1, Decimal(7), date(1900, 1, 5), False, ""))
FULL = Sheet(
    "Số liệu",
    HEADS,
    ROWS,
    widths=(8, 40),
    title="Kết quả «2026»",
    notes=("Có 2/3 đơn vị", "=1+1"),
    sums=("", "Tổng", Decimal("1233.5")),
    frozen=2,
)


def made(*sheets):
    out = BytesIO()
    write_workbook(out, "Bảng", sheets)
    return out.getvalue()


def sheet_of(data, name="Số liệu"):
    return openpyxl.load_workbook(BytesIO(data))[name]


def values(data, name="Số liệu", first=1):
    rows = sheet_of(data, name).iter_rows(min_row=first, values_only=True)
    return [list(row) for row in rows]


def test_numbers_are_numbers_days_are_days_and_nothing_is_nothing():
    first, second = values(made(FULL), first=6)
    assert [first[:4], first[5:]] == [
        ["III.1", "UBND xã Thành Hải", 1234, 0.5],
        ["Có", None],
    ]
    assert first[4].date() == date(2026, 12, 14)
    assert second == ["007", None, -1, 7, "05/01/1900", "Không", None]
    cells = sheet_of(made(FULL))
    assert cells["C6"].number_format == "#,##0"
    assert cells["D6"].number_format == "#,##0.0#"
    assert cells["E6"].number_format == "dd/mm/yyyy"
    assert [cells[f"{c}6"].data_type for c in "ABCDEF"] == [
        "s",
        "s",
        "n",
        "n",
        "d",
        "s",
    ]


def test_another_reader_sees_the_same():
    rows = CalamineWorkbook.from_filelike(BytesIO(made(FULL)))
    found = rows.get_sheet_by_name("Số liệu").to_python()
    assert found[0][0] == "Kết quả «2026»"
    assert found[3][:3] == ["", "Tổng", 1233.5]
    assert found[4] == list(HEADS)
    assert found[5] == [*ROW[:2], 1234.0, 0.5, ROW[4], "Có", ""]


def test_the_head_stays_filters_and_prints():
    sheet = sheet_of(made(FULL))
    assert sheet.freeze_panes == "C6"
    assert sheet.auto_filter.ref == "A5:G7"
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.column_dimensions["B"].width > 39
    assert [row[0] for row in values(made(FULL))[:3]] == [
        *("Kết quả «2026»", "Có 2/3 đơn vị", "=1+1"),
    ]


def test_a_sheet_without_rows_has_its_head_and_no_filter():
    sheet = sheet_of(made(Sheet("Số liệu", ("A", "B"), ())))
    assert [[c.value for c in row] for row in sheet.iter_rows()] == [["A", "B"]]
    assert sheet.auto_filter.ref is None
    assert sheet.freeze_panes == "B2"


def test_every_sheet_gets_its_own_rows():
    data = made(
        Sheet("Một", ("A",), ((n,) for n in range(700))),
        Sheet("Hai", ("A",), ()),
        Sheet("Ba", ("A", "B"), [("x", "y")], title="T"),
    )
    assert openpyxl.load_workbook(BytesIO(data)).sheetnames == ["Một", "Hai", "Ba"]
    assert values(data, "Một", 2) == [[n] for n in range(700)]
    assert values(data, "Hai") == [["A"]]
    assert values(data, "Ba", 3) == [["x", "y"]]


def test_equal_rows_give_equal_bytes_and_the_package_says_what_it_is():
    assert made(FULL) == made(FULL)
    with ZipFile(BytesIO(made(FULL))) as package:
        assert package.namelist()[0] == "[Content_Types].xml"
        assert {entry.date_time[0] for entry in package.infolist()} == {2000}
        assert len(set(package.namelist())) == len(package.namelist())


ODD = (
    *(
        "=1+1",
        "+84 258",
        "-5",
        "@SUM(A1)",
        " =1",
        "\t=1",
        "＝1+1",
        "{=1}",
        "http://x.vn",
    ),
    *(
        "'=1",
        "<v>1</v>",
        "]]>",
        "&amp;",
        "</row>",
        "a\nb",
        "  hai đầu  ",
        "1e5",
        "TRUE",
    ),
    *("_x0041_", "_x005F_x0041_", "🙂", "مرحبا", "\u202eabc", "a\x00b", "\ufffe", ""),
)


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_text_stays_text(odd):
    data = made(Sheet("Số liệu", (f"{odd}x",), [(odd,)], title=odd or "T"))
    cell = sheet_of(data)["A3"]
    clean = printable(odd)
    assert cell.value == (
        clean.replace("_x", "_x005F_x") if "_x" in odd else clean or None
    )
    assert cell.data_type == ("s" if clean else "n")
    found = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
    assert found.to_python()[2:] == ([[clean]] if clean else [])
    with ZipFile(BytesIO(data)) as package:
        part = package.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in part
    assert b"hyperlink" not in part


@pytest.mark.parametrize("odd", ["=1+1", "+84", "-5", "@SUM(A1)", " =1", "＝1"])
def test_a_cell_that_is_edited_does_not_become_a_formula(odd):
    assert sheet_of(made(Sheet("Số liệu", ("A",), [(odd,), ("1",)])))["A2"].quotePrefix


def test_a_monster_is_cut_to_what_a_cell_holds():
    for monster in ("x" * 40_000, "🙂" * 20_000, "\n" * 40_000):
        text = sheet_of(made(Sheet("Số liệu", ("A",), [(monster,)])))["A2"].value
        assert len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL
        assert text.endswith("…")


@settings(max_examples=examples(150))
@given(st.lists(st.text(), min_size=1, max_size=4))
def test_any_text_arrives_composed(texts):
    data = made(Sheet("Số liệu", texts, [texts, texts], title=texts[0]))
    with ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            etree.fromstring(package.read(name))
        part = etree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    said = [node.text or "" for node in part.iter("{*}t")]
    assert said == [nfc(text) for text in said]
    assert not list(part.iter("{*}f"))


def test_memory_does_not_grow_with_the_rows():
    def peak(count):
        # Few names: a bounded number of texts is remembered, which is not measured.
        rows = ((f"Xã {n % 500}", n, None, date(2026, 1, 1)) for n in range(count))
        tracemalloc.start()
        try:
            write_workbook(Discard(), "T", [Sheet("A", ("A", "B", "C", "D"), rows)])
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(20_000) - peak(5_000) < 200_000


class Discard(BytesIO):
    """A file that takes everything and keeps nothing."""

    position = 0

    def write(self, data):
        self.position += len(data)
        return len(data)

    def tell(self):
        return self.position

    def seekable(self):
        return False
