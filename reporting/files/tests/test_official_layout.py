"""NĐ 30/2020/NĐ-CP Phụ lục I, rule by rule, read back from the files."""

import unicodedata
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from kehoach.testing.examples import examples
from reporting.facts.tests.papers import (
    HEAD,
    LETTER,
    SILENT,
    UNIT,
    YEARLY,
    find,
    opened,
    part,
    style,
    texts,
)
from reporting.files.columns import column_widths
from reporting.files.letters_docx import render_letter
from reporting.files.unit_paper_docx import render_unit_paper
from reporting.files.widths import text_width
from reporting.files.yearly_docx import render_docx

YEARLY_FILE = render_docx(YEARLY)
UNIT_FILE = render_unit_paper(UNIT)
LETTER_FILE = render_letter(LETTER)
FILES = pytest.mark.parametrize(
    "data", [YEARLY_FILE, UNIT_FILE, LETTER_FILE], ids=["yearly", "unit", "letter"]
)
FONT = "Times New Roman"
#: The order that the schema wants (parts that our files hold).
ORDER = {
    "pPr": "pStyle keepNext keepLines widowControl pBdr tabs spacing ind jc rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs lang",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols"
    " titlePg docGrid",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan tcBorders vAlign",
}


def document_of(data):
    return part(data, "word/document.xml")


@FILES
def test_pages_are_a4_with_the_decrees_margins(data):
    for section in opened(data).sections:
        page = section._sectPr.find(qn("w:pgSz"))
        sides = page.get(qn("w:w")), page.get(qn("w:h"))
        landscape = page.get(qn("w:orient")) == "landscape"
        assert sides == (("16838", "11906") if landscape else ("11906", "16838"))
        assert 20 <= round(section.top_margin.mm) <= 25
        assert 20 <= round(section.bottom_margin.mm) <= 25
        assert 30 <= round(section.left_margin.mm) <= 35
        assert 15 <= round(section.right_margin.mm) <= 20
    assert opened(data).sections[0]._sectPr.find(qn("w:pgSz")).get(qn("w:orient")) in (
        None,
        "portrait",
    )


@FILES
def test_everything_is_times_new_roman_black_and_composed(data):
    for name in ("word/document.xml", "word/styles.xml", "word/header1.xml"):
        for fonts in part(data, name).iter(qn("w:rFonts")):
            scripts = ("ascii", "hAnsi", "cs", "eastAsia")
            assert {fonts.get(qn(f"w:{script}")) for script in scripts} == {FONT}
            assert not any("heme" in key for key in fonts.attrib)
    root = document_of(data)
    runs = list(root.iter(qn("w:r")))
    assert runs
    for run in runs:
        assert run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") is not None
    assert {c.get(qn("w:val")) for c in root.iter(qn("w:color"))} <= {"000000"}
    text = "".join(node.text or "" for node in root.iter(qn("w:t")))
    assert text == unicodedata.normalize("NFC", text)


@FILES
def test_the_page_number_stands_on_top_in_the_middle_and_not_on_page_one(data):
    section = opened(data).sections[0]
    assert section.different_first_page_header_footer
    assert [p.text for p in section.first_page_header.paragraphs] == [""]
    number = section.header.paragraphs[0]
    assert number.alignment == 1
    assert number.runs[0].font.size.pt in (13, 14)
    assert [node.text for node in number._p.iter(qn("w:instrText"))] == ["PAGE"]
    assert not any(p.text for p in section.footer.paragraphs)


@FILES
def test_parts_follow_the_order_of_the_schema(data):
    root, seen = document_of(data), 0
    for name, order in ORDER.items():
        places = {qn(f"w:{tag}"): place for place, tag in enumerate(order.split())}
        for element in root.iter(qn(f"w:{name}")):
            found = [places[child.tag] for child in element]
            assert found == sorted(found), name
            seen += 1
    assert seen


@FILES
def test_the_head_has_two_columns_without_borders(data):
    head = opened(data).tables[0]
    assert len(head.columns) == 2
    assert head._tbl.tblPr.find(qn("w:tblBorders")) is None
    assert "Grid" not in (head.style.name or "")
    right = [p.text for p in head.cell(0, 1).paragraphs if p.text]
    assert right == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert head.cell(1, 1).text == "Khánh Hòa, ngày 05 tháng 01 năm 2027"
    assert style(data, "CỘNG HÒA") == (12, True, False)
    assert style(data, "Độc lập") == (13, True, False)
    assert style(data, "Khánh Hòa, ngày") == (13, False, True)
    assert style(data, "Số: ") == (13, False, False)


def test_bodies_stand_on_the_left_the_superior_one_plain():
    left = opened(YEARLY_FILE).tables[0].cell(0, 0)
    assert [p.text for p in left.paragraphs if p.text] == [
        "UBND TỈNH KHÁNH HÒA",
        "SỞ NỘI VỤ",
    ]
    assert style(YEARLY_FILE, "UBND TỈNH") == (12, False, False)
    assert style(YEARLY_FILE, "SỞ NỘI VỤ") == (12, True, False)
    committee = opened(UNIT_FILE).tables[0].cell(0, 0).text
    assert committee.strip() == "ỦY BAN NHÂN DÂN\nXÃ HÒA TRÍ"


@pytest.mark.parametrize(
    ("number", "line"),
    [
        ("5/BC-SNV", "Số: 05/BC-SNV"),
        ("5", "Số: 05/BC-SNV"),
        ("105/BC-SNV", "Số: 105/BC-SNV"),
        ("", "Số: ......./BC-SNV"),
    ],
)
def test_numbers_below_ten_have_a_zero(number, line):
    data = render_docx(replace(YEARLY, head=replace(HEAD, number=number)))
    assert find(data, "Số: ").text == line


def test_a_day_not_known_is_left_to_fill_in():
    data = render_docx(replace(YEARLY, head=replace(HEAD, day=None)))
    line = "Khánh Hòa, ngày ..... tháng ..... năm ........."
    assert find(data, "Khánh Hòa, ngày").text == line


def rules(data):
    """Return the lengths in millimetres of the drawn rules."""
    found = []
    for border in document_of(data).iter(qn("w:pBdr")):
        indent = border.getparent().find(qn("w:ind"))
        room = next(
            (
                int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w"))) - 216
                for cell in border.iterancestors(qn("w:tc"))
            ),
            160 * 56.69,
        )
        sides = sum(int(indent.get(qn(f"w:{side}"))) for side in ("left", "right"))
        found.append((room - sides) / 56.69)
    return found


def test_rules_are_as_long_as_the_decree_says():
    body, motto, subject = rules(YEARLY_FILE)
    assert 1 / 3 <= body / text_width("SỞ NỘI VỤ", 12, bold=True) <= 1 / 2
    assert motto == pytest.approx(56.06, abs=0.6)
    assert 1 / 3 <= subject / text_width(YEARLY.subject, 14, bold=True) <= 1 / 2
    assert len(rules(LETTER_FILE)) == 2


def test_kind_subject_and_addressee_stand_first_in_this_order():
    assert style(YEARLY_FILE, "BÁO CÁO") == (14, True, False)
    assert style(YEARLY_FILE, "Kết quả thực hiện dân chủ") == (14, True, False)
    one = find(YEARLY_FILE, "Kính gửi:")
    assert one.text == "Kính gửi: Ủy ban nhân dân tỉnh Khánh Hòa"
    assert one.alignment == 1
    order = [line[:8] for line in texts(YEARLY_FILE)[:4]]
    assert order == ["BÁO CÁO", "Kết quả ", "Kính gửi", "Thực hiệ"]


def test_several_addressees_have_a_line_each():
    lines = texts(LETTER_FILE)[:3]
    assert lines == [
        "Kính gửi:",
        "- Sở Tư pháp;",
        "- Ủy ban nhân dân các xã, phường, đặc khu.",
    ]


@FILES
def test_body_paragraphs_are_justified_indented_and_apart(data):
    seen = 0
    for paragraph in opened(data).paragraphs:
        layout = paragraph.paragraph_format
        if paragraph.alignment != 3:
            continue
        seen += 1
        assert round(layout.first_line_indent.mm, 1) in (10.0, 12.7)
        assert layout.space_after.pt >= 6
        assert 1 <= layout.line_spacing <= 1.5
        assert {run.font.size.pt for run in paragraph.runs} == {14}
        assert "\n" not in paragraph.text
    assert seen >= 2


def test_headings_are_styled_by_their_level_and_kept_with_the_text():
    for start, bold in (
        ("I. CÔNG TÁC CHỈ ĐẠO", True),
        ("1. Thực hiện dân chủ ở xã", True),
        ("a) Công khai", False),
    ):
        assert style(YEARLY_FILE, start) == (14, bold, False)
        heading = find(YEARLY_FILE, start)
        assert round(heading.paragraph_format.first_line_indent.mm, 1) == 12.7
        assert heading.paragraph_format.keep_with_next


def test_typed_lines_become_paragraphs():
    lines = texts(YEARLY_FILE)
    assert {"Đoạn một.", "Đoạn hai."} <= set(lines)
    assert {"Họp dân.", "Phát tờ rơi."} <= set(texts(UNIT_FILE))


def test_a_paper_without_a_signer_leaves_room_and_no_dots():
    unsigned = replace(UNIT, signature=replace(UNIT.signature, name=""))
    signer = opened(render_unit_paper(unsigned)).tables[-2].cell(0, 1)
    lines = [p.text for p in signer.paragraphs if p.text.strip()]
    assert lines == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]


@FILES
def test_the_text_ends_as_the_decree_says_and_stays_with_the_signature(data):
    body = list(opened(data).element.body)
    closing = next(
        i
        for i, child in enumerate(body)
        if "Nơi nhận:" in "".join(child.itertext()) and child.tag == qn("w:tbl")
    )
    last = body[closing - 1]
    assert "".join(last.itertext()).endswith("./.")
    assert last.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    assert body[closing].find(f".//{qn('w:cantSplit')}") is not None


def closing_of(data):
    return next(t for t in opened(data).tables if "Nơi nhận:" in t.cell(0, 0).text)


def test_recipients_stand_on_the_left_and_the_signature_on_the_right():
    left, right = closing_of(YEARLY_FILE).rows[0].cells
    assert [p.text for p in left.paragraphs] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT, XDCQ.",
    ]
    assert style(YEARLY_FILE, "Nơi nhận:") == (12, True, True)
    assert style(YEARLY_FILE, "- Như trên") == (11, False, False)
    signed = [p.text for p in right.paragraphs if p.text]
    assert signed == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Văn Bình"]
    assert style(YEARLY_FILE, "KT. GIÁM ĐỐC") == (14, True, False)
    assert {p.alignment for p in right.paragraphs} == {1}
    assert [p.text for p in closing_of(LETTER_FILE).cell(0, 0).paragraphs][1:] == [
        "- Như trên;",
        "- Lưu: VT, XDCQ.",
    ]


def test_a_letter_has_no_kind_and_says_what_it_is_about():
    left = opened(LETTER_FILE).tables[0].cell(1, 0)
    assert [p.text for p in left.paragraphs] == [
        "Số: ......./SNV-XDCQ",
        "V/v đôn đốc thực hiện nhiệm vụ",
    ]
    assert style(LETTER_FILE, "V/v") == (12, False, False)
    assert left.paragraphs[1].paragraph_format.space_before.pt == 6
    assert not any(line.isupper() and "CÔNG VĂN" in line for line in texts(LETTER_FILE))


def test_annexes_are_sections_with_pages_of_their_own():
    sections = opened(YEARLY_FILE).sections
    assert len(sections) == 1 + 4
    assert [s._sectPr.find(qn("w:pgNumType")) is None for s in sections] == [
        True, False, False, False, False,
    ]  # fmt: skip
    for section in sections[1:]:
        number = section._sectPr.find(qn("w:pgNumType"))
        assert number.get(qn("w:start")) == "1"
        assert section.different_first_page_header_footer
        assert section.header.is_linked_to_previous
    assert [s.page_width > s.page_height for s in sections] == [
        False, True, False, True, False,
    ]  # fmt: skip


def test_annexes_have_number_name_and_guide_line():
    lines = texts(YEARLY_FILE)
    guide = (
        "(Kèm theo Báo cáo số ...../BC-SNV ngày ... tháng ... năm ..... của Sở Nội vụ)"
    )
    for number, title in (
        ("I", "KẾT QUẢ THỰC HIỆN CÁC NHIỆM VỤ, TRÁCH NHIỆM"),
        ("II", "CÔNG KHAI"),
        ("III", "RỘNG"),
        ("IV", "DANH SÁCH ĐƠN VỊ CHƯA BÁO CÁO, BÁO CÁO CHẬM"),
    ):
        start = lines.index(f"Phụ lục {number}")
        assert lines[start + 1 : start + 3] == [title, guide]
        assert lines[start + 3].endswith("./.")
    assert style(YEARLY_FILE, "Phụ lục I") == (14, True, False)
    assert style(YEARLY_FILE, "(Kèm theo") == (13, False, True)
    assert "Phụ lục" in texts(LETTER_FILE)


def rows_of(data, head):
    table = next(t for t in opened(data).tables if t.cell(0, 0).text == head)
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_tables_repeat_their_head_and_break_no_row():
    tables = [
        table
        for table in opened(YEARLY_FILE).tables[1:]
        if "Nơi nhận" not in table.cell(0, 0).text
    ]
    assert tables
    for table in tables:
        rows = table._tbl.tr_lst
        assert rows[0].find(f".//{qn('w:tblHeader')}") is not None
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)


def test_targets_show_their_numbers_and_mark_a_proxy():
    head, target, rate, proxy, count, ended = rows_of(YEARLY_FILE, "Mục tiêu")
    assert head[1:4] == ["Tử số", "Mẫu số", "Tỷ lệ (%)"]
    assert target[0] == "Mục tiêu II.1. Bồi dưỡng"
    assert rate == [
        "II.1 Người đã bồi dưỡng (người)", "9.999", "10.000", "99,9", "2", "3", "–",
    ]  # fmt: skip
    assert proxy[0].endswith("(người; chỉ báo thay thế)")
    assert proxy[3] == "100"
    assert count[1:4] == ["9.999", "–", "–"]
    assert ended[1] == "7"


def test_annex_one_groups_and_adds_up():
    rows = rows_of(YEARLY_FILE, "TT")
    assert rows[1][0] == "A. NHIỆM VỤ (phần III của Kế hoạch)"
    assert rows[2][:3] == ["1", "III.1", "Bồi dưỡng"]
    assert rows[2][5:11] == ["3", "2", "1", "1", "1", "33,3"]
    assert rows[4][0] == "B. TRÁCH NHIỆM (phần IV của Kế hoạch)"
    assert rows[5][10] == "–"
    assert rows[6][2] == "Tổng cộng (lượt)"
    assert rows[6][5:11] == ["6", "6", "2", "3", "3", "33,3"]


def test_missing_units_stand_under_their_kind():
    units = [
        replace(SILENT, name=name, kind=kind)
        for name, kind in (("A", "Sở"), ("B", "Cấp xã"), ("C", "Sở"))
    ]
    data = render_docx(replace(YEARLY, missing_units=tuple(units)))
    table = next(
        t for t in opened(data).tables if "Ngày gửi" in t.rows[0].cells[-2].text
    )
    found = [[cell.text for cell in row.cells][:3] for row in table.rows[1:]]
    assert found == [
        ["Sở"] * 3,
        ["1", "A", "Chưa báo cáo"],
        ["2", "C", "Chưa báo cáo"],
        ["Cấp xã"] * 3,
        ["3", "B", "Chưa báo cáo"],
    ]
    assert [cell.text for cell in table.rows[2].cells][3:] == ["16/12/2026", "", "12"]


@settings(max_examples=examples(50))
@given(
    st.lists(
        st.tuples(st.text(max_size=80), st.integers(0, 10**9).map(str), st.just("–")),
        max_size=4,
    ),
    st.lists(st.integers(0, 9), min_size=3, max_size=3),
)
def test_columns_fill_the_page_and_no_more(rows, weights):
    widths = column_widths(("TT", "Đơn vị", "Số"), rows, 160, weights=weights, size=12)
    assert min(widths) > 5
    assert sum(widths) <= 160.001


def test_equal_facts_give_equal_bytes_without_a_clock():
    assert render_docx(YEARLY) == YEARLY_FILE
    assert render_letter(LETTER) == LETTER_FILE
    with ZipFile(BytesIO(YEARLY_FILE)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {2000}
        assert not any("thumbnail" in name for name in package.namelist())
    assert opened(YEARLY_FILE).core_properties.created.year == 2000


ODD = (
    "=SUM(A1)", "{{ x }}", "<w:p>&amp;", "🙂 cười", "مرحبا", "a\x00b\x0b\x1fc\ufffe",
    "Ho\u0300a", "x" * 50_000, "",
)  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=lambda text: ascii(text[:8]))
def test_odd_words_print_as_they_are(odd):
    clean = unicodedata.normalize("NFC", odd)
    clean = "".join(c for c in clean if c >= " " and c != "\ufffe")
    section = replace(UNIT.sections[1], heading=f"1. {odd}", level=2, paragraphs=(odd,))
    document = opened(render_unit_paper(replace(UNIT, sections=(section,))))
    lines = [p.text for p in document.paragraphs]
    assert " ".join(f"1. {clean}".split()) in lines
    assert clean.strip() in lines
    annex = replace(YEARLY.annexes[0], rows=((1, odd, 2),))
    data = render_docx(replace(YEARLY, annexes=(annex,)))
    cells = [cell.text for t in opened(data).tables for cell in t._cells]
    assert clean in cells


@settings(max_examples=examples(25))
@given(st.text(max_size=200))
def test_any_text_gives_a_file_that_opens(text):
    data = render_letter(replace(LETTER, about=text, paragraphs=(text, text)))
    assert texts(data)


def test_nothing_at_all_still_prints():
    data = render_docx(
        replace(
            YEARLY,
            addressees=(),
            opening=(),
            sections=(),
            targets=(),
            tasks=(),
            responsibilities=(),
            annexes=(),
            missing_units=(),
            recipients=(),
        )
    )
    assert texts(data)[-1] == "Chưa có đơn vị nào phải báo cáo./."
