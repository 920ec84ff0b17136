"""The desk as one page shows it: of one plan and period, read whole and then cut; or over
all plans, counted by the database, of which it reads the rows of the page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from agencies.models import Agency, User
from tasks.adhoc.page import on_desk
from tasks.desk.page import Desk, build_desk, day_words
from tasks.desk.page_line import DeskLine
from tasks.desk.page_steps import Hands
from tasks.desk.paging import DeskPage, bounds, on_page, place_of
from tasks.desk.tally import (
    DeskTally,
    GroupCount,
    by_urgency,
    counted_by_group,
    order_for,
    placed,
    tally_of,
    tally_over_all,
)
from tasks.duties.access import seen_by
from tasks.duties.of_agency import duties_on_day
from tasks.figures.page_board import OwedFigures
from tasks.models import Duty, Period, State, worked_now
from tasks.models.querysets import DutyQuerySet


@dataclass(frozen=True)
class ShownDesk:
    """The rows that were read, what the page shows of them, what all say together; over
    all plans also the counts of each plan.
    """

    desk: Desk
    page: DeskPage
    tally: DeskTally
    chips: dict[str, int]
    first: int | None
    counts: list[GroupCount] = field(default_factory=list)


#: word of the address → (label of the chip, which rows it keeps for whom)
CHIPS: dict[str, tuple[str, Callable[[Hands], Callable[[DeskLine], bool]]]] = {
    "toi": (
        "Việc của tôi",
        lambda hands: lambda line: line.duty.holder_id == hands.person,
    ),
    "dot-xuat": ("Đột xuất", lambda _: lambda line: line.is_adhoc),
}


def desk_now(
    agency: Agency,
    period: Period | None,
    today: date,
    *,
    hands: Hands,
    has_letter: bool = False,
    owed: Iterable[OwedFigures] = (),
    as_of: date | None = None,
    reader: User | None = None,
) -> Desk:
    """Return the agency's desk today or on a past day; what open ad-hoc requests ask
    stands among the rest, what is left of the year before in front. Who reads another
    agency's desk finds there what is visible to this person.
    """
    if period and as_of:
        rows = duties_on_day(agency, period, as_of)
        return build_desk(duties=rows, period=period, today=as_of)
    return build_desk(
        duties=seen_by(reader, on_desk(agency, period, today), today),
        period=period,
        today=today,
        hands=hands,
        owed=owed,
        has_letter=hands.records and has_letter,
    )


def shown_of_period(desk: Desk, hands: Hands, asked: QueryDict) -> ShownDesk:
    """Return the page of a desk that was read whole."""
    chip = asked.get("loc", "")
    kept = desk.kept(CHIPS[chip][1](hands)) if chip in CHIPS else desk
    totals = {group.code: len(group.lines) for group in kept.groups}
    keys = [line.duty.pk for line in kept.lines]
    place = place_of(asked, len(keys), keys)
    groups = on_page(kept.groups, totals, place)
    tally = tally_of(desk.lines, desk.today)
    near = (line for line in desk.lines if comes_first(line, tally))
    return ShownDesk(
        desk=desk,
        page=DeskPage(groups, totals, place, asked),
        tally=tally,
        chips={
            word: sum(map(keeps(hands), desk.lines))
            for word, (_, keeps) in CHIPS.items()
        }
        | {"": len(desk.lines)},
        first=next((line.duty.pk for line in near), None),
    )


def comes_first(line: DeskLine, tally: DeskTally) -> bool:
    """Return whether the row is owed and has the nearest day to come."""
    owed = line.is_mine and not line.duty.is_requested
    return owed and tally.first_day is not None and line.day == tally.first_day


def rows_over_all(agency: Agency, today: date) -> DutyQuerySet:
    """Return what the agency owes or answered in what every plan works on now."""
    rows: DutyQuerySet = Duty.objects.live()
    return rows.filter(worked_now(today), agency=agency)


def shown_over_all(
    agency: Agency,
    today: date,
    hands: Hands,
    asked: QueryDict,
    reader: User | None = None,
) -> ShownDesk:
    """Return the page over all plans; as many queries for any number of rows."""
    order = order_for(sends=hands.sends)
    owed = seen_by(reader, rows_over_all(agency, today), today)
    rows = placed(owed, today, order)
    counts = counted_by_group(rows, today, order, hands.person)
    tally, chip = tally_over_all(counts), asked.get("loc", "")
    kept: QuerySet[Any] = by_urgency(rows)
    if chip == "toi":
        kept = kept.filter(holder=hands.person)
    if chip == "dot-xuat":
        kept = kept.filter(period__kind=Period.Kind.ADHOC)
    totals: dict[str, int] = {}
    for each in counts:
        totals[each.code] = totals.get(each.code, 0) + each.kept(chip)
    keys = list(kept.values_list("pk", flat=True)) if "viec" in asked else ()
    place = place_of(asked, sum(totals.values()), keys)
    joined = kept.for_page().select_related("holder", "period__plan")  # type: ignore[attr-defined]
    desk = build_desk(
        duties=joined[bounds(place)], period=None, today=today, hands=hands
    )
    _span_over_all(desk, counts, today)
    near = (line.duty.pk for line in desk.lines if comes_first(line, tally))
    first = next(near, None)
    if first is None and tally.first_day:
        first = _first_of(rows, tally.first_day)
    return ShownDesk(
        desk=desk,
        page=DeskPage(on_page(desk.groups, totals, place), totals, place, asked),
        tally=tally,
        chips={word: sum(each.kept(word) for each in counts) for word in ("", *CHIPS)},
        first=first,
        counts=counts,
    )


def _first_of(rows: QuerySet[Any], day: date) -> int | None:
    """Return the row that has the nearest day, where it stands on another page; what
    waits for the head is not owed by its people (`comes_first`).
    """
    owed = rows.filter(day=day, is_requested=False).to_do()  # type: ignore[attr-defined]
    owed = owed.exclude(state=State.PREPARED)
    found: int | None = by_urgency(owed).values_list("pk", flat=True).first()
    return found


def _span_over_all(desk: Desk, counts: Iterable[GroupCount], today: date) -> None:
    """Let the title of what comes later say the days of all pages."""
    later = [each for each in counts if each.code == "sau-do"]
    for group in desk.groups:
        if group.code == "sau-do" and later:
            first = min(each.first for each in later if each.first)
            last = max(each.last for each in later if each.last)
            group.title = day_words(first, last, today)
