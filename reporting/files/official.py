"""Building blocks of an official document (NĐ 30/2020/NĐ-CP Phụ lục I).

Sizes follow the decree's own samples: 13 for quốc hiệu's tiêu ngữ, number and place,
12 for the names of bodies and recipients' heading, 14 for the text.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, Twips
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from kehoach.lib.text import printable
from reporting.files.paper import Paper

FONT = "Times New Roman"
SCRIPTS = ("ascii", "hAnsi", "cs", "eastAsia")
BODY = 14
#: A4 with margins top and bottom 20, left 30, right 20 mm.
TEXT_WIDTH = 160
LANDSCAPE_WIDTH = 297 - 30 - 20
LONG_SIDE, SHORT_SIDE = Twips(16838), Twips(11906)
#: Moment written into every package, so that equal facts give equal bytes.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
#: What may follow a border in a paragraph's properties (the schema has an order).
AFTER_BORDERS = (
    *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"),
    *("w:outlineLvl", "w:rPr", "w:sectPr"),
)
#: The hyphen between the letters of a symbol, as in 07/2025/NQ-HĐND.
SYMBOL_HYPHEN = re.compile(r"(?<=[A-ZĐ])-(?=[A-ZĐ])")
AFTER_NUMBERING = ("w:cols", "w:titlePg", "w:docGrid")


def start_document(title: str) -> Paper:
    """Return an empty A4 document in Times New Roman 14 with page numbers on top."""
    document = Paper(docx.Document())
    set_defaults(document)
    set_page(document.sections[0])
    add_page_number(document.sections[0])
    properties = document.core_properties
    properties.title, properties.author = printable(title)[:255], ""
    properties.comments, properties.language = "", "vi-VN"
    properties.created = properties.modified = EPOCH
    drop_thumbnail(document)
    return document


def set_defaults(document: Document) -> None:
    """Make Times New Roman 14, single lines, Vietnamese the default of everything."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing, layout.widow_control = 1.0, True
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        name_font(fonts)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")


def name_font(fonts: BaseOxmlElement) -> None:
    """Name the typeface for every script, over any theme."""
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in SCRIPTS:
        fonts.set(qn(f"w:{script}"), FONT)


def drop_thumbnail(document: Document) -> None:
    """Drop the picture that the library's empty document brings along."""
    relations = document.part.package.rels
    for key in [key for key, rel in relations.items() if "thumbnail" in rel.reltype]:
        del relations[key]


def set_page(section: Section, *, landscape: bool = False) -> None:
    """Give the section A4 and the decree's margins."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width = LONG_SIDE if landscape else SHORT_SIDE
    section.page_height = SHORT_SIDE if landscape else LONG_SIDE
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)


def add_page_number(section: Section) -> None:
    """Put the page's number in the middle of the top margin, not on page 1."""
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    section.first_page_header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run()
    set_font(run, 13)
    for kind in ("begin", "", "separate", "text", "end"):
        run._r.append(field_part(kind))


def field_part(kind: str) -> BaseOxmlElement:
    """Return one part of the PAGE field."""
    if kind in {"", "text"}:
        element = OxmlElement("w:t" if kind else "w:instrText")
        element.text = "2" if kind else "PAGE"
        return element
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def new_section(document: Document, *, landscape: bool) -> Section:
    """Start an annex on a new page with page numbers of its own."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    set_page(section, landscape=landscape)
    properties = section._sectPr
    if properties.find(qn("w:pgNumType")) is None:
        numbering = OxmlElement("w:pgNumType")
        numbering.set(qn("w:start"), "1")
        properties.insert_element_before(numbering, *AFTER_NUMBERING)
    section.different_first_page_header_footer = True
    return section


def set_font(
    run: Run, size: float, *, bold: bool = False, italic: bool = False
) -> None:
    """Give a run its size and style in Times New Roman."""
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    name_font(run._r.get_or_add_rPr().get_or_add_rFonts())


def write(
    paragraph: Paragraph,
    text: str,
    *,
    size: float = BODY,
    bold: bool = False,
    italic: bool = False,
    align: ALIGN = ALIGN.CENTER,
) -> Paragraph:
    """Write one run of text into a paragraph; symbols such as NQ-HĐND do not break."""
    paragraph.alignment = align
    run = paragraph.add_run()
    for number, line in enumerate(printable(text).split("\n")):
        if number:
            run.add_break()
        for position, part in enumerate(SYMBOL_HYPHEN.split(line)):
            if position:
                run._r.append(OxmlElement("w:noBreakHyphen"))
            run.add_text(part)
    set_font(run, size, bold=bold, italic=italic)
    return paragraph


def body(document: Document, text: str, *, keep: bool = False) -> None:
    """Add body text, justified; every line that a person typed is a paragraph, since
    a broken justified line would be stretched.
    """
    for line in printable(text).split("\n"):
        paragraph = write(document.add_paragraph(), line.strip(), align=ALIGN.JUSTIFY)
        lay_out(paragraph, keep=keep)


def add_heading(document: Document, text: str, level: int) -> None:
    """Add «I. TÊN MỤC», «1. Tên khoản» or «a) Tên điểm» at body indent."""
    words = " ".join(printable(text).split())
    paragraph = write(
        document.add_paragraph(),
        words.upper() if level == 1 else words,
        bold=level < 3,
        align=ALIGN.LEFT,
    )
    lay_out(paragraph, keep=True)


def lay_out(paragraph: Paragraph, *, keep: bool) -> None:
    """Give a paragraph first line 12,7 mm, 6 pt after, line 1,15."""
    layout = paragraph.paragraph_format
    layout.first_line_indent, layout.space_after = Mm(12.7), Pt(6)
    layout.line_spacing, layout.keep_with_next = 1.15, keep or None


def rule(paragraph: Paragraph, length_mm: float, room_mm: float) -> None:
    """Make an empty paragraph a thin line of the given length, in the middle."""
    side = Mm(max(room_mm - length_mm, 0) / 2)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = side
    layout.space_before, layout.line_spacing = Pt(3), Pt(3)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1")):
        line.set(qn(f"w:{name}"), value)
    line.set(qn("w:color"), "000000")
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


def frame(document: Document, widths_mm: Sequence[float], rows: int = 1) -> Table:
    """Add a borderless table with exact column widths whose rows do not split."""
    table = document.add_table(rows=rows, cols=len(widths_mm))
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)
    return table
