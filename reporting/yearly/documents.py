"""The report as a file: facts in, bytes out, safe headers."""

from collections.abc import Callable

from django.http import HttpResponse

from reporting.facts.report import YearlyFacts
from reporting.files.template_docx import render_with
from reporting.files.yearly_docx import render_docx
from reporting.files.yearly_xlsx import render_xlsx

DOCX, XLSX = "docx", "xlsx"
_OFFICE = "application/vnd.openxmlformats-officedocument"
#: Kind → content type and renderer.
DOCUMENT_KINDS: dict[str, tuple[str, Callable[[YearlyFacts], bytes]]] = {
    DOCX: (f"{_OFFICE}.wordprocessingml.document", render_docx),
    XLSX: (f"{_OFFICE}.spreadsheetml.sheet", render_xlsx),
}


def rendered(facts: YearlyFacts, kind: str, template: bytes | None = None) -> bytes:
    """Return the report as the bytes of a file of this kind; a DOCX is laid out by the
    office's template if there is one.
    """
    if kind == DOCX and template is not None:
        return render_with(template, facts)
    return DOCUMENT_KINDS[kind][1](facts)


def as_attachment(
    facts: YearlyFacts, kind: str, *, name: str, template: bytes | None = None
) -> HttpResponse:
    """Return the report as a download that no browser opens in place."""
    return attachment(rendered(facts, kind, template), kind, name=name)


def attachment(content: bytes, kind: str, *, name: str) -> HttpResponse:
    """Return the bytes of a file as a download that no browser opens in place."""
    response = HttpResponse(content, content_type=DOCUMENT_KINDS[kind][0])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
