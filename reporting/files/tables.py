"""Ruled tables whose rows are written as text: memory knows the frame only."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from html import escape

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import Table
from lxml import etree

from reporting.files import official
from reporting.files.columns import (
    TableRow,
    column_alignment,
    column_shares,
    column_widths,
    shown,
)
from reporting.files.paper import Paper

#: Left and right margin inside a cell, in twips.
PADDING = 70
#: The last rows stay on the page of what ends the annex.
LAST = 3
#: Where a row's texts belong; never in a text, since it is not escaped.
HERE = "<?here ?>"
_NAMESPACE = re.compile(r' xmlns:w="[^"]*"')
_LINE_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_KEEP = "<w:pPr><w:keepNext/>"


def add_table(
    document: Paper,
    heads: Sequence[str],
    rows: Sequence[TableRow],
    *,
    width_mm: float,
    weights: Sequence[int] = (),
    totals: TableRow = (),
    groups: Mapping[int, str] | None = None,
) -> Table:
    """Add a ruled table whose head repeats on every page.

    `groups` says which bold line over all columns stands before which row.
    """
    size = 12 if len(heads) < 7 else 11
    texts = [[shown(value) for value in row] for row in rows]
    sums = [shown(value) for value in totals]
    sides = [
        column_alignment(head, [row[i] for row in rows]) for i, head in enumerate(heads)
    ]
    shares = column_shares(weights, sides)
    every = [*texts, sums] if sums else texts
    widths = column_widths(heads, every, width_mm, weights=shares, size=size)
    table = document.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    set_grid(table, widths)
    plain = row_of(widths, sides, size=size)
    bold = row_of(widths, sides, size=size, bold=True)
    lines = XmlLines(head_row(heads, widths, size), plain, bold, groups or {})
    document.hold(table, lambda: lines.written(texts, sums))
    return table


class XmlLines:
    """The rows of one table as XML, from patterns that are made once."""

    def __init__(
        self,
        head: str,
        plain: BaseOxmlElement,
        bold: BaseOxmlElement,
        groups: Mapping[int, str],
    ) -> None:
        """Take the head as it is and a pattern of each kind of row."""
        self.head, self.plain, self.bold = head, pieces(plain), pieces(bold)
        self.line, self.groups = pieces(group_row(plain)), groups

    def written(
        self, texts: Sequence[Sequence[str]], totals: Sequence[str]
    ) -> Iterator[str]:
        """Yield the rows; the last ones keep with what follows the table."""
        yield self.head
        before = len(texts) + bool(totals) - LAST
        for position, row in enumerate(texts):
            if position in self.groups:
                yield _filled(self.line, [shown(self.groups[position])])
            line = _filled(self.plain, row)
            yield line if position < before else kept(line)
        if totals:
            yield kept(_filled(self.bold, totals))


def pieces(row: BaseOxmlElement) -> list[str]:
    """Return the XML of an empty row, cut where its texts belong."""
    return _NAMESPACE.sub("", etree.tostring(row, encoding="unicode")).split(HERE)


def _filled(around: Sequence[str], texts: Sequence[str]) -> str:
    """Return a row with its texts; a new line in a text is one in the cell."""
    found = [around[0]]
    for text, after in zip(texts, around[1:], strict=True):
        found += (escape(text, quote=False).replace("\n", _LINE_BREAK), after)
    return "".join(found)


def kept(line: str) -> str:
    """Return the row, kept on the page of the row that follows."""
    return line.replace("<w:pPr>", _KEEP)


def set_grid(table: Table, widths: Sequence[float]) -> None:
    """Write the column widths and the margins inside the cells."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(PADDING))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def head_row(heads: Sequence[str], widths: Sequence[float], size: float) -> str:
    """Return the bold head, which repeats on every page."""
    row = row_of(widths, ["center"] * len(heads), size=size, bold=True)
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return kept(_filled(pieces(row), [shown(head) for head in heads]))


def row_of(
    widths: Sequence[float], sides: Sequence[str], *, size: float, bold: bool = False
) -> BaseOxmlElement:
    """Return an empty row that does not split over two pages."""
    row = OxmlElement("w:tr")
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for width, side in zip(widths, sides, strict=True):
        cell = row.add_tc()
        cell.width = Mm(width)
        middle = OxmlElement("w:vAlign")
        middle.set(qn("w:val"), "center")
        cell.get_or_add_tcPr().append(middle)
        add_empty_text(cell, side, size=size, bold=bold)
    return row


def add_empty_text(
    cell: BaseOxmlElement, side: str, *, size: float, bold: bool
) -> None:
    """Give a cell one aligned paragraph with room for one text."""
    paragraph = cell.p_lst[0]
    aligned = OxmlElement("w:jc")
    aligned.set(qn("w:val"), side)
    paragraph.get_or_add_pPr().append(aligned)
    run = paragraph.add_r()
    style = run.get_or_add_rPr()
    official.name_font(style.get_or_add_rFonts())
    style.get_or_add_b().val = bold
    style.get_or_add_sz().val = Pt(size)
    text = OxmlElement("w:t")
    text.set(qn("xml:space"), "preserve")
    text.append(etree.ProcessingInstruction("here"))
    run.append(text)


def group_row(pattern: BaseOxmlElement) -> BaseOxmlElement:
    """Return an empty bold line over all columns that stays with the row below."""
    row = deepcopy(pattern)
    first, *others = row.tc_lst
    for cell in others:
        row.remove(cell)
    first.grid_span = len(others) + 1
    first.width = sum((cell.width for cell in others), first.width)
    next(first.iter(qn("w:jc"))).set(qn("w:val"), "left")
    next(first.iter(qn("w:b"))).attrib.clear()
    for properties in row.iter(qn("w:pPr")):
        properties.insert(0, OxmlElement("w:keepNext"))
    return row
