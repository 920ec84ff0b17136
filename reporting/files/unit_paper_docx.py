"""A report or a plan that an agency signs, as DOCX; number and day come outside."""

from collections.abc import Iterable

from docx.document import Document

from reporting.facts.papers import UnitPaper
from reporting.facts.report import ReportSection
from reporting.files import official, parts
from reporting.files.annexes import add_annex


def render_unit_paper(paper: UnitPaper) -> bytes:
    """Return the paper, with its annex if it has one."""
    document = official.start_document(f"{paper.kind} {paper.subject}")
    parts.add_head(document, paper.head)
    parts.add_title(document, paper.kind, paper.subject)
    if paper.addressees:
        parts.add_addressees(document, paper.addressees)
    for text in paper.opening:
        official.body(document, text)
    _add_sections(document, paper.sections)
    parts.add_last(document, paper.last)
    parts.add_closing(document, paper.signature, paper.recipients, unnamed="")
    if paper.annex:
        guide = parts.guide_line(paper.kind, paper.head)
        add_annex(document, paper.annex, guide, dict(paper.groups))
    return document.to_bytes()


def _add_sections(document: Document, sections: Iterable[ReportSection]) -> None:
    """Add each heading with its paragraphs and what stands below it."""
    for section in sections:
        official.add_heading(document, section.heading, section.level)
        for text in section.paragraphs:
            official.body(document, text)
        _add_sections(document, section.children)
