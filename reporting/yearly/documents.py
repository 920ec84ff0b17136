"""The report as a file: facts in, bytes out, safe headers."""

from collections.abc import Callable

from django.http import HttpResponse

from kehoach.site.downloads import saved_as_file
from reporting.facts.report import YearlyFacts
from reporting.files.template_docx import render_with
from reporting.files.yearly_docx import render_docx
from reporting.files.yearly_xlsx import render_xlsx

DOCX, XLSX = "docx", "xlsx"
#: Kind → renderer.
DOCUMENT_KINDS: dict[str, Callable[[YearlyFacts], bytes]] = {
    DOCX: render_docx,
    XLSX: render_xlsx,
}


def rendered(facts: YearlyFacts, kind: str, template: bytes | None = None) -> bytes:
    """Return the report as the bytes of a file of this kind; a DOCX is laid out by the
    office's template if there is one.
    """
    if kind == DOCX and template is not None:
        return render_with(template, facts)
    return DOCUMENT_KINDS[kind](facts)


def as_attachment(
    facts: YearlyFacts, kind: str, *, name: str, template: bytes | None = None
) -> HttpResponse:
    """Return the report as a download that no browser opens in place."""
    return attachment(rendered(facts, kind, template), kind, name=name)


def attachment(content: bytes, kind: str, *, name: str) -> HttpResponse:
    """Return the bytes of a file as a download that no browser opens in place."""
    return saved_as_file(content, f"{name}.{kind}")
