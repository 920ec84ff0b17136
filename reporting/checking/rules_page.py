"""Mục I: paper, margins, typeface, page numbers."""

from collections.abc import Iterator
from unicodedata import is_normalized

from docx.oxml.ns import qn

from reporting.checking.paper import CheckedPaper, font, paragraph_alignment
from reporting.checking.verdicts import PaperRule

FACE = "Times New Roman"
#: Millimetres that a length may be off: Word stores twentieths of a point.
_SLACK = 0.2
MARGINS = {
    "top_margin": ("lề trên", 20, 25),
    "bottom_margin": ("lề dưới", 20, 25),
    "left_margin": ("lề trái", 30, 35),
    "right_margin": ("lề phải", 15, 20),
}


def paper_size(paper: CheckedPaper) -> Iterator[str]:
    """A4; only annexes may lie across."""
    for number, section in enumerate(paper.document.sections, 1):
        width, height = section.page_width or 0, section.page_height or 0
        sides = sorted((width / 36000, height / 36000))
        if abs(sides[0] - 210) > 1 or abs(sides[1] - 297) > 1:
            yield f"phần {number}: {sides[0]:.0f} × {sides[1]:.0f} mm"
        elif number == 1 and width > height:
            yield "văn bản chính nằm ngang"


def margins(paper: CheckedPaper) -> Iterator[str]:
    """Top, bottom 20–25 mm; left 30–35; right 15–20."""
    for number, section in enumerate(paper.document.sections, 1):
        for name, (words, least, most) in MARGINS.items():
            size = (getattr(section, name) or 0) / 36000
            if not least - _SLACK <= size <= most + _SLACK:
                yield f"phần {number}, {words} {size:.0f} mm (quy định {least}–{most})"


def typeface(paper: CheckedPaper) -> Iterator[str]:
    """Times New Roman everywhere."""
    for run, paragraph in paper.every_run():
        name = font(run, paragraph, "name")
        if name != FACE:
            yield f"{name or 'phông mặc định'} ở «{run.text[:40]}»"


def colour(paper: CheckedPaper) -> Iterator[str]:
    """Black."""
    for run, _ in paper.every_run():
        found = run.font.color.rgb
        if found is not None and str(found) != "000000":
            yield f"màu {found} ở «{run.text[:40]}»"


def composed(paper: CheckedPaper) -> Iterator[str]:
    """Unicode TCVN 6909:2001, composed."""
    for run, _ in paper.every_run():
        if not is_normalized("NFC", run.text):
            yield f"chữ tổ hợp ở «{run.text[:40]}»"


def page_numbers(paper: CheckedPaper) -> Iterator[str]:
    """In the middle of the top margin, size 13–14, not on page 1."""
    for number, section in enumerate(paper.document.sections, 1):
        if not section.different_first_page_header_footer:
            yield f"phần {number}: trang đầu có số trang"
        if "".join(p.text for p in section.first_page_header.paragraphs).strip():
            yield f"phần {number}: trang đầu có nội dung ở lề trên"
        element = section.header._element
        fields = [node.text or "" for node in element.iter(qn("w:instrText"))]
        if not any("PAGE" in field for field in fields):
            yield f"phần {number}: không có số trang ở lề trên"
            continue
        numbered = next(p for p in section.header.paragraphs if p.runs)
        if paragraph_alignment(numbered) != "center":
            yield f"phần {number}: số trang không canh giữa"
        size = font(numbered.runs[0], numbered, "size")
        if size is None or not 13 <= size.pt <= 14:
            yield f"phần {number}: cỡ chữ số trang"
    last = paper.document.sections[-1]
    if "".join(p.text for p in last.footer.paragraphs).strip():
        yield "có nội dung ở lề dưới"


PAGE_RULES = (
    PaperRule("giay", "Khổ giấy A4", paper_size),
    PaperRule("le", "Lề trang", margins),
    PaperRule("phong", "Phông chữ Times New Roman", typeface),
    PaperRule("mau", "Màu đen", colour),
    PaperRule("unicode", "Tiếng Việt Unicode dựng sẵn", composed),
    PaperRule("so-trang", "Số trang ở giữa lề trên, không ở trang đầu", page_numbers),
)
