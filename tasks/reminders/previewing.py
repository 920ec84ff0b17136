"""Who would get what on a day: a look ahead that writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from agencies.models import User
from tasks.duties.days_off import working_calendar
from tasks.models import Channel, Duty, Envelope, Reminder, Rung
from tasks.models.reminder import ReminderQuerySet
from tasks.reminders.channels import channels_in_use
from tasks.reminders.planning import Waiting, preview_reminders
from tasks.reminders.still_needed import FACTS, Owing, moot_reason


@dataclass(frozen=True, slots=True)
class PreviewPart:
    """What a letter says about one agency."""

    agency: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """A person, a channel and what the letter that would go out says, by agency."""

    name: str
    email: str
    channel: str
    parts: tuple[PreviewPart, ...]

    @property
    def agency(self) -> str:
        """Return the agencies that the letter is about."""
        return ", ".join(part.agency for part in self.parts)

    @property
    def lines(self) -> tuple[str, ...]:
        """Return every line of the letter."""
        return tuple(line for part in self.parts for line in part.lines)

    @property
    def channel_label(self) -> str:
        """Return the channel in words."""
        return str(Channel(self.channel).label)

    @property
    def head(self) -> str:
        """Return who would get it and how."""
        words = f"{self.name} <{self.email}> · {self.agency}"
        if self.channel == Channel.EMAIL:
            return words
        return f"{words} · {self.channel_label}"


def already_planned(now_waiting: ReminderQuerySet) -> list[Waiting]:
    """Return what waits in the ledger and is still needed."""
    facts = now_waiting.values(*FACTS, "person_id", "rung_id", "channel")
    owing = Owing()
    return [
        Waiting(
            row["duty_id"],
            row["person_id"],
            row["rung_id"],
            row["occasion"],
            row["channel"],
        )
        for row in facts.iterator(chunk_size=2000)
        if not moot_reason(row, owing)
    ]


def expected_rows(*, today: date) -> list[Waiting]:
    """Return everything that would go out on `today`, with nothing on a day off."""
    if not working_calendar().is_working(today):
        return []
    sent = Envelope.objects.filter(sent_on=today)
    served = set(sent.values_list("person_id", "channel").distinct())
    waiting = Reminder.objects.standing(Envelope.State.PLANNED)
    planned = waiting.filter(channel__in=channels_in_use())
    rows = [*already_planned(planned), *preview_reminders(today=today)]
    return [row for row in rows if (row.person_id, row.channel) not in served]


def would_get(*, today: date) -> list[Expected]:
    """Return the letters that would go out on `today`, by agency and person."""
    letters: dict[tuple[int, str], list[Waiting]] = defaultdict(list)
    for row in expected_rows(today=today):
        letters[row.person_id, row.channel].append(row)
    people = User.objects.in_bulk({person_id for person_id, _ in letters})
    duties = Duty.objects.for_page().in_bulk(
        {row.duty_id for rows in letters.values() for row in rows}
    )
    rungs = Rung.objects.select_related("deadline").in_bulk()
    found = [
        Expected(
            people[person_id].full_name,
            people[person_id].email,
            channel,
            _parts(rows, duties, rungs, today),
        )
        for (person_id, channel), rows in letters.items()
    ]
    return sorted(found, key=lambda each: (each.agency, each.name, each.channel))


def _parts(
    rows: Iterable[Waiting],
    duties: dict[int, Duty],
    rungs: dict[int, Rung],
    today: date,
) -> tuple[PreviewPart, ...]:
    by_agency: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        duty = duties[row.duty_id]
        by_agency[str(duty.agency)].append(_line(duty, rungs[row.rung_id], row, today))
    return tuple(
        PreviewPart(name, tuple(by_agency[name])) for name in sorted(by_agency)
    )


def _line(duty: Duty, rung: Rung, row: Waiting, today: date) -> str:
    basis = rung.deadline.name if rung.deadline else rung.get_basis_display()
    if rung.is_repeat(row.occasion, today):
        again = f"nhắc lại ngày {row.occasion:%d/%m/%Y}"
        return f"{duty.task.code} {duty.title} · {basis}: {again}"
    return (
        f"{duty.task.code} {duty.title}"
        f" · {basis} {row.occasion:%d/%m/%Y} ({moment(rung.offset_days)})"
    )


def moment(offset: int) -> str:
    """Return in words how many days before or after the day a rung stands."""
    if not offset:
        return "đúng ngày"
    return f"{'sau' if offset > 0 else 'trước'} {abs(offset)} ngày"


def as_text(letters: Iterable[Expected]) -> Iterator[str]:
    """Yield the lines that the command prints and the page shows."""
    for letter in letters:
        yield letter.head
        for part in letter.parts:
            if len(letter.parts) > 1:
                yield f"  {part.agency}"
            yield from (f"    {line}" for line in part.lines)
