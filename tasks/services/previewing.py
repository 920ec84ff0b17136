"""Who would get what on a day: a look ahead that writes nothing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from agencies.models import User
from tasks.models import Duty, Reminder, Rung
from tasks.services.calendar import working_calendar
from tasks.services.mootness import FACTS, moot_reason
from tasks.services.reminders import Waiting, preview_reminders

State = Reminder.State


@dataclass(frozen=True, slots=True)
class Expected:
    """A person and the lines of the letter that would go out."""

    name: str
    email: str
    agency: str
    lines: tuple[str, ...]


def already_planned(today: date) -> list[Waiting]:
    """Return what waits in the ledger and is still needed."""
    rows = Reminder.objects.filter(state=State.PLANNED)
    facts = rows.values(*FACTS, "duty_id", "person_id", "rung_id")
    return [
        Waiting(row["duty_id"], row["person_id"], row["rung_id"], row["occasion"])
        for row in facts.iterator(chunk_size=2000)
        if not moot_reason(row)
    ]


def expected_rows(*, today: date) -> list[Waiting]:
    """Return everything that would go out on `today`, with nothing on a day off."""
    if not working_calendar().is_working(today):
        return []
    served = set(
        Reminder.objects.filter(sent_on=today).values_list("person_id", flat=True)
    )
    rows = [*already_planned(today), *preview_reminders(today=today)]
    return [row for row in rows if row.person_id not in served]


def would_get(*, today: date) -> list[Expected]:
    """Return the letters that would go out on `today`, by person."""
    by_person: dict[int, list[Waiting]] = defaultdict(list)
    for row in expected_rows(today=today):
        by_person[row.person_id].append(row)
    people = User.objects.in_bulk(by_person)
    duties = Duty.objects.for_page().in_bulk(
        {row.duty_id for rows in by_person.values() for row in rows}
    )
    rungs = Rung.objects.in_bulk()
    letters = []
    for person_id, rows in by_person.items():
        about = [duties[row.duty_id] for row in rows]
        letters.append(
            Expected(
                people[person_id].full_name,
                people[person_id].email,
                ", ".join(sorted({str(duty.agency) for duty in about})),
                tuple(
                    f"{duty.task.code} {duty.task.short_title} · {duty.agency}"
                    f" · {rungs[row.rung_id].get_basis_display()}"
                    f" {row.occasion:%d/%m/%Y} ({rungs[row.rung_id].offset_days:+d})"
                    for duty, row in zip(about, rows, strict=True)
                ),
            )
        )
    return sorted(letters, key=lambda letter: (letter.agency, letter.name))
