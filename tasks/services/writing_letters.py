"""From a batch of claimed ledger rows to letters; rows nobody needs are named."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tasks.letters import MOST_LINES, AgencyPart, Letter, Line
from tasks.models import Rung, State
from tasks.services.addressing import usable
from tasks.services.ledger import held
from tasks.services.mootness import FACTS, moot_reason

Row = dict[str, Any]
PERSON = ("person_id", "person__full_name", "person__email")
LINE = ("duty_id", "duty__task__code", "duty__task__short_title")
AGENCY = (
    "duty__agency__sort_key",
    "duty__agency_id",
    "duty__agency__short_name",
)
#: In a letter: agency by agency, the most pressing day first.
BY_AGENCY_AND_DAY = itemgetter("duty__agency__sort_key", "duty__agency_id", "occasion")


def read_batch(batch: UUID, today: date) -> Iterator[Row]:
    """Yield the batch's rows in letter order, with whether the person may get it."""
    place = Q(agency_id=OuterRef("duty__agency_id")) | Q(
        agency_id=OuterRef("duty__period__plan__steering_agency_id")
    )
    people = usable(today).filter(place, user_id=OuterRef("person_id"))
    rows = held(batch).annotate(
        reachable=Exists(people),
        at_home=Exists(
            usable(today).filter(
                user_id=OuterRef("person_id"), agency_id=OuterRef("duty__agency_id")
            )
        ),
    )
    facts = rows.order_by(
        "person_id",
        "duty__agency__sort_key",
        "duty__agency_id",
        "duty__task__position",
        "duty_id",
        "-pk",
    ).values(*FACTS, *PERSON, *LINE, *AGENCY, "reachable", "at_home")
    yield from facts.iterator(chunk_size=2000)


def needed(rows: Iterable[Row], reasons: dict[int, str]) -> Iterator[Row]:
    """Yield the newest row of each duty; note in `reasons` why others are dropped."""
    for _, group in groupby(rows, key=itemgetter("duty_id")):
        kept: dict[str, Row] = {}
        for row in group:
            if not row["reachable"]:
                reason = "Không còn là cán bộ của đơn vị hoặc không có thư điện tử"
            else:
                reason = moot_reason(row)
            if not reason and row["rung__basis"] in kept:
                reason = "Đã có mốc nhắc mới hơn"
            if reason:
                reasons[row["pk"]] = reason
            else:
                kept[row["rung__basis"]] = row
        if kept:
            yield min(kept.values(), key=itemgetter("occasion"))


def line_of(row: Row, today: date) -> Line:
    """Return the line of a letter for a ledger row."""
    return Line(
        duty_id=row["duty_id"],
        code=row["duty__task__code"],
        title=row["duty__task__short_title"],
        day=row["occasion"],
        days_left=(row["occasion"] - today).days,
        heartbeat=row["rung__basis"] == Rung.Basis.HEARTBEAT,
        returned=row["duty__state"] == State.RETURNED,
    )


def letter_of(rows: list[Row], today: date) -> Letter:
    """Return the letter of one person about the rows that are still needed."""
    heartbeats = [row["rung__basis"] == Rung.Basis.HEARTBEAT for row in rows]
    late = sum(
        row["occasion"] < today and not beat
        for row, beat in zip(rows, heartbeats, strict=True)
    )
    parts = groupby(rows[:MOST_LINES], key=itemgetter("duty__agency__short_name"))
    return Letter(
        person_id=rows[0]["person_id"],
        name=rows[0]["person__full_name"],
        address=rows[0]["person__email"],
        on=today,
        parts=tuple(
            AgencyPart(name, tuple(line_of(row, today) for row in lines))
            for name, lines in parts
        ),
        late=late,
        coming=len(rows) - late - sum(heartbeats),
        stale=sum(heartbeats),
        to_steering=not any(row["at_home"] for row in rows),
    )


def write_letters(*, batch: UUID, today: date) -> tuple[list[Letter], dict[int, str]]:
    """Return the batch's letters, one per person, and the rows to drop with why."""
    reasons: dict[int, str] = {}
    letters = []
    for _, rows in groupby(read_batch(batch, today), key=itemgetter("person_id")):
        if wanted := sorted(needed(rows, reasons), key=BY_AGENCY_AND_DAY):
            letters.append(letter_of(wanted, today))
    return letters, reasons
