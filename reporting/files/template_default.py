"""The shipped layout as a Word template: what an office downloads to edit in Word.

Built from the same blocks as the report itself, then every text that changes is replaced
by its variable; so template and report never drift apart.
"""

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from reporting.facts.report import DocumentHead, YearlyFacts
from reporting.files import official, parts
from reporting.files.paper import Paper
from reporting.files.tables import add_table
from reporting.files.yearly_docx import REPORT_KIND


def template_of(facts: YearlyFacts) -> bytes:
    """Return the template; the rules below names are as long as these facts need."""
    document = official.start_document(REPORT_KIND)
    parts.add_head(document, facts.head)
    name_head(document, facts.head)
    parts.add_title(document, REPORT_KIND, facts.subject)
    parts.add_addressees(document, ("x",))
    name_title(document, facts)
    loop(document, "doan in mo_dau", ("{{ doan }}",))
    _add_sections(document)
    mark(document, "{%p if dan_phu_luc %}")
    official.body(document, "{{ dan_phu_luc }}")
    mark(document, "{%p endif %}")
    parts.add_last(document, "x")
    retext(document.paragraphs[-1], "{{ cau_ket }}")
    _add_closing(document, facts)
    bring_table_style(document)
    return document.to_bytes()


def retext(paragraph: Paragraph, text: str) -> None:
    """Replace what the paragraph says; the first run's looks stay."""
    first, *others = paragraph.runs
    for run in others:
        run._r.getparent().remove(run._r)
    first.text = text


def name_head(document: Paper, head: DocumentHead) -> None:
    """Put the variables of the head into its cells."""
    table = document.tables[0]
    lines = table.cell(0, 0).paragraphs
    if head.parent_body:
        retext(lines[0], "{{ co_quan_cap_tren }}")
    retext(lines[-2], "{{ co_quan }}")
    retext(table.cell(1, 0).paragraphs[0], "Số: {{ so_ky_hieu }}")
    retext(table.cell(1, 1).paragraphs[0], "{{ dia_danh_ngay }}")


def name_title(document: Paper, facts: YearlyFacts) -> None:
    """Put the variables of kind, subject and addressee into their lines."""
    for paragraph in document.paragraphs:
        if paragraph.text == REPORT_KIND.upper():
            retext(paragraph, "{{ ten_loai }}")
        elif paragraph.runs and paragraph.text.startswith(facts.subject[:20]):
            retext(paragraph, "{{ trich_yeu }}")
        elif paragraph.text.startswith(parts.TO):
            retext(paragraph, f"{parts.TO} {{{{ kinh_gui }}}}")


def mark(document: Paper, text: str) -> None:
    """Add a line that steers and does not print."""
    official.write(document.add_paragraph(), text, size=9, align=ALIGN.LEFT)


def loop(document: Paper, what: str, lines: tuple[str, ...]) -> None:
    """Add body lines that repeat."""
    mark(document, f"{{%p for {what} %}}")
    for line in lines:
        official.body(document, line)
    mark(document, "{%p endfor %}")


def _add_sections(document: Paper) -> None:
    """Add the sections: a heading by level, paragraphs, the targets' table."""
    mark(document, "{%p for muc in cac_muc %}")
    for word, level in (("if", 1), ("elif", 2), ("else", 3)):
        asked = "" if word == "else" else f" muc.cap == {level}"
        mark(document, f"{{%p {word}{asked} %}}")
        official.add_heading(document, "x", level)
        retext(document.paragraphs[-1], "{{ muc.tieu_de }}")
    mark(document, "{%p endif %}")
    loop(document, "doan in muc.cac_doan", ("{{ doan }}",))
    mark(document, "{%p if muc.bang_muc_tieu %}")
    mark(document, "{{p muc.bang_muc_tieu }}")
    mark(document, "{%p endif %}")
    mark(document, "{%p endfor %}")


def _add_closing(document: Paper, facts: YearlyFacts) -> None:
    """Add recipients and signer with their variables."""
    parts.add_closing(document, facts.signature, ("x",))
    left, right = document.tables[-1].rows[0].cells
    repeat(left, left.paragraphs[1], "noi in noi_nhan", "- {{ noi }}")
    for extra in right.paragraphs[1 : max(len(facts.signature.capacity), 1)]:
        extra._p.getparent().remove(extra._p)
    repeat(right, right.paragraphs[0], "dong in chuc_vu", "{{ dong }}")
    keep_first_apart(right)
    retext(right.paragraphs[-1], "{{ nguoi_ky }}")


def keep_first_apart(cell: _Cell) -> None:
    """Give only the first line of the loop the room above it."""
    start, first, _ = cell.paragraphs[:3]
    again = official.write(cell.add_paragraph(), "{{ dong }}", size=14, bold=True)
    for words, paragraph in (("{%p if loop.first %}", start), ("{%p else %}", first)):
        steering = official.write(cell.add_paragraph(), words, size=9)
        paragraph._p.addnext(steering._p)
    end = official.write(cell.add_paragraph(), "{%p endif %}", size=9)
    first._p.getnext().addnext(again._p)
    again._p.addnext(end._p)


def repeat(cell: _Cell, line: Paragraph, what: str, text: str) -> None:
    """Make a line of a cell repeat."""
    if not line.runs:
        official.write(line, "x", size=14, bold=True)
    retext(line, text)
    for words, put in (
        (f"{{%p for {what} %}}", line._p.addprevious),
        ("{%p endfor %}", line._p.addnext),
    ):
        steering = official.write(cell.add_paragraph(), words, size=9)
        put(steering._p)


def bring_table_style(document: Paper) -> None:
    """Use the style of ruled tables once, so that Word keeps it in the file."""
    table = add_table(document, ("A",), (), width_mm=official.TEXT_WIDTH)
    table._tbl.getparent().remove(table._tbl)
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
