"""Telling people in the portal what happened to their work."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agencies.authority import WRITERS
from agencies.models import Membership, User
from tasks.models import Duty, Notice

#: Days that a notice is kept.
KEPT_DAYS = 180
#: Codes named in one notice; the rest are counted.
NAMED = 5


@dataclass(frozen=True)
class Told:
    """What an agency is told, and where it leads."""

    kind: Notice.Kind
    text: str
    address: str


def tell_agencies(
    *, told: Mapping[int, Told], today: date, now: datetime, actor: User | None
) -> int:
    """Tell the officers and heads of each agency, those of its heirs once it has ended;
    a fixed number of statements. The person who did it is not told. Returns how many
    notices were written.
    """
    people = Membership.objects.alive_on(today).filter(
        role__in=WRITERS, user__is_active=True
    )
    own = people.filter(agency_id__in=told).values_list("agency_id", "user_id")
    pairs = set(own)
    if silent := told.keys() - {agency for agency, _ in pairs}:
        since = {
            "agency__elders__elder__in": silent,
            "agency__elders__since__lte": today,
        }
        heirs = people.filter(**since)
        pairs |= set(heirs.values_list("agency__elders__elder_id", "user_id"))
    rows = [
        Notice(
            person_id=person,
            kind=told[agency].kind,
            text=told[agency].text[:300],
            address=told[agency].address,
            created_at=now,
        )
        for agency, person in sorted(pairs)
        if actor is None or person != actor.pk
    ]
    Notice.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def tell_about(  # noqa: PLR0913 -- keyword-only facts of one telling
    *,
    duties: Iterable[Duty],
    kind: Notice.Kind,
    words: str,
    note: str = "",
    actor: User,
    today: date,
    now: datetime,
) -> None:
    """Tell each agency in one notice what became of its duties."""
    by_agency: dict[int, list[Duty]] = {}
    for duty in duties:
        by_agency.setdefault(duty.agency_id, []).append(duty)
    told = {
        agency: Told(kind, _text(words, rows, note), _address(rows))
        for agency, rows in by_agency.items()
    }
    if told:
        tell_agencies(told=told, actor=actor, today=today, now=now)


def tell_people(
    *,
    people: Iterable[int],
    duties: Sequence[Duty],
    kind: Notice.Kind,
    words: str,
    note: str = "",
    now: datetime,
) -> None:
    """Tell these people in one notice each what became of the duties of an agency."""
    text, address = _text(words, duties, note)[:300], _address(duties)
    Notice.objects.bulk_create(
        Notice(person_id=pk, kind=kind, text=text, address=address, created_at=now)
        for pk in sorted(people)
    )


def _text(words: str, rows: Sequence[Duty], note: str) -> str:
    if len(rows) == 1:
        words = f"{words} {rows[0].task.code} {rows[0].task.short_title}"
        return f"{words}: {' '.join(note.split())}" if note else words
    codes = [row.task.code for row in rows]
    named = ", ".join(codes[:NAMED])
    if len(codes) > NAMED:
        named += f" và {len(codes) - NAMED} nhiệm vụ khác"
    text = f"{words} {named}"
    return f"{text}: {' '.join(note.split())}" if note else text


def _address(rows: Sequence[Duty]) -> str:
    if len(rows) == 1:
        return f"/nhiem-vu/{rows[0].pk}/"
    return f"/don-vi/{rows[0].agency.code}/"


def mark_read(*, person: User, pks: Iterable[int] | None = None, now: datetime) -> int:
    """Mark the person's notices read, all of them without `pks`; return how many."""
    rows = Notice.objects.filter(person=person, read_at__isnull=True)
    if pks is not None:
        rows = rows.filter(pk__in=list(pks))
    return rows.update(read_at=now)


def sweep_notices(*, now: datetime) -> int:
    """Delete notices older than half a year; return how many."""
    old = Notice.objects.filter(created_at__lt=now - timedelta(days=KEPT_DAYS))
    return old.delete()[0]
