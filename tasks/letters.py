"""The reminder letter: frozen facts, then text and HTML."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

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


def render(letter: Letter) -> Rendered:
    """Return subject, plain text and HTML of the letter."""
    address = reverse("tasks:duty", args=[0])
    context = {
        "letter": letter,
        "site": settings.SITE_URL,
        "duty_url": settings.SITE_URL + address.removesuffix("0/"),
        "agency_url": settings.SITE_URL + reverse("tasks:desk", args=["-"])[:-2],
        "home_url": settings.SITE_URL + reverse("home"),
    }
    subject = render_to_string("emails/reminder.subject.txt", context)
    return Rendered(
        letter.address,
        " ".join(subject.split()),
        render_to_string("emails/reminder.txt", context),
        render_to_string("emails/reminder.html", context),
    )
