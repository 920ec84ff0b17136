"""Where each duty of a plan goes that another replaces: pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from tasks.models import REPORTED, TO_DO, PlanChangeLine
from tasks.moving.facts import DutyFact, Key, Place
from tasks.moving.joining import is_untouched

_Work = PlanChangeLine.OpenWork
NOT_GIVEN = "Kế hoạch thay thế không giao nhiệm vụ này cho đơn vị."
SAID_THERE = "Đơn vị đã báo cáo nhiệm vụ thay thế ở kế hoạch mới."
NO_HEIR = "Kế hoạch thay thế không còn nhiệm vụ này."
ANEW = "Đơn vị làm từ đầu theo kế hoạch thay thế."


class Wish(NamedTuple):
    """What a line says of a task: its heir, what becomes of open work, why it ends."""

    heir: int | None
    work: str
    reason: str = ""

    @property
    def why(self) -> str:
        """Return why open work ends where the line ends it."""
        return self.reason or (ANEW if self.heir else NO_HEIR)


@dataclass(frozen=True)
class Replaced:
    """What the lines say, and what the next plan has opened already: its live duties,
    which of its periods stands for which, and the periods that were over before the day.
    """

    wishes: Mapping[int, Wish]
    duties: tuple[DutyFact, ...]
    held: tuple[DutyFact, ...]
    periods: Mapping[int, int]
    over: frozenset[int] = field(default_factory=frozenset)

    @cached_property
    def by_heir(self) -> dict[tuple[int, str], list[DutyFact]]:
        """Return (heir, agency) → what the agency owes of it, the earliest time first."""
        found: dict[tuple[int, str], list[DutyFact]] = {}
        for duty in sorted(self.held, key=lambda d: (d.occurs_from or date.min, d.pk)):
            found.setdefault((duty.task_id, duty.agency), []).append(duty)
        return found

    @cached_property
    def takers(self) -> dict[tuple[int, str], str]:
        """Return (heir, agency) → the agency that the next plan gives the work instead:
        only where one goes and one comes.
        """
        had: dict[int, set[str]] = {}
        for duty in self.duties:
            wish = self.wishes.get(duty.task_id)
            if wish and wish.heir:
                had.setdefault(wish.heir, set()).add(duty.agency)
        found = {}
        for heir, before in had.items():
            after = {agency for task, agency in self.by_heir if task == heir}
            gone, come = before - after, after - before
            if len(gone) == len(come) == 1:
                found[heir, gone.pop()] = come.pop()
        return found


def places_of(replaced: Replaced) -> dict[int, Place]:
    """Return duty → where it goes; what is not named stays as it is."""
    found = ((duty.pk, _place_of(duty, replaced)) for duty in replaced.duties)
    return {pk: place for pk, place in found if place}


def _place_of(duty: DutyFact, replaced: Replaced) -> Place | None:
    wish = replaced.wishes.get(duty.task_id)
    is_over = duty.period_id in replaced.over and not duty.is_once
    if wish is None or wish.work == _Work.KEEP or is_over:
        return None
    if duty.state in REPORTED:
        return _of_reported(duty, wish, replaced)
    if wish.work == _Work.END or wish.heir is None:
        return Place(None, wish.why)
    return _of_open(duty, wish.heir, replaced)


def _of_reported(duty: DutyFact, wish: Wish, replaced: Replaced) -> Place | None:
    """Return the same time of the heir at the same agency, while nobody works on it
    there: what was said counts on. Otherwise it stays.
    """
    if wish.work != _Work.MOVE or wish.heir is None:
        return None
    for there in _candidates(duty, wish.heir, duty.agency, replaced):
        same = there.occurs_from == duty.occurs_from
        if same and there.schedule == duty.schedule and is_untouched(there):
            return Place(_key(there))
    return None


def _of_open(duty: DutyFact, heir: int, replaced: Replaced) -> Place:
    """Return the heir's duty that open work goes on in: the same time, else the whole
    period's, else the earliest that is to do.
    """
    agency = replaced.takers.get((heir, duty.agency), duty.agency)
    to_do = [
        there
        for there in _candidates(duty, heir, agency, replaced)
        if there.state in TO_DO
    ]
    for wanted in (duty.occurs_from, None):
        for there in to_do:
            if there.occurs_from == wanted:
                return Place(_key(there))
    if to_do:
        return Place(_key(to_do[0]))
    said = any(_candidates(duty, heir, agency, replaced))
    return Place(None, SAID_THERE if said else NOT_GIVEN)


def _candidates(
    duty: DutyFact, heir: int, agency: str, replaced: Replaced
) -> Iterator[DutyFact]:
    period = replaced.periods.get(duty.period_id)
    for there in replaced.by_heir.get((heir, agency), ()):
        if duty.is_once or there.is_once or there.period_id == period:
            yield there


def _key(there: DutyFact) -> Key:
    return Key(there.task_id, there.agency, there.period_id, there.occurs_from)


class PeriodBeside(NamedTuple):
    """A period of one of the two plans, by name and by days."""

    pk: int
    kind: str
    year: int
    is_whole: bool
    first: date
    last: date


def counterparts(
    old: Iterable[PeriodBeside], new: Iterable[PeriodBeside], on: date
) -> dict[int, int]:
    """Return period → that of the next plan which stands for it: of the same name and
    year, else of the same days; of a whole that goes on, else the whole that holds the
    day on which the next plan takes over. Plans have calendars of their own.
    """
    theirs = list(new)
    found = {}
    for each in old:
        fits = [one for one in theirs if one[1:3] == each[1:3]]
        fits += [one for one in theirs if one[4:] == each[4:]]
        if each.is_whole and each.last >= on:
            fits += [
                one for one in theirs if one.is_whole and one.first <= on <= one.last
            ]
        if fits:
            found[each.pk] = fits[0].pk
    return found
