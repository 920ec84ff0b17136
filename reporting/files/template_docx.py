"""The yearly report through an office's own Word template; annexes by our own tables."""

import re
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from reporting.facts.report import YearlyFacts
from reporting.files import official
from reporting.files.paper import Paper
from reporting.files.template_words import tidy, values
from reporting.files.yearly_docx import add_annexes

TABLE_STYLE = "Table Grid"


class StrictTemplate(DocxTemplate):  # type: ignore[misc] # the library is not typed
    """Broken XML is an error here; the library would drop what it cannot read."""

    def fix_tables(self, xml: str) -> Any:
        """Return the body; raises XMLSyntaxError."""
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False))

    def render_xml_part(
        self,
        src_xml: str,
        part: Any,
        context: dict[str, Any],
        jinja_env: ImmutableSandboxedEnvironment,
    ) -> str:
        """Return the part filled; the library would read «{_{» in what agencies wrote
        as its own way to print «{{».
        """
        self.current_rendering_part = part
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml)
        made = jinja_env.from_string(source).render(context)
        return str(self.resolve_listing(re.sub(r"\n<w:p([ >])", r"<w:p\1", made)))


def environment() -> ImmutableSandboxedEnvironment:
    """Return the sandbox: every text is escaped, every unknown name is an error."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def render_with(template: bytes, facts: YearlyFacts) -> bytes:
    """Return the report as DOCX; equal facts and equal template give equal bytes.

    Raises jinja2's TemplateError or lxml's XMLSyntaxError for a template that was not
    looked at by `template_check`.
    """
    filled = StrictTemplate(BytesIO(template))
    filled.render(values(facts), environment(), autoescape=True)
    written = BytesIO()
    filled.docx.save(written)
    document = Paper(docx.Document(BytesIO(written.getvalue())))
    tidy(document.element.body)
    ensure_table_style(document)
    add_annexes(document, facts)
    properties = document.core_properties
    properties.created = properties.modified = official.EPOCH
    return document.to_bytes()


def ensure_table_style(document: Document) -> None:
    """Bring the style of ruled tables along if the template has none of that name."""
    if TABLE_STYLE in [style.name for style in document.styles]:
        return
    style = docx.Document().styles[TABLE_STYLE].element
    document.styles.element.append(style)
