"""The report that an agency sends for a period, drafted for signing."""

from docx.document import Document

from kehoach.lib.numbers import roman
from reporting.exporters import official, parts
from reporting.facts import DutyFact, UnitReportFacts

KIND = "Báo cáo"
NOTHING_DONE = "Chưa có nội dung cập nhật trong kỳ."


def render_unit_report(facts: UnitReportFacts) -> bytes:
    """Return the draft as a DOCX file; number, day and signature come outside."""
    document = official.start_document(f"{KIND} {facts.subject}")
    parts.add_head(document, facts.head)
    parts.add_title(document, KIND, facts.subject)
    parts.add_addressees(document, facts.addressees)
    official.body(document, facts.opening)
    official.heading(document, f"{roman(1)}. Kết quả thực hiện", 1)
    for position, duty in enumerate(facts.duties, 1):
        add_duty(document, position, duty)
    if not facts.duties:
        official.body(document, "Không có nhiệm vụ phải báo cáo trong kỳ.")
    add_list(document, f"{roman(2)}. Khó khăn, vướng mắc", facts.difficulties)
    add_list(document, f"{roman(3)}. Kiến nghị, đề xuất", facts.recommendations)
    parts.add_last(document, last_words(facts))
    parts.add_closing(document, facts.signature, facts.recipients)
    return document.to_bytes()


def last_words(facts: UnitReportFacts) -> str:
    """Return the sentence that ends the report."""
    name = facts.addressees[0] if facts.addressees else "cấp có thẩm quyền"
    return f"Trên đây là báo cáo của {facts.head.body}, kính gửi {name} tổng hợp"


def add_duty(document: Document, position: int, duty: DutyFact) -> None:
    """Add one duty: what was done, the figures and the proof line by line."""
    official.heading(document, f"{position}. {duty.title} ({duty.code})", 2)
    for text in duty.done:
        official.body(document, text)
    figures = [figure_line(label, value) for label, value in duty.figures]
    for name, texts in (("Số liệu", figures), ("Minh chứng", duty.evidence)):
        if texts:
            official.body(document, f"{name}:", keep=True)
        for text in parts.ended(texts):
            official.body(document, f"- {text}")
    if not (duty.done or duty.figures or duty.evidence):
        official.body(document, NOTHING_DONE)


def figure_line(label: str, value: str) -> str:
    """Return «Số cuộc họp: 12 cuộc», or a question with its answer."""
    return f"{label} {value}" if label.endswith("?") else f"{label}: {value}"


def add_list(document: Document, heading: str, texts: tuple[str, ...]) -> None:
    """Add a heading with its lines, or say that there is nothing."""
    official.heading(document, heading, 1)
    for text in texts or ("Không có.",):
        official.body(document, text)
