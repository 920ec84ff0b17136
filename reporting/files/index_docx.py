"""«Mục lục hồ sơ» as DOCX: the head of an official document, then lists on wide pages.

It is no document that somebody issues: number, place and signature have no line.
"""

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt

from reporting.facts.index import IndexFacts, IndexTable
from reporting.files import official, parts
from reporting.files.paper import Paper
from reporting.files.tables import add_table


def render_index(facts: IndexFacts) -> bytes:
    """Return the index as a DOCX file; equal facts give equal bytes."""
    document = official.start_document(f"{facts.title} {facts.subject}")
    table = official.frame(document, (parts.LEFT, parts.RIGHT))
    parts.add_bodies(table.cell(0, 0), facts.head)
    parts.add_nation(table.cell(0, 1))
    parts.add_title(document, facts.title, facts.subject)
    for text in facts.opening:
        official.body(document, text)
    official.new_section(document, landscape=True)
    for each in facts.tables:
        add_list(document, each)
    return document.to_bytes()


def add_list(document: Paper, table: IndexTable) -> None:
    """Add a titled list, or the sentence that says it is empty."""
    title = official.write(
        document.add_paragraph(), table.title, size=14, bold=True, align=ALIGN.LEFT
    )
    layout = title.paragraph_format
    layout.space_before, layout.space_after = Pt(12), Pt(6)
    layout.keep_with_next = True
    if not table.rows:
        official.body(document, table.nothing)
        return
    add_table(
        document,
        table.heads,
        table.rows,
        width_mm=official.LANDSCAPE_WIDTH,
        weights=table.weights,
        groups=table.groups,
    )
