"""«Phiếu trình» as DOCX: the layout of an official document, and room for opinions.

NĐ 30/2020/NĐ-CP has no form for it (docs/decisions/011): head, text, closing follow
the decree, the table of opinions stands after the signature.
"""

from collections.abc import Sequence

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt
from docx.table import _Cell

from kehoach.lib.text import printable
from reporting.facts.slip import SlipFacts
from reporting.files import official, parts
from reporting.files.paper import Paper

_KIND = "Phiếu trình"
_HALF = official.TEXT_WIDTH / 2
#: Dots of one line to write on, and how many lines an opinion gets.
_LINE, _LINES = "." * 58, 7
_SIGNED = "Ngày ..... tháng ..... năm .........\n(Ký, ghi rõ họ tên)"


def render_slip(facts: SlipFacts) -> bytes:
    """Return the slip as a DOCX file; equal facts give equal bytes."""
    document = official.start_document(f"{_KIND} {facts.subject}")
    parts.add_head(document, facts.head)
    parts.add_title(document, _KIND, facts.subject)
    parts.add_addressees(document, facts.addressees)
    points = (
        ("Vấn đề trình", facts.matter),
        ("Căn cứ", _listed(facts.basis)),
        ("Tóm tắt nội dung", facts.summary),
        ("Hồ sơ trình kèm theo", _listed(facts.enclosures)),
    )
    for number, (title, texts) in enumerate(points, 1):
        add_point(document, f"{number}. {title}", texts)
    *texts, last = facts.proposal or ("",)
    title = f"{len(points) + 1}. Ý kiến, đề xuất của {facts.head.body}"
    add_point(document, title, texts)
    parts.add_last(document, last)
    parts.add_closing(document, facts.signature, facts.recipients)
    add_opinions(document, facts)
    return document.to_bytes()


def _listed(texts: Sequence[str]) -> list[str]:
    """Return list lines with dash and «;», the last with «.»."""
    return [f"- {text}" for text in parts.ended(texts)]


def add_point(document: Paper, title: str, texts: Sequence[str]) -> None:
    """Add a titled point with its paragraphs."""
    official.add_heading(document, title, 2)
    for text in texts:
        official.body(document, text)


def add_opinions(document: Paper, facts: SlipFacts) -> None:
    """Add a ruled table: the Office's opinion on the left, the leader's on the right."""
    gap = document.add_paragraph().paragraph_format
    gap.space_after, gap.line_spacing = Pt(0), Pt(10)
    table = official.frame(document, (_HALF, _HALF), rows=2)
    table.style = document.styles["Table Grid"]
    columns = (
        ("Ý kiến của Văn phòng UBND tỉnh", facts.office_opinion),
        ("Ý kiến của lãnh đạo UBND tỉnh", facts.leader_opinion),
    )
    for column, (title, opinion) in enumerate(columns):
        head = official.write(table.cell(0, column).paragraphs[0], title, bold=True)
        head.paragraph_format.keep_with_next = True
        add_opinion(table.cell(1, column), opinion)
    table.rows[1].height, table.rows[1].height_rule = (
        Mm(60),
        WD_ROW_HEIGHT_RULE.AT_LEAST,
    )


def add_opinion(cell: _Cell, opinion: str) -> None:
    """Write the opinion that came back, or dotted lines and room for a signature."""
    if opinion.strip():
        texts = [
            line.strip() for line in printable(opinion).split("\n") if line.strip()
        ]
        for position, text in enumerate(texts):
            line = cell.add_paragraph() if position else cell.paragraphs[0]
            official.write(line, text, size=13, align=ALIGN.JUSTIFY)
        return
    for position in range(_LINES):
        line = cell.add_paragraph() if position else cell.paragraphs[0]
        official.write(line, _LINE, size=11)
        line.paragraph_format.line_spacing = 1.4
    for text in _SIGNED.split("\n"):
        official.write(cell.add_paragraph(), text, size=12, italic=True)
