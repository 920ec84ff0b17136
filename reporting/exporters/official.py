"""Building blocks of an official document (NĐ 30/2020/NĐ-CP Phụ lục I).

Sizes follow the decree's own samples: 13 for quốc hiệu's tiêu ngữ, number and place,
12 for the names of bodies and recipients' heading, 14 for the text.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from kehoach.lib.text import printable

FONT = "Times New Roman"
BODY = 14
#: A4 with margins top and bottom 20, left 30, right 20 mm; text width 160 mm.
MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 20}
TEXT_WIDTH = 160
LANDSCAPE_WIDTH = 297 - 30 - 20
#: Moment written into every package, so that equal facts give equal bytes.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def start_document(title: str) -> Document:
    """Return an empty A4 document in Times New Roman 14 with page numbers on top."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    set_page(document.sections[0])
    add_page_number(document.sections[0])
    properties = document.core_properties
    properties.title, properties.author = printable(title), ""
    properties.comments, properties.language = "", "vi-VN"
    properties.created = properties.modified = EPOCH
    return document


def set_page(section: Section, *, landscape: bool = False) -> None:
    """Give the section A4 and the decree's margins."""
    width, height = (297, 210) if landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = Mm(10)
    if not landscape:
        page = section._sectPr.find(qn("w:pgSz"))
        page.attrib.pop(qn("w:orient"), None)
        page.set(qn("w:w"), "11906")
        page.set(qn("w:h"), "16838")


def add_page_number(section: Section) -> None:
    """Put the page's number in the middle of the top margin, not on page 1."""
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    section.first_page_header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run()
    set_font(run, 13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        tag = "w:fldChar" if kind else "w:instrText"
        element = OxmlElement(tag)
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def new_section(document: Document, *, landscape: bool) -> Section:
    """Start an annex on a new page with page numbers of its own."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    set_page(section, landscape=landscape)
    numbering = section._sectPr.find(qn("w:pgNumType"))
    if numbering is None:
        numbering = OxmlElement("w:pgNumType")
        section._sectPr.append(numbering)
    numbering.set(qn("w:start"), "1")
    section.different_first_page_header_footer = True
    return section


def set_font(
    run: object, size: float, *, bold: bool = False, italic: bool = False
) -> None:
    """Give a run its size and style in Times New Roman."""
    run.font.size, run.font.name = Pt(size), FONT  # type: ignore[attr-defined] # docx run
    run.bold, run.italic = bold, italic  # type: ignore[attr-defined] # docx run
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()  # type: ignore[attr-defined] # docx run
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def write(
    paragraph: Paragraph,
    text: str,
    *,
    size: float = BODY,
    bold: bool = False,
    italic: bool = False,
    align: ALIGN = ALIGN.CENTER,
) -> Paragraph:
    """Write one run of text into a paragraph."""
    paragraph.alignment = align
    set_font(paragraph.add_run(printable(text)), size, bold=bold, italic=italic)
    return paragraph


def body(
    document: Document, text: str, *, bold: bool = False, italic: bool = False
) -> Paragraph:
    """Add a body paragraph: justified, first line 12,7 mm, 6 pt after, line 1,15."""
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.first_line_indent, layout.space_after = Mm(12.7), Pt(6)
    layout.line_spacing = 1.15
    return write(paragraph, text, bold=bold, italic=italic, align=ALIGN.JUSTIFY)


def heading(document: Document, text: str, level: int) -> Paragraph:
    """Add «I. TÊN MỤC», «1. Tên khoản» or «a) Tên điểm» at body indent."""
    words = text.upper() if level == 1 else text
    paragraph = body(document, words, bold=level < 3)
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def rule(cell: _Cell, share_mm: float, cell_mm: float) -> None:
    """Draw a line of the given length, centred, below what the cell holds."""
    paragraph = cell.add_paragraph()
    side = Mm((cell_mm - share_mm) / 2)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = side
    layout.line_spacing = Pt(4)
    border(paragraph, "top")


def centred_rule(document: Document, length_mm: float) -> None:
    """Draw a line of the given length in the middle of the text width."""
    paragraph = document.add_paragraph()
    side = Mm((TEXT_WIDTH - length_mm) / 2)
    paragraph.paragraph_format.left_indent = side
    paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.line_spacing = Pt(8)
    border(paragraph, "top")


def border(paragraph: Paragraph, edge: str) -> None:
    """Give one edge of a paragraph a thin black line."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{edge}")
    for name, value in (
        ("val", "single"),
        ("sz", "6"),
        ("space", "1"),
        ("color", "000000"),
    ):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def frame(document: Document, widths_mm: Sequence[float]) -> Table:
    """Add a borderless table of one row with exact column widths."""
    table = document.add_table(rows=1, cols=len(widths_mm))
    table.autofit = False
    for column, cell, width in zip(
        table.columns, table.rows[0].cells, widths_mm, strict=True
    ):
        column.width = cell.width = Mm(width)
    return table


def first(cell: _Cell) -> Paragraph:
    """Return the paragraph that an empty cell already has."""
    return cell.paragraphs[0]


def lines(
    cell: _Cell, texts: Iterable[str], *, size: float, bold: bool = False
) -> None:
    """Write several centred lines into a cell."""
    for position, text in enumerate(texts):
        paragraph = first(cell) if position == 0 else cell.add_paragraph()
        write(paragraph, text, size=size, bold=bold)


def to_bytes(document: Document) -> bytes:
    """Return the file; equal documents give equal bytes (no clock in the package)."""
    raw, stable = BytesIO(), BytesIO()
    document.save(raw)
    with ZipFile(raw) as source, ZipFile(stable, "w", ZIP_DEFLATED) as target:
        for name in sorted(
            source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)
        ):
            target.writestr(
                ZipInfo(name, (2000, 1, 1, 0, 0, 0)), source.read(name), ZIP_DEFLATED
            )
    return stable.getvalue()
