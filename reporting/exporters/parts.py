"""The parts that every official document has: head, addressees, signature, tables."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from decimal import Decimal

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

from kehoach.lib.dates import long_date
from kehoach.lib.numbers import format_number
from kehoach.lib.text import printable
from reporting.exporters import official
from reporting.facts import DocumentHead, Signature

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LEFT, RIGHT = 66, 104
#: Dots to fill in by pen or by the signing system.
DOTS = "......."


def number_line(head: DocumentHead) -> str:
    """Return «Số: 05/BC-SNV», with dots while the number is not known."""
    return f"Số: {head.number or DOTS + '/' + head.symbol}"


def place_line(head: DocumentHead) -> str:
    """Return «Khánh Hòa, ngày 05 tháng 01 năm 2026», with dots for an unknown day."""
    day = long_date(head.day) if head.day else "ngày ..... tháng ..... năm ........."
    return f"{head.place}, {day}"


def add_head(document: Document, head: DocumentHead, about: str = "") -> None:
    """Add rows 1–4: bodies and number on the left, nation, motto, place on the right.

    `about` is a letter's «V/v …» under the number.
    """
    table = official.frame(document, (LEFT, RIGHT))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    pull_left(table, 5)
    left, right = table.rows[0].cells
    if head.parent_body:
        official.write(official.first(left), head.parent_body.upper(), size=12)
    name = left.add_paragraph() if head.parent_body else official.first(left)
    official.write(name, head.body.upper(), size=12, bold=True)
    official.rule(left, 24, LEFT - 4)
    official.write(official.first(right), NATION, size=12, bold=True)
    official.write(right.add_paragraph(), MOTTO, size=13, bold=True)
    official.rule(right, 58, RIGHT - 4)
    official.write(left.add_paragraph(), number_line(head), size=13)
    official.write(right.add_paragraph(), place_line(head), size=13, italic=True)
    if about:
        paragraph = official.write(left.add_paragraph(), about, size=12)
        paragraph.paragraph_format.space_before = Pt(6)


def pull_left(table: Table, millimetres: float) -> None:
    """Let the head reach a little into both margins, as the decree's samples do."""
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), str(-int(Mm(millimetres) / 635)))
    indent.set(qn("w:type"), "dxa")
    table._tbl.tblPr.append(indent)


def add_title(document: Document, kind: str, subject: str) -> None:
    """Add the document's kind, its subject and the rule below."""
    gap = document.add_paragraph()
    gap.paragraph_format.space_after = Pt(4)
    official.write(document.add_paragraph(), kind.upper(), size=14, bold=True)
    official.write(document.add_paragraph(), subject, size=14, bold=True)
    official.centred_rule(document, 50)


def add_addressees(document: Document, addressees: Sequence[str]) -> None:
    """Add «Kính gửi»: one on the same line, several each with a dash."""
    if len(addressees) == 1:
        paragraph = document.add_paragraph()
        official.write(paragraph, f"Kính gửi: {addressees[0]}")
        paragraph.paragraph_format.space_after = Pt(10)
        return
    head = official.write(document.add_paragraph(), "Kính gửi:", align=ALIGN.LEFT)
    head.paragraph_format.left_indent = Mm(30)
    for position, name in enumerate(addressees, 1):
        end = "." if position == len(addressees) else ";"
        line = official.write(
            document.add_paragraph(), f"- {name}{end}", align=ALIGN.LEFT
        )
        line.paragraph_format.left_indent = Mm(50)


def add_closing(
    document: Document, signature: Signature, recipients: Iterable[str]
) -> None:
    """Add «Nơi nhận» on the left and the signer on the right; room for the seal."""
    table = official.frame(document, (75, 85))
    keep_together(table)
    left, right = table.rows[0].cells
    official.write(
        official.first(left),
        "Nơi nhận:",
        size=12,
        bold=True,
        italic=True,
        align=ALIGN.LEFT,
    )
    for line in recipients:
        official.write(left.add_paragraph(), f"- {line}", size=11, align=ALIGN.LEFT)
    official.lines(
        right, [line.upper() for line in signature.capacity], size=14, bold=True
    )
    for _ in range(4):
        right.add_paragraph()
    official.write(
        right.add_paragraph(), signature.name or DOTS * 3, size=14, bold=True
    )


def keep_together(table: Table) -> None:
    """Keep a row on one page."""
    row = table.rows[0]._tr.get_or_add_trPr()
    row.append(OxmlElement("w:cantSplit"))


def shown(value: object) -> str:
    """Return a cell's text: numbers as offices write them, None as «–»."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, (int, Decimal)):
        return format_number(value)
    return printable(str(value))


def looks_like_number(value: object) -> bool:
    """Return whether a cell is aligned as a number: numbers, rates and «–»."""
    if value is None or isinstance(value, (int, Decimal)):
        return True
    text = str(value)
    return bool(text) and all(char in "0123456789.,–" for char in text)


def column_widths(
    heads: Sequence[str], total_mm: float, given: Sequence[int]
) -> list[float]:
    """Return the widths in millimetres: given weights, else narrow TT, wide names."""
    weights = list(given) or [
        5 if head == "TT" else 22 if i == 1 else 9 for i, head in enumerate(heads)
    ]
    return [total_mm * weight / sum(weights) for weight in weights]


def add_table(
    document: Document,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    width_mm: float,
    weights: Sequence[int] = (),
    size: float = 12,
    totals: Sequence[object] = (),
) -> Table:
    """Add a ruled table whose head repeats; rows are cloned, so 5,000 stay linear."""
    widths = column_widths(heads, width_mm, weights)
    table = document.add_table(rows=2, cols=len(heads), style="Table Grid")
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for cell, width, head in zip(table.rows[0].cells, widths, heads, strict=True):
        cell.width = Mm(width)
        official.write(official.first(cell), head, size=size, bold=True)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    fill_rows(table, widths, list(rows), size=size, totals=totals)
    return table


def fill_rows(
    table: Table,
    widths: Sequence[float],
    rows: list[Sequence[object]],
    *,
    size: float,
    totals: Sequence[object],
) -> None:
    """Clone the pattern row once per row and set its texts."""
    pattern = table.rows[1]
    sample = rows[0] if rows else totals or [""] * len(widths)
    for cell, width, value in zip(pattern.cells, widths, sample, strict=True):
        cell.width = Mm(width)
        align = ALIGN.RIGHT if looks_like_number(value) else ALIGN.LEFT
        official.write(official.first(cell), "x", size=size, align=align)
    element, parent = pattern._tr, pattern._tr.getparent()
    element.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for row in rows:
        parent.append(clone(element, row))
    if totals:
        parent.append(clone(element, totals, bold=True))
    parent.remove(element)


def clone(element: object, values: Sequence[object], *, bold: bool = False) -> object:
    """Return a copy of the pattern row with other texts."""
    copy = deepcopy(element)
    texts = copy.iter(qn("w:t"))  # type: ignore[attr-defined] # lxml element
    for text, value in zip(texts, values, strict=True):
        text.text = shown(value)
        text.set(qn("xml:space"), "preserve")
        if bold:
            text.getparent().get_or_add_rPr().get_or_add_b().val = True
    return copy
