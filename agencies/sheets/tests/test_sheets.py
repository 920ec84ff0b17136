"""The one reader of spreadsheets: kinds of cells, headings by name, bounds before memory."""

import sys
import unicodedata
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from import_export import fields, resources

from agencies.sheets import (
    DESK,
    LIST,
    Bounds,
    CellKind,
    Heading,
    SheetError,
    read_book,
    read_upload,
    table_of,
)
from agencies.sheets.formats import SheetFile
from agencies.sheets.tests.packages import LINKS, RELATIONS, package
from kehoach.lib.text import visible

SMALL = Bounds(10**6, 10**6, 100, 10, 300, 32_767, 200_000)


def only(xml):
    """Return the one cell of a sheet."""
    (line,) = read_book(package(f'<row r="1">{xml}</row>')).first().lines
    (cell,) = line.cells.values()
    return cell


def saved(*lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("xml", "kind", "value", "typed"),
    [
        ('<c r="A1"><v>15</v></c>', CellKind.NUMBER, 15, "15"),
        ('<c r="A1"><v>1.5</v></c>', CellKind.NUMBER, 1.5, "1.5"),
        ('<c r="A1" t="b"><v>1</v></c>', CellKind.FLAG, True, "TRUE"),
        ('<c r="A1" t="e"><v>#N/A</v></c>', CellKind.ERROR, None, "#N/A"),
        ('<c r="A1"><f>SUM(B1:B3)</f></c>', CellKind.FORMULA, None, "=SUM(B1:B3)"),
        ('<c r="A1"><f>SUM(B1)</f><v></v></c>', CellKind.FORMULA, None, "=SUM(B1)"),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', CellKind.NUMBER, 2, "2"),
        ('<c r="A1" t="str"><f>A2</f><v>xong</v></c>', CellKind.TEXT, "xong", "xong"),
        (
            '<c r="A1" t="inlineStr"><is><r><t>Số </t></r><r><t>liệu</t></r>'
            '<rPh sb="0" eb="1"><t>x</t></rPh></is></c>',
            CellKind.TEXT,
            "Số liệu",
            "Số liệu",
        ),
        ("<c><v>nan</v></c>", CellKind.ERROR, None, "nan"),
        (
            '<c t="d"><v>2026-06-05</v></c>',
            CellKind.DAY,
            datetime(2026, 6, 5),
            "05/06/2026",
        ),
    ],
)
def test_a_cell_knows_its_kind_and_what_was_typed(xml, kind, value, typed):
    cell = only(xml)
    assert (cell.kind, cell.value, cell.typed) == (kind, value, typed)


def test_days_and_number_formats_come_from_the_styles():
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Số liệu")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime("A1", datetime(2026, 6, 5), day)
        sheet.write_number("B1", 15, book.add_format({"num_format": "0.000"}))
        sheet.write_string("C1", "15.000", book.add_format({"num_format": "@"}))
    book = read_book(out.getvalue())
    assert book.names == ["Số liệu"]
    (line,) = book.sheet("Số liệu").lines
    assert (line.get(0).kind, line.get(0).text) == (CellKind.DAY, "05/06/2026")
    assert [line.get(place).style for place in (1, 2)] == ["0.000", "@"]
    assert book.sheet("Số liệu").address(9, 5) == "Số liệu!F9"


def test_days_of_a_mac_are_the_same_days():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    book.active["A1"] = date(2026, 6, 5)
    out = BytesIO()
    book.save(out)
    cell = read_book(out.getvalue()).first().lines[0].get(0)
    assert cell.text == "05/06/2026"


def test_what_nobody_sees_is_taken_out_of_cells_and_the_rest_is_composed():
    typed = unicodedata.normalize("NFD", "Đơn\u200b vị\u00ad\u202c\u2060\ufeff\u200e")
    for name, content in (
        ("a.xlsx", saved([typed], ["\u200b"])),
        ("a.csv", f"{typed}\n\u200b".encode()),
    ):
        sheet = next(read_upload(name, content))
        assert [line.get(0).value for line in sheet.lines] == ["Đơn vị"]


def test_every_format_character_is_invisible():
    every = (chr(code) for code in range(sys.maxunicode + 1))
    hidden = "".join(one for one in every if unicodedata.category(one) == "Cf")
    assert visible(f"a{hidden}b") == "ab"


def test_an_escaped_return_of_excel_is_no_text():
    assert only('<c t="str"><v>a_x000D_\nb_x005F_x</v></c>').value == "a\nb_x"


def test_headings_are_found_by_name_below_a_title():
    headings = [Heading("name", "Họ và tên", ("họ tên",)), Heading("role", "Vai trò")]
    lines = [["DANH SÁCH"], [], ["TT", "vai  TRÒ *", "Họ tên:"], [1, "Văn thư", "An"]]
    table = table_of(
        next(read_upload("a.xlsx", saved(*lines))), headings, ("name", "role")
    )
    (line,) = table
    assert [table.cell(line, name).text for name in ("name", "role")] == [
        "An",
        "Văn thư",
    ]
    assert table.address(line.number, "name") == "Sheet!C4"
    with pytest.raises(SheetError, match="thiếu cột: Vai trò"):
        table_of(
            next(read_upload("a.csv", b"Ho,H\xe1\xbb\x8d t\xc3\xaan")),
            headings,
            ("role",),
        )


class Code(resources.Resource):
    """A resource of two columns."""

    code = fields.Field("code", "Mã")
    name = fields.Field("name", "Tên")

    def required(self):
        return ("Mã",)


def test_cells_that_hold_no_value_are_named_with_what_was_typed():
    for read in (
        SheetFile(resource=Code).create_dataset,
        lambda content: table_of(
            next(read_upload("a.xlsx", content)), [Heading("a", "Mã")], ("a",)
        ).require_values(),
    ):
        with pytest.raises(SheetError, match=r"Sheet!A2: ô báo lỗi «#N/A».*A3.*=B2"):
            read(saved(["Mã"], ["#N/A"], ["=B2"]))


def test_a_whole_number_of_a_sheet_stays_whole_and_semicolons_separate():
    (line,) = next(read_upload("a.xlsx", saved([912345678.0]))).lines
    assert line.get(0).text == "912345678"
    data = SheetFile(resource=Code).create_dataset(
        "Mã;Tên\n1;Xã A, B\n\n2;x\n".encode()
    )
    assert (data.headers, list(data)) == (["Mã", "Tên"], [("1", "Xã A, B"), ("2", "x")])
    assert data.numbers == (2, 4)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "không phải XLSX"),
        (b"PK\x03\x04 broken", "không phải XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Excel cũ"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + "EncryptedPackage".encode("utf-16-le"),
            "đặt mật khẩu",
        ),
        (package("<row><c><v>1</v>"), "không đọc được"),
        (package('<row><c r="A0"><v>1</v></c></row>'), "không đọc được"),
        (package('<row><c t="s"><v>7</v></c></row>'), "không đọc được"),
        (package("", **{"xl/workbook.xml": "<workbook/>"}), "không đọc được"),
        (package("", **{"xl/_rels/workbook.xml.rels": "<x/>"}), "không đọc được"),
    ],
)
def test_files_that_are_no_workbook_say_what_they_are(content, words):
    with pytest.raises(SheetError, match=words):
        read_book(content).first()


HOSTILE = {
    "far": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "long": f'<row><c t="inlineStr"><is><t>{"a" * 40_000}</t></is></c></row>',
    "shared": "<row>" + '<c t="s"><v>0</v></c>' * 9 + "</row>",
    "many": "<row><c><v>1</v></c></row>" * 101,
    "empty": "<row/>" * 5_000,
    "deep": "<a>" * 100,
    "names": "".join(f"<a{n}/>" for n in range(600)),
    "tag": f'<row spans="{"1" * 300_000}"/>' * 2,
    "bytes": " " * 10**6,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_passes_the_bounds_is_refused(kind):
    strings = f"<sst><si><t>{'b' * 30_000}</t></si></sst>"
    links = LINKS.replace(
        "</",
        f'<Relationship Id="s" Type="{RELATIONS}/sharedStrings"'
        ' Target="sharedStrings.xml"/></',
    )
    parts = {"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": links}
    bounds = Bounds(10**6, 10**6, 100, 10, 300, 32_767, 200_000)
    with pytest.raises(SheetError):
        read_book(package(HOSTILE[kind], **parts), bounds).first()


def test_a_far_cell_is_named():
    with pytest.raises(SheetError, match="Ô Một!XFD1048576 nằm ngoài"):
        read_book(package(HOSTILE["far"]), DESK).first()


def test_empty_cells_far_away_do_no_harm():
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>'
    (line,) = read_book(package(rows), DESK).first().lines
    assert line.cells.keys() == {0}


def test_a_document_type_is_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    with pytest.raises(SheetError):
        read_book(package("", **{"xl/worksheets/sheet1.xml": bomb})).first()


def test_rows_beyond_a_list_are_refused_not_cut():
    rows = "<row><c><v>1</v></c></row>" * (LIST.rows + 1)
    with pytest.raises(SheetError, match=f"A{LIST.rows + 1} nằm ngoài"):
        read_book(package(rows)).first()


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(content):
    for name in ("a.xlsx", "a.csv"):
        with suppress(SheetError):
            list(read_upload(name, content, SMALL))


@given(st.text(max_size=60))
def test_text_that_excel_may_hold_comes_back_visible(text):
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write_string("A1", text.replace("_x", "x"))
    wanted = visible(text.replace("_x", "x").replace("\ud800", ""))
    lines = read_book(out.getvalue()).first().lines
    found = lines[0].get(0).value if lines else ""
    assert str(found).split() == wanted.split()
