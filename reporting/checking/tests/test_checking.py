"""The checker passes our papers and fails each rule when that rule is broken."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reporting.checking import RULES, check, read
from reporting.facts.tests.papers import LETTER, PLAN, UNIT, YEARLY, opened
from reporting.files.letters_docx import render_letter
from reporting.files.unit_paper_docx import render_unit_paper
from reporting.files.yearly_docx import render_docx

POINTS = "Phụ lục II, Phụ lục III, Phụ lục IV"
REPORT = render_docx(
    replace(YEARLY, opening=(*YEARLY.opening, f"Số liệu tại {POINTS} kèm theo."))
)
FILES = {
    "báo cáo năm": REPORT,
    "báo cáo đơn vị": render_unit_paper(UNIT),
    "kế hoạch đơn vị": render_unit_paper(PLAN),
    "công văn": render_letter(LETTER),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_our_papers_meet_every_rule(data) -> None:
    assert [str(one) for one in check(data) if not one.met] == []


def test_every_rule_applies_to_one_of_them() -> None:
    applied = {
        one.code for data in FILES.values() for one in check(data) if one.applies
    }
    assert applied == {rule.code for rule in RULES}


def body_line(document: Document):
    """Return a paragraph of running text."""
    paper = read(saved(document))
    text = next(
        line.text for line in paper.body if not line.bold and len(line.text) > 40
    )
    return next(p for p in document.paragraphs if " ".join(p.text.split()) == text)


def heading(document: Document):
    return next(p for p in document.paragraphs if p.text.startswith("I. "))


def head(document: Document, side: int, start: str):
    cells = [row.cells[side] for row in document.tables[0].rows]
    return next(p for c in cells for p in c.paragraphs if p.text.startswith(start))


def closing(document: Document, side: int):
    table = next(t for t in document.tables if "Nơi nhận" in t.rows[0].cells[0].text)
    return [p for p in table.rows[0].cells[side].paragraphs if p.text.strip()]


def annex(document: Document, start: str):
    return next(p for p in document.paragraphs if p.text.startswith(start))


def retext(paragraph, text: str) -> None:
    """Give the paragraph another text in the same dress."""
    first, *others = paragraph.runs
    first.text = text
    for run in others:
        run.text = ""


def saved(document: Document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def break_restart(document: Document) -> None:
    section = document.sections[1]._sectPr
    section.remove(section.find(qn("w:pgNumType")))


def drop_field(document: Document) -> None:
    for node in document.sections[0].header._element.iter(qn("w:instrText")):
        node.text = "DATE"


def last_text(document: Document):
    text = read(saved(document)).body[-1].text
    return next(p for p in document.paragraphs if " ".join(p.text.split()) == text)


def last_of_annex(document: Document):
    return [p for p in document.paragraphs if p.text.strip()][-1]


def set_first(document: Document, **layout: object) -> None:
    for name, value in layout.items():
        setattr(body_line(document).paragraph_format, name, value)


def close_gap(document: Document) -> None:
    for paragraph in document.paragraphs:
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.space_before = Pt(0)


def no_reference(document: Document) -> None:
    for paragraph in document.paragraphs:
        if POINTS in paragraph.text:
            retext(paragraph, paragraph.text.replace(POINTS, "bảng"))


BREAKERS: dict[str, Callable[[Document], object]] = {
    "giay": lambda d: setattr(d.sections[0], "page_width", Mm(216)),
    "le": lambda d: setattr(d.sections[0], "left_margin", Mm(25)),
    "phong": lambda d: setattr(body_line(d).runs[0].font, "name", "Arial"),
    "mau": lambda d: setattr(
        body_line(d).runs[0].font.color, "rgb", RGBColor(0, 0, 255)
    ),
    "unicode": lambda d: retext(body_line(d), "Kho\u0301 khăn ở đơn vị " * 3),
    "so-trang": drop_field,
    "quoc-hieu": lambda d: retext(head(d, 1, "CỘNG"), "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    "tieu-ngu": lambda d: retext(head(d, 1, "Độc"), "Độc lập – Tự do – Hạnh phúc"),
    "co-quan": lambda d: retext(head(d, 0, "SỞ NỘI VỤ"), "Sở Nội vụ"),
    "so-ky-hieu": lambda d: retext(head(d, 0, "Số:"), "Số: 5/BC-SNV"),
    "dia-danh": lambda d: retext(
        head(d, 1, "Khánh Hòa"), "Khánh Hòa, ngày 5 tháng 3 năm 2027"
    ),
    "ten-loai": lambda d: retext(annex(d, "BÁO CÁO"), "Báo cáo"),
    "kinh-gui": lambda d: retext(annex(d, "Kính gửi"), "Gửi: Ủy ban"),
    "co-chu": lambda d: setattr(body_line(d).runs[0].font, "size", Pt(12)),
    "canh-le": lambda d: setattr(body_line(d), "alignment", ALIGN.LEFT),
    "lui-dong": lambda d: set_first(d, first_line_indent=Mm(5)),
    "cach-dong": lambda d: set_first(d, line_spacing=2.0),
    "cach-doan": close_gap,
    "de-muc": lambda d: retext(heading(d), "I. Công tác lãnh đạo"),
    "ket-thuc": lambda d: retext(last_text(d), "Trên đây là báo cáo."),
    "nguoi-ky": lambda d: retext(closing(d, 1)[-1], "TS. Nguyễn Văn A"),
    "noi-nhan": lambda d: retext(closing(d, 0)[-1], "- Văn thư"),
    "pl-nhac": no_reference,
    "pl-so": lambda d: retext(annex(d, "Phụ lục I"), "PHỤ LỤC 1"),
    "pl-ten": lambda d: retext(
        d.paragraphs[[p.text for p in d.paragraphs].index("Phụ lục I") + 1], "Kết quả"
    ),
    "pl-kem-theo": lambda d: retext(annex(d, "(Kèm theo"), "Kèm theo báo cáo"),
    "pl-trang": break_restart,
    "pl-ket-thuc": lambda d: retext(last_of_annex(d), "Hết"),
}  # fmt: skip


def test_there_is_a_breaker_for_every_rule() -> None:
    assert set(BREAKERS) | {"trich-yeu-cong-van"} == {rule.code for rule in RULES}


@pytest.mark.parametrize("code", BREAKERS)
def test_a_broken_rule_is_found(code) -> None:
    document = opened(REPORT)
    BREAKERS[code](document)
    broken = {one.code: one.problems for one in check(saved(document)) if not one.met}
    assert code in broken
    assert broken[code][0]


def test_a_bold_subject_of_a_letter_is_found() -> None:
    document = opened(FILES["công văn"])
    head(document, 0, "V/v").runs[0].bold = True
    broken = {one.code for one in check(saved(document)) if not one.met}
    assert broken == {"trich-yeu-cong-van"}


def test_a_stranger_to_the_decree_fails_many_rules_and_breaks_nothing() -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("Hello")
    document.add_table(1, 1)
    assert len([one for one in check(saved(document)) if not one.met]) > 10
    assert check(saved(docx.Document()))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04rubbish"])
def test_what_is_no_docx_is_refused(data) -> None:
    with pytest.raises(ValueError, match="DOCX"):
        check(data)


def test_the_command_says_each_rule_and_ends_with_an_error(tmp_path: Path) -> None:
    good, bad, out = tmp_path / "good.docx", tmp_path / "bad.docx", StringIO()
    good.write_bytes(REPORT)
    call_command("check_document", str(good), stdout=out)
    assert out.getvalue().count("[đạt]") == len(RULES) - 1
    document = opened(REPORT)
    BREAKERS["le"](document)
    bad.write_bytes(saved(document))
    with pytest.raises(CommandError, match="1 quy định chưa đạt: le"):
        call_command("check_document", str(bad), stdout=out)
    assert "phần 1, lề trái 25 mm (quy định 30–35)" in out.getvalue()
    with pytest.raises(CommandError, match="Không đọc được"):
        call_command("check_document", str(tmp_path / "none.docx"))
