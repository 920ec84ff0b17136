"""From a batch of claimed ledger rows to letters; rows nobody needs are named."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from tasks.models import Channel, Rung
from tasks.models.due_days import is_supplement
from tasks.models.plan import plan_named
from tasks.reminders.addressing import usable
from tasks.reminders.late_besides import late_besides
from tasks.reminders.letter import (
    MOST_AGENCIES,
    MOST_LINES,
    AgencyPart,
    Counts,
    Letter,
    LetterLine,
)
from tasks.reminders.letter_news import News, news_of
from tasks.reminders.reading_batches import BatchRow, read_batch
from tasks.reminders.still_needed import Owing, anchor_of, moot_reason
from tasks.reminders.wordings import worded, wordings_in_use

_Place = tuple[int, int]
Person = tuple[str, str, str]
STEERING = "duty__period__plan__steering_agency_id"
SIGNED = "duty__period__plan__steering_agency__name"
_NAMED_BY = itemgetter(
    *(f"duty__period__plan__{n}" for n in ("kind", "matter", "issuer"))
)


def by_duty(row: BatchRow) -> tuple[Any, ...]:
    """Return the order of agency and duty, the newest row of a duty first."""
    return (
        row["duty__agency__sort_key"],
        row["duty__agency_id"],
        row["duty__task__position"],
        row["duty_id"],
        -row["pk"],
    )


def by_agency_and_day(row: BatchRow) -> tuple[Any, ...]:
    """Return the order of a letter: agency by agency and plan by plan, what is late
    before what is not, the longest late first.
    """
    agency = row["duty__agency__sort_key"], *by_agency_and_plan(row)
    return *agency, not row["late"], row["day"], row["duty_id"]


def by_agency_and_plan(row: BatchRow) -> tuple[int, int]:
    """Return whose rows stand together in a letter."""
    return row["duty__agency_id"], row["duty__period__plan_id"]


def reached(
    people: list[int], today: date, channel: str
) -> tuple[set[_Place], dict[int, Person]]:
    """Return (person, agency) of these people whom the channel reaches today, and each
    one's name, address and phone.
    """
    found = usable(today, channel).filter(user_id__in=people)
    rows = found.values_list(
        "user_id", "agency_id", "user__full_name", "user__email", "user__phone"
    )
    places: set[_Place] = set()
    persons: dict[int, Person] = {}
    for user_id, agency_id, *person in rows:
        places.add((user_id, agency_id))
        persons[user_id] = (person[0], person[1], person[2])
    return places, persons


def marked(rows: Iterable[BatchRow], places: set[_Place]) -> Iterator[BatchRow]:
    """Yield the rows with `at_home` and `reachable`: where the person belongs."""
    for row in rows:
        row["at_home"] = (row["person_id"], row["duty__agency_id"]) in places
        steers = (row["person_id"], row[STEERING]) in places
        row["reachable"] = row["at_home"] or steers
        yield row


def needed(
    rows: Iterable[BatchRow], reasons: dict[int, str], today: date
) -> Iterator[BatchRow]:
    """Yield the newest row of each duty, a deadline before a heartbeat, and figures
    that are due beside it, each with the `day` that counts; note in `reasons` why
    others are dropped.
    """
    owing = Owing()
    for _, group in groupby(sorted(rows, key=by_duty), key=itemgetter("duty_id")):
        kept: dict[str, BatchRow] = {}
        for row in group:
            if reason := _no_use(row, kept, owing):
                reasons[row["pk"]] = reason
            else:
                kept[row["rung__basis"]] = row | {
                    "day": anchor_of(row, owing),
                    "late": False,
                }
        if figures := kept.pop(Rung.Basis.FIGURES, None):
            yield figures
        if due := kept.get(Rung.Basis.DUE):
            yield due | {"late": due["day"] < today}
        elif kept:
            yield kept[Rung.Basis.HEARTBEAT]


def _no_use(row: BatchRow, kept: dict[str, BatchRow], owing: Owing) -> str:
    """Return why a row is not told; empty when it is."""
    if not row["reachable"]:
        return "Không còn là cán bộ của đơn vị hoặc không có thư điện tử"
    if reason := moot_reason(row, owing):
        return reason
    return "Đã có mốc nhắc mới hơn" if row["rung__basis"] in kept else ""


def line_of(row: BatchRow, today: date) -> LetterLine:
    """Return the line of a letter for a ledger row."""
    return LetterLine(
        duty_id=row["duty_id"],
        code=row["duty__task__code"],
        title=row["rung__deadline__name"] or row["duty__task__short_title"],
        day=row["day"],
        days_left=(row["day"] - today).days,
        heartbeat=row["rung__basis"] == Rung.Basis.HEARTBEAT,
        returned=is_supplement(row["duty__state"], row["duty__return_due_on"]),
        figures=row["rung__basis"] == Rung.Basis.FIGURES,
    )


def count(rows: Iterable[BatchRow], today: date) -> Counts:
    """Return how many of the rows are late, coming, without news, or figures."""
    late = coming = stale = figures = 0
    for row in rows:
        basis = row["rung__basis"]
        if basis == Rung.Basis.HEARTBEAT:
            stale += 1
        elif basis == Rung.Basis.FIGURES:
            figures += 1
        elif row["late"]:
            late += 1
        else:
            coming += 1
    return Counts(late, coming, stale, figures)


def _part_of(
    rows: list[BatchRow], today: date, room: int, *, several: bool
) -> AgencyPart:
    """Return one agency's part of one plan, with at most `room` lines; named by the
    plan too in a letter about `several`.
    """
    name, plan = (
        rows[0]["duty__agency__short_name"],
        rows[0]["duty__period__plan__short_title"],
    )
    return AgencyPart(
        name=f"{name}, {plan}" if several and plan else name,
        code=rows[0]["duty__agency__code"],
        counts=count(rows, today),
        lines=tuple(line_of(row, today) for row in rows[:room]),
    )


def parts_of(rows: list[BatchRow], today: date, by_line: bool) -> Iterator[AgencyPart]:
    """Yield agencies until the letter is full; counts alone for who steers."""
    room, agencies = MOST_LINES, MOST_AGENCIES
    several = len({row["duty__period__plan_id"] for row in rows}) > 1
    for _, group in groupby(rows, key=by_agency_and_plan):
        if not (room and agencies):
            return
        space = room if by_line else 0
        part = _part_of(list(group), today, space, several=several)
        room, agencies = room - len(part.lines), agencies - 1
        yield part


def _letter_of(rows: list[BatchRow], person: Person, today: date) -> Letter:
    """Return the letter of one person about the rows that are still needed."""
    to_steering = not all(row["at_home"] for row in rows)
    name, address, phone = person
    return Letter(
        person_id=rows[0]["person_id"],
        name=name,
        address=address,
        on=today,
        parts=tuple(parts_of(rows, today, by_line=not to_steering)),
        counts=count(rows, today),
        to_steering=to_steering,
        phone=phone,
        rows=tuple(row["pk"] for row in rows if row["pk"]),
        wording_id=wording_of(rows),
        signed=", ".join(dict.fromkeys(row[SIGNED] for row in rows)),
        under=under_of(plan_named(*_NAMED_BY(row)) for row in rows),
    )


def under_of(plans: Iterable[str]) -> str:
    """Return the plans that a letter is about; nothing when one of them has no name."""
    named = dict.fromkeys(plans)
    return ", ".join(named) if all(named) else ""


def wording_of(rows: Iterable[BatchRow]) -> int | None:
    """Return the words that the row of the earliest day wants, if any row does."""
    wanted = [row for row in rows if row["rung__wording_id"]]
    first = min(wanted, key=itemgetter("day"), default=None)
    return first["rung__wording_id"] if first else None


def write_letters(
    *,
    batch: UUID,
    people: list[int],
    today: date,
    now: datetime,
    channel: str = Channel.EMAIL,
) -> tuple[list[Letter], dict[int, str]]:
    """Return the batch's letters, one per person, and the rows to drop with why; news
    go along by mail, and by themselves.

    `people` are those that the batch was claimed for: rows are found by person.
    """
    reasons: dict[int, str] = {}
    places, persons = reached(people, today, channel)
    rows = marked(read_batch(batch, people), places)
    wordings = wordings_in_use()
    news = news_of(people, now) if channel == Channel.EMAIL else {}
    letters = []
    besides = late_besides({agency_id for _, agency_id in places}, today)
    for person_id, own in groupby(rows, key=itemgetter("person_id")):
        if asked := list(needed(own, reasons, today)):
            whole = sorted(besides.added_to(asked), key=by_agency_and_day)
            letter = _letter_of(whole, persons[person_id], today)
            letter = replace(letter, news=news.pop(person_id, ()))
            letters.append(worded(letter, wordings))
    letters += [
        _of_news(person_id, persons[person_id], told, today)
        for person_id, told in news.items()
        if person_id in persons
    ]
    return letters, reasons


def _of_news(
    person_id: int, person: Person, news: tuple[News, ...], today: date
) -> Letter:
    """Return a letter that tells news alone."""
    name, address, phone = person
    return Letter(
        person_id, name, address, today, (), Counts(), to_steering=False,
        phone=phone, news=news,
    )  # fmt: skip
