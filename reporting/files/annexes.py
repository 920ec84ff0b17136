"""An annex: a section of its own with number, name, guide line and table."""

from collections.abc import Mapping

from docx.shared import Pt

from reporting.facts.report import AnnexTable
from reporting.files import official
from reporting.files.paper import Paper
from reporting.files.tables import add_table

#: More columns than these lie on a landscape page.
UPRIGHT_COLUMNS = 7
_NOTHING = "Không có số liệu trong kỳ."


def is_wide(annex: AnnexTable) -> bool:
    """Return whether the annex lies on landscape pages: as chosen, else by columns."""
    if annex.landscape is not None:
        return annex.landscape
    return annex.wide and len(annex.heads) > UPRIGHT_COLUMNS


def add_annex(
    document: Paper,
    annex: AnnexTable,
    guide: str,
    groups: Mapping[int, str] | None = None,
) -> None:
    """Add an annex; a document's only annex has no number."""
    official.new_section(document, landscape=is_wide(annex))
    number = f"Phụ lục {annex.number}".strip()
    for text in (number, annex.title.upper()):
        official.write(document.add_paragraph(), text, size=14, bold=True)
    line = official.write(document.add_paragraph(), guide, size=13, italic=True)
    line.paragraph_format.space_after = Pt(8)
    if annex.rows:
        width = official.LANDSCAPE_WIDTH if is_wide(annex) else official.TEXT_WIDTH
        add_table(
            document,
            annex.heads,
            annex.rows,
            width_mm=width,
            weights=annex.widths,
            totals=annex.totals,
            groups=groups,
        )
        gap = document.add_paragraph().paragraph_format
        gap.line_spacing, gap.keep_with_next = Pt(6), True
    note = annex.note or ("" if annex.rows else _NOTHING)
    official.body(document, f"{note.rstrip('. ')}./.")
