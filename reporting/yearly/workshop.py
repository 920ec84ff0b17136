"""«Soạn báo cáo»: sections written by rule until an officer writes better words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import ndiff

from django.db import transaction

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import nfc
from reporting.facts.figure_marks import figure_words, unknown_keys, with_figures
from reporting.facts.report import ReportSection
from reporting.facts.report import YearlyFacts as Facts
from reporting.models import SectionText, YearlyReport
from reporting.outline.parts import numbered
from reporting.outline.wording import DRAFT
from reporting.yearly.report_words import ReportIssued
from reporting.yearly.sentences import lines
from tasks.duties.access import can_review
from tasks.duties.errors import InvalidInput, NotAllowed, StaleVersion
from tasks.duties.locks import hold
from tasks.models import Period

#: Key of what stands before part I; no section of an outline has it.
OPENING = "mo-dau"
#: Characters of one section.
_MOST = 20_000
Texts = Mapping[str, SectionText]


@dataclass(frozen=True)
class Place:
    """One section of the outline and who wrote it."""

    section: ReportSection
    text: SectionText | None

    @property
    def key(self) -> str:
        """Return what names the section wherever it stands."""
        return self.section.key

    @property
    def is_edited(self) -> bool:
        """Return whether an officer's words hold."""
        return self.text is not None and not self.text.is_automatic

    @property
    def is_confirmed(self) -> bool:
        """Return whether somebody stands for what the rules write now."""
        return is_confirmed(self.section, self.text)

    @property
    def is_waiting(self) -> bool:
        """Return whether the words are a draft that nobody stands for."""
        return self.section.is_draft and not (self.is_edited or self.is_confirmed)

    @property
    def is_empty(self) -> bool:
        """Return whether an officer still has to write it."""
        return not self.is_edited and DRAFT in self.section.paragraphs


def is_confirmed(section: ReportSection, text: SectionText | None) -> bool:
    """Return whether the words that the rules write are those that were confirmed; a
    figure that moved since makes a draft of them again.
    """
    if text is None or not text.is_automatic or not text.text:
        return False
    return tuple(lines(text.text)) == section.paragraphs


def current_texts(report: YearlyReport) -> dict[str, SectionText]:
    """Return key → the version that holds, in one query."""
    if report._state.adding:
        return {}
    rows = report.texts.select_related("author").order_by("number")
    return {row.key: row for row in rows}


def edited(facts: Facts, report: YearlyReport) -> Facts:
    """Return the facts with the officers' words in their sections, figures filled; what
    is left out leaves no gap in the numbers.
    """
    texts = current_texts(report)
    if not texts:
        return facts
    words = figure_words(facts)
    opening = [
        paragraph
        for each in _edited((_opening_of(facts),), texts, words)
        for paragraph in each.paragraphs
    ]
    sections = numbered(_edited(facts.sections, texts, words))
    return replace(facts, opening=tuple(opening), sections=sections)


def _edited(
    sections: Iterable[ReportSection], texts: Texts, words: Mapping[str, str]
) -> Iterator[ReportSection]:
    for section in sections:
        text = texts.get(section.key)
        if text and text.is_left_out:
            continue
        children = tuple(_edited(section.children, texts, words))
        if text and not text.is_automatic:
            written = tuple(with_figures(line, words) for line in lines(text.text))
            yield replace(
                section, paragraphs=written, children=children, rows=(), is_draft=False
            )
        else:
            waits = section.is_draft and not is_confirmed(section, text)
            yield replace(section, children=children, is_draft=waits)


def text_places_of(facts: Facts, report: YearlyReport) -> list[Place]:
    """Return the opening and every section as written by rule, in reading order."""
    return list(_places((_opening_of(facts), *facts.sections), current_texts(report)))


def _opening_of(facts: Facts) -> ReportSection:
    """Return the words before the first part, as a section to edit."""
    return ReportSection("Mở đầu", 1, facts.opening, key=OPENING, title="Mở đầu")


def _places(sections: Iterable[ReportSection], texts: Texts) -> Iterator[Place]:
    for section in sections:
        yield Place(section, texts.get(section.key))
        yield from _places(section.children, texts)


def text_draft_of(place: Place) -> str:
    """Return the text to edit: the officers', else what the rules wrote."""
    if place.is_edited and place.text:
        return place.text.text
    return "\n".join(place.section.paragraphs)


@transaction.atomic
def save_section(
    *,
    period: Period,
    facts: Facts,
    key: str,
    text: str,
    base: int,
    automatic: bool = False,
    confirmed: bool = False,
    left_out: bool = False,
    note: str = "",
    actor: User,
    today: date,
    now: datetime,
) -> SectionText:
    """Store a new version of a section over version `base` (0: none yet); `confirmed`
    stands for the words of the rules, when these are the words that were read.

    Raises StaleVersion when somebody stored another one since, InvalidInput for a
    figure that does not exist, an unknown section or too long a text.
    """
    if not can_review(actor, period.plan, today):
        raise NotAllowed
    report = drafting_report(period)
    place = next(
        (each for each in text_places_of(facts, report) if each.key == key), None
    )
    if place is None:
        message = "Không có mục này trong đề cương."
        raise InvalidInput(message)
    last = report.texts.filter(key=key).first()
    if (last.number if last else 0) != base:
        message = (
            "Người khác vừa lưu mục này. Nội dung anh/chị gõ vẫn ở dưới; xem chỗ khác"
            " nhau rồi lưu lại."
        )
        raise StaleVersion(message)
    said = "" if automatic else nfc(text).strip()
    if confirmed and place.section.is_draft:
        automatic = tuple(lines(said)) == place.section.paragraphs
    if not automatic:
        _check(said, facts)
    return SectionText.objects.create(
        report=report,
        key=key,
        number=base + 1,
        text=said,
        is_automatic=automatic,
        is_left_out=left_out,
        note=nfc(note).strip()[:200],
        author=actor,
        saved_at=now,
    )


def drafting_report(period: Period) -> YearlyReport:
    """Return the period's report, locked; refuse what is frozen or issued."""
    report, _ = YearlyReport.objects.get_or_create(period=period)
    report = hold(YearlyReport.objects).get(pk=report.pk)
    if not report.is_editable:
        raise ReportIssued
    if not report.is_drafting:
        message = "Báo cáo đã chốt số liệu; mở lại có lý do rồi mới sửa lời văn."
        raise RuleBroken(message)
    return report


def _check(text: str, facts: Facts) -> None:
    if len(text) > _MOST:
        message = (
            f"Mục dài {len(text)} ký tự, quá {_MOST}. Rút gọn hoặc đưa vào phụ lục."
        )
        raise InvalidInput(message, field="text")
    wrong = unknown_keys(text, figure_words(facts))
    if wrong:
        named = ", ".join(f"[[{key.strip('[]')}]]" for key in wrong[:5])
        message = (
            f"Không có số liệu {named}. Chọn khóa trong danh sách số liệu bên cạnh."
        )
        raise InvalidInput(message, field="text")


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """Return lines as (sign, text): «+» added, «-» taken away, « » kept."""
    found = ndiff(before.splitlines(), after.splitlines())
    return [(line[0], line[2:]) for line in found if line[0] in "+- "]
