"""The parts that every official document has: head, title, addressees, signature."""

import re
from collections.abc import Sequence

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from kehoach.lib.dates import long_date
from reporting.facts.report import DocumentHead, Signature
from reporting.files import official
from reporting.files.widths import text_width

_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
TO = "Kính gửi:"
#: Shortened above another body's name, on a line of its own as the issuing body.
COMMITTEE = "ỦY BAN NHÂN DÂN"
#: Widths of the head's cells and of the closing's, in millimetres.
LEFT, RIGHT = 62, 98
RECIPIENTS, _SIGNER = 75, 85
#: What a cell's own margins take.
CELL_MARGINS = 3.8
#: The rule below a name or a subject: between 1/3 and 1/2 of the text.
RULE_SHARE = 0.4
#: Dots to fill in by pen or by the signing system.
DOTS = "......."
_NO_DAY = "ngày ..... tháng ..... năm ........."
#: Room for signature and seal, in empty lines.
ROOM = 4


def number_of(head: DocumentHead) -> str:
    """Return «05/BC-STP»: zero before one digit, dots while there is no number."""
    number = head.number.strip() or DOTS
    if "/" not in number:
        number = f"{number}/{head.symbol}"
    return re.sub(r"^(\d)/", r"0\1/", number)


def place_line(head: DocumentHead) -> str:
    """Return «Huế, ngày 05 tháng 01 năm 2026», with dots for an unknown day."""
    return f"{head.place}, {long_date(head.day) if head.day else _NO_DAY}"


def guide_line(kind: str, head: DocumentHead) -> str:
    """Return the line below an annex's name, left to fill in on paper only."""
    day = "ngày ... tháng ... năm ....."
    return f"(Kèm theo {kind} số ...../{head.symbol} {day} của {head.body})"


def add_head(document: Document, head: DocumentHead, about: str = "") -> None:
    """Add rows 1–4: bodies and number on the left, nation, motto, place on the right.

    `about` is a letter's «V/v …» under the number.
    """
    table = official.frame(document, (LEFT, RIGHT), rows=2)
    add_bodies(table.cell(0, 0), head)
    add_nation(table.cell(0, 1))
    left, right = table.rows[1].cells
    for cell, text, italic in (
        (left, f"Số: {number_of(head)}", False),
        (right, place_line(head), True),
    ):
        line = official.write(cell.paragraphs[0], text, size=13, italic=italic)
        line.paragraph_format.space_before = Pt(4)
    if about:
        line = official.write(left.add_paragraph(), about, size=12)
        line.paragraph_format.space_before = Pt(6)


def add_bodies(cell: _Cell, head: DocumentHead) -> None:
    """Write the superior body, the issuing body and its short rule."""
    name = cell.paragraphs[0]
    if head.parent_body:
        parent = head.parent_body.upper().replace(COMMITTEE, "UBND")
        official.write(name, parent, size=12)
        name = cell.add_paragraph()
    lines = head.body.upper().replace(f"{COMMITTEE} ", f"{COMMITTEE}\n").split("\n")
    official.write(name, "\n".join(lines), size=12, bold=True)
    add_rule(cell.add_paragraph(), max(lines, key=len), 12, LEFT - CELL_MARGINS)


def add_nation(cell: _Cell) -> None:
    """Write quốc hiệu and tiêu ngữ, with a rule as long as the latter."""
    official.write(cell.paragraphs[0], _NATION, size=12, bold=True)
    official.write(cell.add_paragraph(), _MOTTO, size=13, bold=True)
    length = text_width(_MOTTO, 13, bold=True)
    official.rule(cell.add_paragraph(), length, RIGHT - CELL_MARGINS)


def add_rule(paragraph: Paragraph, text: str, size: float, room: float) -> None:
    """Draw the rule below a bold text that may take several lines."""
    length = min(text_width(text, size, bold=True), room)
    official.rule(paragraph, length * RULE_SHARE, room)


def add_title(document: Document, kind: str, subject: str) -> None:
    """Add the document's kind, its subject and the rule below; what follows keeps
    clear of the rule.
    """
    name = official.write(document.add_paragraph(), kind.upper(), size=14, bold=True)
    name.paragraph_format.space_before = Pt(18)
    official.write(document.add_paragraph(), subject, size=14, bold=True)
    below = document.add_paragraph()
    add_rule(below, subject, 14, official.TEXT_WIDTH)
    below.paragraph_format.space_after = Pt(12)


def add_addressees(document: Document, addressees: Sequence[str]) -> None:
    """Add «Kính gửi»: one on the same line, several each with a dash."""
    if len(addressees) == 1:
        one = official.write(document.add_paragraph(), f"{TO} {addressees[0]}")
        space_around(one, one)
        return
    found = [official.write(document.add_paragraph(), TO, align=ALIGN.LEFT)]
    found[0].paragraph_format.left_indent = Mm(30)
    for text in ended(addressees):
        line = official.write(document.add_paragraph(), f"- {text}", align=ALIGN.LEFT)
        layout = line.paragraph_format
        layout.left_indent = Mm(30 + text_width(TO, official.BODY) + 1.5)
        layout.first_line_indent = Mm(-1.5)
        found.append(line)
    space_around(found[0], found[-1])


def space_around(first: Paragraph, last: Paragraph) -> None:
    """Set a block apart from what stands above and below."""
    first.paragraph_format.space_before = Pt(12)
    last.paragraph_format.space_after = Pt(12)


def ended(texts: Sequence[str]) -> list[str]:
    """Return list lines that end in «;», the last in «.»."""
    bare = [text.strip().rstrip(";. ") for text in texts]
    return [f"{text};" for text in bare[:-1]] + [f"{text}." for text in bare[-1:]]


def add_last(document: Document, text: str) -> None:
    """Add the last paragraph: it ends in «./.» and stays with the signature."""
    bare = text.strip().removesuffix("./.").rstrip(". ")
    official.body(document, f"{bare}./.", keep=True)


def add_closing(
    document: Document,
    signature: Signature,
    recipients: Sequence[str],
    unnamed: str = DOTS * 3,
) -> None:
    """Add «Nơi nhận» on the left and the signer on the right; room for the seal.

    `unnamed` stands where the signer's name is not known yet.
    """
    table = official.frame(document, (RECIPIENTS, _SIGNER))
    left, right = table.rows[0].cells
    head = left.paragraphs[0]
    head.paragraph_format.space_before = Pt(6)
    official.write(head, "Nơi nhận:", size=12, bold=True, italic=True, align=ALIGN.LEFT)
    for line in ended(recipients):
        official.write(left.add_paragraph(), f"- {line}", size=11, align=ALIGN.LEFT)
    add_signer(right, signature, unnamed)


def add_signer(cell: _Cell, signature: Signature, unnamed: str = DOTS * 3) -> None:
    """Write in which capacity who signs, or what stands for a name not known yet."""
    for position, line in enumerate(signature.capacity):
        paragraph = cell.add_paragraph() if position else cell.paragraphs[0]
        official.write(paragraph, line.upper(), size=14, bold=True)
    cell.paragraphs[0].paragraph_format.space_before = Pt(6)
    for _ in range(ROOM):
        official.write(cell.add_paragraph(), "")
    name = signature.name or unnamed
    official.write(cell.add_paragraph(), name, size=14, bold=True)
