"""Ruled tables, built from copied rows: 5,000 rows stay linear."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.table import Table

from kehoach.lib.dates import format_date
from kehoach.lib.numbers import format_number
from kehoach.lib.text import printable
from reporting.exporters import official
from reporting.exporters.widths import text_width

Row = Sequence[object]
#: Left and right margin inside a cell, in twips and together in millimetres.
PADDING, PADDING_MM = 70, 2.6
#: Heads of columns that are centred whatever they hold.
CENTRED = {"TT", "Mã"}
#: A column wishes for no more than this; a longer word is broken.
WISH_MM, LONGEST_WORD = 110, 24
#: So many of the longest texts are measured.
CANDIDATES = 20


def shown(value: object) -> str:
    """Return a cell's text: numbers as offices write them, None as «–»."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if value is None or isinstance(value, (int, Decimal)):
        return format_number(value)
    return format_date(value) if isinstance(value, date) else printable(str(value))


def alignment(head: str, values: Sequence[object]) -> str:
    """Return how a column is aligned: by what it holds, in all its rows."""
    given = [value for value in values if value not in (None, "")]
    if head in CENTRED or all(
        isinstance(value, date) or value in ("Có", "Không") for value in given
    ):
        return "center"
    return "right" if all(isinstance(v, (int, Decimal)) for v in given) else "left"


def column_widths(
    heads: Sequence[str],
    rows: Sequence[Row],
    total_mm: float,
    *,
    weights: Sequence[int],
    size: float,
) -> list[float]:
    """Return widths that break no word, then no line as far as there is room; what is
    left is shared by the weights.
    """
    columns = [{shown(row[i]) for row in rows} for i in range(len(heads))]
    least = [
        max(widest(head.split(), size, bold=True), widest(words_of(texts), size))
        + PADDING_MM
        for head, texts in zip(heads, columns, strict=True)
    ]
    if sum(least) >= total_mm:
        return [total_mm * width / sum(least) for width in least]
    wished = [
        max(min(widest(texts, size), WISH_MM) + PADDING_MM, width)
        for texts, width in zip(columns, least, strict=True)
    ]
    wider = spread(least, [w - v for w, v in zip(wished, least, strict=True)], total_mm)
    shares = list(weights) or [1] * len(heads)
    rest = [0 if head == "TT" else s for head, s in zip(heads, shares, strict=True)]
    return spread(wider, [total_mm * share for share in rest], total_mm)


def spread(
    widths: Sequence[float], wishes: Sequence[float], total_mm: float
) -> list[float]:
    """Return the widths grown by their wishes, in proportion where room is short."""
    left = total_mm - sum(widths)
    given = min(1.0, left / sum(wishes)) if sum(wishes) else 0.0
    return [width + wish * given for width, wish in zip(widths, wishes, strict=True)]


def words_of(texts: Iterable[str]) -> Iterator[str]:
    """Return the words; of a monster only what may stand on one line."""
    return (word[:LONGEST_WORD] for text in texts for word in text.split())


def widest(texts: Iterable[str], size: float, *, bold: bool = False) -> float:
    """Return the width of the widest text."""
    longest = sorted(texts, key=len, reverse=True)[:CANDIDATES]
    return max((text_width(text, size, bold=bold) for text in longest), default=0.0)


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
    widths = column_widths(heads, every, width_mm, weights=weights, size=size)
    table = document.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    set_grid(table, widths)
    add_head_row(table, heads, widths, size)
    sides = [alignment(head, [row[i] for row in rows]) for i, head in enumerate(heads)]
    pattern = row_of(widths, sides, size=size)
    add_rows(table, pattern, rows, groups or {})
    if totals:
        keep_last_rows(table)
        table._tbl.append(filled(row_of(widths, sides, size=size, bold=True), totals))
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
    style.get_or_add_sz().val = official.Pt(size)
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
    """Keep the totals on the page of the last two rows."""
    for row in table._tbl.tr_lst[-2:]:
        if row.find(f".//{qn('w:keepNext')}") is None:
            keep_with_next(row)
