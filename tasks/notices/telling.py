"""Telling people in the portal what happened to their work."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agencies.models import Membership, User
from agencies.models.authority import WRITERS
from kehoach.lib.text import fitted, shortened
from tasks.models import Duty, Notice

#: Days that a notice is kept.
NOTICE_KEPT_DAYS = 180
#: Codes named in one notice; the rest are counted.
_NAMED = 5
#: Characters of a notice. Names are fitted to it, so that the end, which says what to do,
#: stays; a quotation at the end may be cut.
LONGEST_NOTICE = 300


@dataclass(frozen=True)
class Told:
    """What an agency is told, and where it leads."""

    kind: Notice.Kind
    text: str
    address: str


def notice_to(*, person_id: int, told: Told, now: datetime) -> Notice:
    """Return the unsaved notice that tells the person so."""
    return Notice(
        person_id=person_id,
        kind=told.kind,
        text=shortened(told.text, LONGEST_NOTICE),
        address=told.address,
        created_at=now,
    )


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
        notice_to(person_id=person, told=told[agency], now=now)
        for agency, person in sorted(pairs)
        if actor is None or person != actor.pk
    ]
    Notice.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def tell_about(
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
    told = Told(kind, _text(words, duties, note), _address(duties))
    Notice.objects.bulk_create(
        notice_to(person_id=pk, told=told, now=now) for pk in sorted(people)
    )


def _text(words: str, rows: Sequence[Duty], note: str) -> str:
    """Return the words, of what, and the note: a long title leaves it room."""
    after = f": {' '.join(note.split())}" if note else ""
    room = LONGEST_NOTICE - len(words) - 1
    named = fitted("{what}{after}", room, what=_named(rows), after=after)
    return f"{words} {named}"


def _named(rows: Sequence[Duty]) -> str:
    if len(rows) == 1:
        return f"{rows[0].task.code} {rows[0].title}"
    codes = [row.task.code for row in rows]
    named = ", ".join(codes[:_NAMED])
    if len(codes) > _NAMED:
        named += f" và {len(codes) - _NAMED} nhiệm vụ khác"
    return named


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
    old = Notice.objects.filter(created_at__lt=now - timedelta(days=NOTICE_KEPT_DAYS))
    return old.delete()[0]
