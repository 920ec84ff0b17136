"""What a Word template of the yearly report may say: the variables and their values."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree
from markupsafe import Markup

from kehoach.lib.dates import format_date
from kehoach.lib.text import printable
from reporting.facts.report import ReportSection, TargetFact, YearlyFacts
from reporting.files import official, parts
from reporting.files.yearly_docx import (
    REPORT_KIND,
    add_targets,
    annexes_line,
    last_words,
    names_every_annex,
)

#: Variable → what it gives, for the page and for the refusal of any other.
TEMPLATE_VARIABLES = {
    "co_quan_cap_tren": "cơ quan cấp trên (dòng đầu bên trái)",
    "co_quan": "cơ quan ban hành",
    "so_ky_hieu": "số, ký hiệu; để chấm khi chưa có",
    "dia_danh_ngay": "địa danh, ngày tháng năm",
    "ten_loai": "BÁO CÁO",
    "trich_yeu": "trích yếu",
    "kinh_gui": "nơi kính gửi",
    "mo_dau": "các đoạn mở đầu (dùng trong vòng lặp)",
    "cac_muc": "các mục của đề cương (dùng trong vòng lặp)",
    "dan_phu_luc": "câu dẫn tới các phụ lục, trống khi các mục đã dẫn đủ",
    "cau_ket": "câu kết, có dấu ./.",
    "noi_nhan": "các nơi nhận (dùng trong vòng lặp)",
    "chuc_vu": "các dòng quyền hạn, chức vụ người ký (dùng trong vòng lặp)",
    "nguoi_ky": "họ tên người ký",
    "nam": "năm báo cáo",
    "nam_sau": "năm sau",
    "tu_ngay": "ngày đầu kỳ số liệu",
    "den_ngay": "ngày cuối kỳ số liệu",
    "so_don_vi": "số đơn vị phải báo cáo",
}
#: Part of an item of `cac_muc` → what it gives.
SECTION_PARTS = {
    "tieu_de": "số và tên mục",
    "cap": "1 là phần (I.), 2 là mục (1.), 3 là điểm (a)",
    "cac_doan": "các đoạn văn (dùng trong vòng lặp)",
    "bang_muc_tieu": "bảng mục tiêu, chỉ có ở mục của nó; đứng riêng một dòng {{p …}}",
}


def values(facts: YearlyFacts) -> dict[str, Any]:
    """Return variable → text, list or finished table; nothing here has methods of ours."""
    head = facts.head
    return {
        "co_quan_cap_tren": _plain(
            head.parent_body.upper().replace(parts.COMMITTEE, "UBND")
        ),
        "co_quan": _plain(head.body.upper()),
        "so_ky_hieu": _plain(parts.number_of(head)),
        "dia_danh_ngay": _plain(parts.place_line(head)),
        "ten_loai": REPORT_KIND.upper(),
        "trich_yeu": _plain(facts.subject),
        "kinh_gui": _plain("; ".join(facts.addressees)),
        "mo_dau": list(_paragraphs(facts.opening)),
        "cac_muc": list(items(facts.sections, facts.targets, facts.before)),
        "dan_phu_luc": _plain("" if names_every_annex(facts) else annexes_line(facts)),
        "cau_ket": _plain(f"{last_words(facts).rstrip('. ')}./."),
        "noi_nhan": [_plain(line) for line in parts.ended(facts.recipients)],
        "chuc_vu": [_plain(line.upper()) for line in facts.signature.capacity],
        "nguoi_ky": _plain(facts.signature.name) or parts.DOTS * 3,
        "nam": str(facts.year),
        "nam_sau": str(facts.year + 1),
        "tu_ngay": format_date(facts.data_from),
        "den_ngay": format_date(facts.data_to),
        "so_don_vi": str(facts.units),
    }


def _plain(text: str) -> str:
    """Return text on one line without what Word or the template engine would read."""
    return " ".join(printable(text).split())


def _paragraphs(texts: Iterable[str]) -> Iterator[str]:
    """Yield every line that a person typed as a paragraph."""
    for text in texts:
        yield from filter(None, map(_plain, text.split("\n")))


def items(
    sections: Iterable[ReportSection], targets: tuple[TargetFact, ...], before: str
) -> Iterator[dict[str, Any]]:
    """Yield the sections one after the other, in reading order."""
    for section in sections:
        title = _plain(section.heading)
        yield {
            "tieu_de": title.upper() if section.level == 1 else title,
            "cap": section.level,
            "cac_doan": list(_paragraphs(section.printed)),
            "bang_muc_tieu": targets_table(targets, before)
            if section.shows_targets
            else "",
        }
        yield from items(section.children, targets, before)


def targets_table(targets: tuple[TargetFact, ...], before: str) -> str:
    """Return the finished table of the targets with the gap below it."""
    if not targets:
        return ""
    paper = official.start_document("")
    add_targets(paper, targets, before)
    body = docx.Document(BytesIO(paper.to_bytes())).element.body
    found = [each for each in body if each.tag in {qn("w:tbl"), qn("w:p")}]
    xml = "".join(etree.tostring(each, encoding="unicode") for each in found)
    return Markup(xml)  # noqa: S704 -- our own XML, every text in it was set as text


def tidy(body: Any) -> None:
    """Keep the letters of symbols such as NQ-HĐND on one line, as our own text does."""
    for text in list(body.iter(qn("w:t"))):
        first, *others = official.SYMBOL_HYPHEN.split(text.text or "")
        if not others:
            continue
        text.text = first
        text.set(qn("xml:space"), "preserve")
        last = text
        for other in others:
            hyphen, following = OxmlElement("w:noBreakHyphen"), OxmlElement("w:t")
            following.text = other
            following.set(qn("xml:space"), "preserve")
            last.addnext(hyphen)
            hyphen.addnext(following)
            last = following
