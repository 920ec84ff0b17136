"""The words of a DOCX in reading order, for when no PDF can be made of it."""

from io import BytesIO

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph


def text_of_docx(content: bytes) -> str:
    """Return the paragraphs, those of tables cell by cell, one to a line."""
    document = docx.Document(BytesIO(content))
    found = document.element.body.iter(qn("w:p"))
    return "\n".join(Paragraph(each, document._body).text for each in found)
