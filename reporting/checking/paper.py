"""A DOCX as the rules see it: its parts in order, with the formatting that holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

Block = Paragraph | Table
CLOSING = "Nơi nhận"


@dataclass(frozen=True)
class PaperLine:
    """A paragraph with text, and the formatting of its first written run."""

    paragraph: Paragraph
    text: str
    size: float
    bold: bool
    italic: bool

    @property
    def where(self) -> str:
        """Return the beginning of the text, to find the place by."""
        return f"«{self.text[:50]}»"

    @property
    def is_centred(self) -> bool:
        """Return whether the paragraph stands in the middle."""
        return paragraph_alignment(self.paragraph) == "center"


def _inherited(paragraph: Paragraph, path: str) -> Any:
    """Return the value that paragraph, styles and defaults give, the nearest first."""
    group, name = path.split(".")
    style = paragraph.style
    direct = getattr(paragraph.paragraph_format, name) if group == "layout" else None
    if direct is not None:
        return direct
    while style is not None:
        holder = style.paragraph_format if group == "layout" else style.font
        found = getattr(holder, name)
        if found is not None:
            return found
        style = style.base_style
    return None


def layout(paragraph: Paragraph, name: str) -> Any:
    """Return a property of the paragraph's layout as it holds."""
    return _inherited(paragraph, f"layout.{name}")


def paragraph_alignment(paragraph: Paragraph) -> str:
    """Return left, center, right or both."""
    found = layout(paragraph, "alignment")
    names = {0: "left", 1: "center", 2: "right", 3: "both"}
    return "left" if found is None else names.get(int(found), "left")


def font(run: Run, paragraph: Paragraph, name: str) -> Any:
    """Return a property of the run's font as it holds."""
    direct = getattr(run.font, name)
    return direct if direct is not None else _inherited(paragraph, f"font.{name}")


def _line_of(paragraph: Paragraph) -> PaperLine | None:
    """Return the paragraph as a line; None when it is empty."""
    text = " ".join(paragraph.text.split())
    runs = [run for run in paragraph.runs if run.text.strip()]
    if not text or not runs:
        return None
    size = font(runs[0], paragraph, "size") or Pt(10)
    return PaperLine(
        paragraph,
        text,
        size.pt,
        all(font(run, paragraph, "bold") for run in runs),
        all(font(run, paragraph, "italic") for run in runs),
    )


def paper_lines(paragraphs: list[Paragraph]) -> list[PaperLine]:
    """Return the paragraphs that say something."""
    return [line for each in paragraphs if (line := _line_of(each))]


class CheckedPaper:
    """The document: head, text, closing and annexes."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.parts = _split(document)

    @cached_property
    def head(self) -> Table | None:
        """Return the table with bodies, nation, number and place."""
        first = next((b for b in self.parts[0] if isinstance(b, Table)), None)
        return first if first is not None and len(first.columns) == 2 else None

    def head_lines(self, side: int) -> list[PaperLine]:
        """Return the lines on the left (0) or right (1) of the head, from the top."""
        if self.head is None:
            return []
        cells: list[_Cell] = [row.cells[side] for row in self.head.rows]
        return paper_lines([p for cell in cells for p in cell.paragraphs])

    @cached_property
    def closing(self) -> Table | None:
        """Return the table with «Nơi nhận» and the signer."""
        tables = [b for b in self.parts[0] if isinstance(b, Table)]
        found = [t for t in tables if t.rows and CLOSING in t.rows[0].cells[0].text]
        return found[-1] if found else None

    def closing_lines(self, side: int) -> list[PaperLine]:
        """Return the lines on the left (0) or right (1) of the closing."""
        if self.closing is None:
            return []
        return paper_lines(list(self.closing.rows[0].cells[side].paragraphs))

    @cached_property
    def between(self) -> list[PaperLine]:
        """Return the lines of the main part outside tables."""
        return paper_lines([b for b in self.parts[0] if isinstance(b, Paragraph)])

    @cached_property
    def title(self) -> PaperLine | None:
        """Return «BÁO CÁO»; a letter has none."""
        first = self.between[0] if self.between else None
        return first if first and first.is_centred and first.text.isupper() else None

    @cached_property
    def body(self) -> list[PaperLine]:
        """Return the text: what is neither centred above it nor a list of addressees."""
        rows = list(self.between)
        while rows and (
            rows[0].is_centred or rows[0].text.startswith(("Kính gửi", "-"))
        ):
            rows.pop(0)
        return rows

    @cached_property
    def annexes(self) -> list[list[Block]]:
        """Return the parts after the first section, each an annex."""
        return self.parts[1:]

    def every_run(self) -> Iterator[tuple[Run, Paragraph]]:
        """Yield every run of the document with its paragraph, tables too."""
        for element in self.document.element.body.iter(qn("w:p")):
            paragraph = Paragraph(element, self.document._body)
            for run in paragraph.runs:
                if run.text.strip():
                    yield run, paragraph


def _split(document: Document) -> list[list[Block]]:
    """Return the blocks of each section."""
    parts: list[list[Block]] = [[]]
    for block in document.iter_inner_content():
        parts[-1].append(block)
        if (
            isinstance(block, Paragraph)
            and block._p.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
        ):
            parts.append([])
    return parts if parts[-1] or len(parts) == 1 else parts[:-1]


def read(content: bytes) -> CheckedPaper:
    """Return the file as a paper; ValueError when it is not a DOCX."""
    try:
        return CheckedPaper(docx.Document(BytesIO(content)))
    except (BadZipFile, KeyError, ValueError) as error:
        message = "Không mở được: tệp không phải DOCX."
        raise ValueError(message) from error
