"""An official letter («công văn», NĐ 30/2020/NĐ-CP Mẫu 1.5) as DOCX."""

from reporting.facts.papers import LetterFacts
from reporting.files import official, parts
from reporting.files.annexes import add_annex

_KIND = "Công văn"
ABOUT = "V/v "


def render_letter(facts: LetterFacts) -> bytes:
    """Return the letter, with its annex if it has one; number, day, signature come
    outside.
    """
    about = ABOUT + facts.about.strip().removeprefix(ABOUT)
    document = official.start_document(f"{_KIND} {about}")
    parts.add_head(document, facts.head, about)
    parts.add_addressees(document, facts.addressees)
    *texts, last = facts.paragraphs or ("",)
    for text in texts:
        official.body(document, text)
    parts.add_last(document, last)
    parts.add_closing(document, facts.signature, facts.recipients)
    if facts.annex:
        guide = parts.guide_line(_KIND, facts.head)
        add_annex(document, facts.annex, guide, facts.groups)
    return document.to_bytes()
