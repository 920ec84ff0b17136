"""The reminder letter: frozen facts, then text and HTML."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from tasks.status import STALE_AFTER, Freshness

#: Lines that one letter lists; the rest is counted, the page shows all.
MOST_LINES = 50
#: Agencies that a letter to the steering agency lists.
MOST_AGENCIES = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One duty in a letter, as it stands on the day of the letter."""

    duty_id: int
    code: str
    title: str
    day: date
    days_left: int
    heartbeat: bool
    returned: bool

    @property
    def is_late(self) -> bool:
        """Return whether its day has passed."""
        return self.days_left < 0

    @property
    def when(self) -> str:
        """Return the day and how far it is, in words."""
        on = f"{self.day:%d/%m/%Y}"
        if self.heartbeat:
            stale = -self.days_left > STALE_AFTER.days
            label = Freshness.STALE.label if stale else Freshness.AGEING.label
            return f"{label}, hạn cập nhật {on}"
        due = "Hạn bổ sung" if self.returned else "Hạn"
        if self.is_late:
            return f"{due} {on}, quá hạn {-self.days_left} ngày"
        if self.days_left:
            return f"{due} {on}, còn {self.days_left} ngày"
        return f"{due} {on}, hết hạn hôm nay"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many duties are late, coming, or without news."""

    late: int = 0
    coming: int = 0
    stale: int = 0

    @property
    def total(self) -> int:
        """Return how many duties there are."""
        return self.late + self.coming + self.stale

    def __str__(self) -> str:
        counts = (
            (self.late, "quá hạn"),
            (self.coming, "sắp đến hạn"),
            (self.stale, "cần cập nhật"),
        )
        return ", ".join(f"{n} nhiệm vụ {what}" for n, what in counts if n)


@dataclass(frozen=True, slots=True)
class AgencyPart:
    """One agency in a letter: its duties for itself, counts for who steers."""

    name: str
    code: str
    counts: Counts
    lines: tuple[Line, ...]


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


FONT = '<font face="Segoe UI, Arial, sans-serif"'
#: A row of the HTML letter; a template costs ten times as much for each line.
HTML_LINE = (
    '<tr bgcolor="#ffffff"><td valign="top" width="64">'
    + FONT
    + ' color="#4b5563" size="2">{}</font></td><td valign="top">'
    + FONT
    + ' size="3"><a href="{}{}/"><font color="#1d4f8c">{}</font></a></font><br>'
    + FONT
    + ' size="2" color="{}">{}</font></td></tr>'
)
RED, GREY = "#a4161a", "#4b5563"


@cache
def addresses() -> dict[str, str]:
    """Return the addresses that a letter links to, looked up once."""
    return {
        "duty_url": settings.SITE_URL + reverse("tasks:duty", args=[0])[:-2],
        "agency_url": settings.SITE_URL + reverse("tasks:desk", args=["-"])[:-2],
        "home_url": settings.SITE_URL + reverse("home"),
    }


def text_lines(part: AgencyPart, url: str) -> str:
    """Return the part's duties as plain text."""
    return "\n\n".join(
        f"- {line.code} {line.title}\n  {line.when}\n  {url}{line.duty_id}/"
        for line in part.lines
    )


def html_lines(part: AgencyPart, url: str) -> SafeString:
    """Return the part's duties as rows of a table, escaped.

    A row per line: mail with a line of over 998 bytes is encoded anew, ten times slower.
    """
    return format_html_join(
        "\n",
        HTML_LINE,
        (
            (
                line.code,
                url,
                line.duty_id,
                line.title,
                RED if line.is_late else GREY,
                line.when,
            )
            for line in part.lines
        ),
    )


def render(letter: Letter) -> Rendered:
    """Return subject, plain text and HTML of the letter."""
    links = addresses()
    url = links["duty_url"]
    parts = [
        {"part": part, "text": text_lines(part, url), "html": html_lines(part, url)}
        for part in letter.parts
    ]
    context = {"letter": letter, "parts": parts, **links}
    subject = render_to_string("emails/reminder.subject.txt", context)
    return Rendered(
        letter.address,
        " ".join(subject.split()),
        render_to_string("emails/reminder.txt", context),
        render_to_string("emails/reminder.html", context),
    )
