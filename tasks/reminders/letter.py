"""The reminder letter: frozen facts, then text and HTML."""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tasks.models.freshness import STALE_AFTER, Freshness

#: Lines that one letter lists; the rest is counted, the page shows all.
MOST_LINES = 50
#: Agencies that a letter to the steering agency lists.
MOST_AGENCIES = 100


class LetterLine(NamedTuple):
    """One duty in a letter, as it stands on the day of the letter."""

    duty_id: int
    code: str
    title: str
    day: date
    days_left: int
    heartbeat: bool
    returned: bool
    figures: bool = False

    @property
    def is_late(self) -> bool:
        """Return whether its day has passed."""
        return self.days_left < 0

    @property
    def when(self) -> str:
        """Return the day and how far it is, in words."""
        if self.figures:
            return words_by(self.day, self.days_left)
        return words(self.day, self.days_left, self.heartbeat, self.returned)


@lru_cache(maxsize=1024)
def words(day: date, days_left: int, heartbeat: bool, returned: bool) -> str:
    """Return a deadline and how far it is, in words."""
    on = f"{day:%d/%m/%Y}"
    if heartbeat:
        stale = -days_left > STALE_AFTER.days
        label = Freshness.STALE.label if stale else Freshness.AGEING.label
        return f"{label}, hạn cập nhật {on}"
    due = "Hạn bổ sung" if returned else "Hạn"
    if days_left < 0:
        return f"{due} {on}, quá hạn {-days_left} ngày"
    if days_left:
        return f"{due} {on}, còn {days_left} ngày"
    return f"{due} {on}, hết hạn hôm nay"


@lru_cache(maxsize=64)
def words_by(day: date, days_left: int) -> str:
    """Return the last day on which figures are in time, and how far it is, in words."""
    on = f"Nhập đủ số liệu chậm nhất ngày {day:%d/%m/%Y}"
    if days_left < 0:
        return f"{on}, quá hạn {-days_left} ngày"
    return f"{on}, còn {days_left} ngày" if days_left else f"{on}, hết hạn hôm nay"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many duties are late, coming, or without news."""

    late: int = 0
    coming: int = 0
    stale: int = 0
    figures: int = 0

    @property
    def total(self) -> int:
        """Return how many duties there are."""
        return self.late + self.coming + self.stale + self.figures

    def __str__(self) -> str:
        counts = (
            (self.late, "quá hạn"),
            (self.coming, "sắp đến hạn"),
            (self.stale, "cần cập nhật"),
        )
        found = [f"{n} nhiệm vụ {what}" for n, what in counts if n]
        if self.figures:
            found.append(f"{self.figures} bộ số liệu phải nhập")
        return ", ".join(found)


@dataclass(frozen=True, slots=True)
class AgencyPart:
    """One agency in a letter: its duties for itself, counts for who steers."""

    name: str
    code: str
    counts: Counts
    lines: tuple[LetterLine, ...]


@dataclass(frozen=True, slots=True)
class LetterWords:
    """An administrator's words around the lines, filled in."""

    subject: str
    opening: str
    closing: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that one person is told on one day."""

    person_id: int
    name: str
    address: str
    on: date
    parts: tuple[AgencyPart, ...]
    counts: Counts
    to_steering: bool
    words: LetterWords | None = None
    phone: str = ""
    #: Keys of the ledger rows that it stands for.
    rows: tuple[int, ...] = ()
    #: What happened to the person's work, as (text, address).
    news: tuple[tuple[str, str], ...] = ()
    #: The words that its most pressing step wants, if any.
    wording_id: int | None = None
    #: The agencies that steer what the letter is about.
    signed: str = ""
    #: The plans that it is about.
    under: str = ""

    @property
    def listed(self) -> int:
        """Return how many duties the letter names or counts agency by agency."""
        if self.to_steering:
            return sum(part.counts.total for part in self.parts)
        return sum(len(part.lines) for part in self.parts)

    @property
    def more(self) -> int:
        """Return how many duties it only counts."""
        return self.counts.total - self.listed


class Rendered(NamedTuple):
    """A letter ready to be posted."""

    address: str
    subject: str
    text: str
    html: str


#: A row of the HTML letter; a template costs ten times as much for each line.
HTML_LINE = '<tr><td>{}</td><td><a href="{}{{}}/">{}</a><br><small class="{}">{}</small></td></tr>'


@cache
def _addresses() -> dict[str, str]:
    """Return the addresses that a letter links to, looked up once."""
    return {
        "duty_url": settings.SITE_URL + reverse("tasks:duty", args=[0])[:-2],
        "agency_url": settings.SITE_URL + reverse("tasks:desk", args=["-"])[:-2],
        "home_url": settings.SITE_URL + reverse("home"),
    }


@lru_cache(maxsize=4096)
def patterns(code: str, title: str, when: str, is_late: bool) -> tuple[str, str]:
    """Return a line's text and its escaped HTML, with `{}` for the duty's key.

    Thousands of agencies owe the same tasks on the same day: written once for all.
    """
    url = _addresses()["duty_url"]
    text = f"- {code} {title}\n  {when}\n  {url}".replace("{", "{{").replace("}", "}}")
    tone = "tre" if is_late else "nhat"
    cells = (escape(value).replace("{", "{{") for value in (code, title, when))
    number, name, day = (cell.replace("}", "}}") for cell in cells)
    return text + "{}/", HTML_LINE.format(number, url, name, tone, day)


def _lines_of(part: AgencyPart) -> tuple[str, SafeString]:
    """Return the part's duties as plain text and as rows of a table.

    A row per line: mail with a line of over 998 bytes is encoded anew, much slower.
    """
    pairs = [
        (patterns(line.code, line.title, line.when, line.is_late), line.duty_id)
        for line in part.lines
    ]
    text = "\n\n".join(pattern[0].format(pk) for pattern, pk in pairs)
    html = "\n".join(pattern[1].format(pk) for pattern, pk in pairs)
    return text, mark_safe(html)  # noqa: S308 -- `patterns` escapes, keys are integers


#: Stand where a frame takes the person's name and the agencies' parts.
NAME, _PARTS = "\ue000", "\ue001"


class Frame(NamedTuple):
    """A rendered letter but for name and parts."""

    subject: str
    text: str
    html: str


@lru_cache(maxsize=256)
def frame_of(
    on: date,
    counts: Counts,
    more: int,
    to_steering: bool,
    words: LetterWords | None,
    signed: str,
    under: str,
) -> Frame:
    """Return the letter's frame: thousands of letters of a day differ in name and
    parts only, and a template costs as much as handing the letter over.
    """
    letter = Letter(
        0, NAME, "", on, (), counts, to_steering, words, signed=signed, under=under
    )
    context = {"letter": letter, "more": more, "parts_mark": _PARTS, **_addresses()}
    subject = render_to_string("emails/reminder.subject.txt", context)
    return Frame(
        " ".join(subject.split()),
        render_to_string("emails/reminder.txt", context),
        render_to_string("emails/reminder.html", context),
    )


def _text_of(part: AgencyPart, to_steering: bool, lines: str) -> str:
    """Return an agency's part of the plain text."""
    if to_steering:
        url = _addresses()["agency_url"]
        return f"\n- {part.name}: {part.counts}\n  {url}{part.code}/"
    return f"\n{part.name}\n\n{lines}\n"


def html_of(part: AgencyPart, to_steering: bool, lines: str) -> str:
    """Return an agency's part of the HTML."""
    if not to_steering:
        return f"<h2>{escape(part.name)}</h2>\n<table>\n{lines}\n</table>\n"
    tone = "tre" if part.counts.late else "nhat"
    url = _addresses()["agency_url"]
    return (
        f'<tr><td><a href="{url}{escape(part.code)}/">{escape(part.name)}</a></td>'
        f'<td class="{tone}">{part.counts}</td></tr>\n'
    )


def text_of_news(letter: Letter) -> str:
    """Return what happened, as plain text."""
    return "".join(
        f"\n- {text}\n  {settings.SITE_URL}{address}\n" for text, address in letter.news
    )


def html_of_news(letter: Letter) -> str:
    """Return what happened, as HTML: rows of a table where who steers gets one."""
    rows = "\n".join(
        f'<tr><td colspan="2"><a href="{settings.SITE_URL}{escape(address)}">'
        f"{escape(text)}</a></td></tr>"
        for text, address in letter.news
    )
    if not rows or letter.to_steering:
        return rows
    return f"<table>\n{rows}\n</table>\n"


def render(letter: Letter) -> Rendered:
    """Return subject, plain text and HTML of the letter."""
    frame = frame_of(
        letter.on,
        letter.counts,
        letter.more,
        letter.to_steering,
        letter.words,
        letter.signed,
        letter.under,
    )
    texts, htmls = [text_of_news(letter)], [html_of_news(letter)]
    for part in letter.parts:
        text, html = _lines_of(part)
        texts.append(_text_of(part, letter.to_steering, text))
        htmls.append(html_of(part, letter.to_steering, html))
    return Rendered(
        letter.address,
        frame.subject,
        filled_in(frame.text, letter.name, "".join(texts)),
        filled_in(frame.html, escape(letter.name), "".join(htmls)),
    )


def filled_in(frame: str, name: str, parts: str) -> str:
    """Return the frame with name and parts; what they hold is never read again."""
    before, _, after = frame.partition(_PARTS)
    return before.replace(NAME, name) + parts + after.replace(NAME, name)
