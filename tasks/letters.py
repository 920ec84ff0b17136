"""The reminder letter: frozen facts, then text and HTML."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

#: Lines that one letter lists; the rest is counted, the page shows all.
MOST_LINES = 50


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
            what = "Lâu chưa cập nhật, phải cập nhật trước ngày"
            return f"{what} {on}" if self.is_late else f"Cần cập nhật trước ngày {on}"
        due = "Hạn bổ sung" if self.returned else "Hạn"
        if self.is_late:
            return f"{due} {on}, quá hạn {-self.days_left} ngày"
        if self.days_left:
            return f"{due} {on}, còn {self.days_left} ngày"
        return f"{due} {on}, hết hạn hôm nay"


@dataclass(frozen=True, slots=True)
class AgencyPart:
    """The duties of one agency in a letter."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that one person is told on one day."""

    person_id: int
    name: str
    address: str
    on: date
    parts: tuple[AgencyPart, ...]
    late: int
    coming: int
    stale: int
    to_steering: bool

    @property
    def listed(self) -> int:
        """Return how many duties the letter lists."""
        return sum(len(part.lines) for part in self.parts)

    @property
    def more(self) -> int:
        """Return how many duties it only counts."""
        return self.late + self.coming + self.stale - self.listed

    @property
    def summary(self) -> str:
        """Return the counts in words, without those that are zero."""
        counts = (
            (self.late, "quá hạn"),
            (self.coming, "sắp đến hạn"),
            (self.stale, "cần cập nhật"),
        )
        return ", ".join(f"{n} nhiệm vụ {what}" for n, what in counts if n)


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
        "desk_url": settings.SITE_URL + reverse("home"),
    }
    subject = render_to_string("emails/reminder.subject.txt", context)
    return Rendered(
        letter.address,
        " ".join(subject.split()),
        render_to_string("emails/reminder.txt", context),
        render_to_string("emails/reminder.html", context),
    )
