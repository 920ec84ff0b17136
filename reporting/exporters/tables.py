"""Ruled tables, built from copied rows: 5,000 rows stay linear."""

from collections.abc import Mapping, Sequence
from copy import deepcopy

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import Table

from kehoach.lib.text import printable
from reporting.exporters import official
from reporting.exporters.columns import (
    Row,
    alignment,
    column_widths,
    shares_of,
    shown,
)

#: Left and right margin inside a cell, in twips.
PADDING = 70


def add_table(
    document: Document,
    heads: Sequence[str],
    rows: Sequence[Row],
    *,
    width_mm: float,
    weights: Sequence[int] = (),
    totals: Row = (),
    groups: Mapping[int, str] | None = None,
) -> Table:
    """Add a ruled table whose head repeats on every page.

    `groups` says which bold line over all columns stands before which row.
    """
    size = 12 if len(heads) < 7 else 11
    every = [*rows, totals] if totals else list(rows)
    sides = [alignment(head, [row[i] for row in rows]) for i, head in enumerate(heads)]
    shares = shares_of(weights, sides)
    widths = column_widths(heads, every, width_mm, weights=shares, size=size)
    table = document.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    set_grid(table, widths)
    add_head_row(table, heads, widths, size)
    add_rows(table, row_of(widths, sides, size=size), rows, groups or {})
    if totals:
        table._tbl.append(filled(row_of(widths, sides, size=size, bold=True), totals))
    keep_last_rows(table)
    return table


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


def add_head_row(
    table: Table, heads: Sequence[str], widths: Sequence[float], size: float
) -> None:
    """Add the bold head and let it repeat on every page."""
    sides = ["center"] * len(heads)
    row = filled(row_of(widths, sides, size=size, bold=True), heads)
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    keep_with_next(row)
    table._tbl.append(row)


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
    """Give a cell one aligned paragraph with one empty text."""
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
    run.append(text)


def filled(row: BaseOxmlElement, values: Row) -> BaseOxmlElement:
    """Write the values into an empty row."""
    texts = list(row.iter(qn("w:t")))
    for text, value in zip(texts, values, strict=True):
        first, *more = shown(value).split("\n")
        text.text = first
        for line in more:
            following = deepcopy(text)
            following.text = line
            text.getparent().extend([OxmlElement("w:br"), following])
    return row


def add_rows(
    table: Table,
    pattern: BaseOxmlElement,
    rows: Sequence[Row],
    groups: Mapping[int, str],
) -> None:
    """Copy the pattern once per row, with the lines over all columns between."""
    for position, values in enumerate(rows):
        if position in groups:
            table._tbl.append(group_row(pattern, groups[position]))
        table._tbl.append(filled(deepcopy(pattern), values))


def group_row(pattern: BaseOxmlElement, text: str) -> BaseOxmlElement:
    """Return a bold line over all columns that stays with the row below."""
    row = deepcopy(pattern)
    first, *others = row.tc_lst
    for cell in others:
        row.remove(cell)
    first.grid_span = len(others) + 1
    first.width = sum((cell.width for cell in others), first.width)
    next(first.iter(qn("w:jc"))).set(qn("w:val"), "left")
    next(first.iter(qn("w:b"))).attrib.clear()
    next(first.iter(qn("w:t"))).text = printable(text)
    keep_with_next(row)
    return row


def keep_with_next(row: BaseOxmlElement) -> None:
    """Keep a row on the page of the row that follows."""
    for properties in row.iter(qn("w:pPr")):
        properties.insert(0, OxmlElement("w:keepNext"))


def keep_last_rows(table: Table) -> None:
    """Keep the last rows on the page of what ends the annex."""
    for row in table._tbl.tr_lst[-3:]:
        if row.find(f".//{qn('w:keepNext')}") is None:
            keep_with_next(row)
