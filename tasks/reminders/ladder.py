"""The ladder: which step a day has reached, counted from an anchor day. Pure.

Only the newest step reached counts, so an outage is caught up with one letter and
never with a pile. A step whose day lies more than `TOO_OLD` days back is not brought
to life again: a portal installed late does not urge what is long past; what is still
owed then stands on the page «Đôn đốc» and in the urging letter.
Nothing goes out on a day off: the next working day catches up.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from kehoach.lib.workdays import Calendar

#: Days after which a step is no longer sent by anybody who missed it.
TOO_OLD = 60
_ONE_DAY = timedelta(days=1)


class LadderStep(NamedTuple):
    """A step of the ladder: its row, its offset, and how days are counted."""

    pk: int
    offset: int
    working: bool = False
    #: Which repetition it is; 0 is the step itself.
    repeat: int = 0


class Reach(NamedTuple):
    """The anchors, first to last, for which `step` is the newest one reached."""

    step: LadderStep
    first: date
    last: date


def repeated(
    step: LadderStep, every: int | None, times: int | None
) -> Iterator[LadderStep]:
    """Yield the step and, `every` days after it, its repetitions, at most `times`."""
    yield step
    for number in range(1, (times or 0) + 1) if every else ():
        yield step._replace(offset=step.offset + number * (every or 0), repeat=number)


def occasions(
    anchor: date, offset: int, every: int | None, times: int | None
) -> Iterator[date]:
    """Yield the occasions of a step for an anchor: the anchor itself, and the day of
    each repetition.
    """
    yield anchor
    for step in repeated(LadderStep(0, offset), every, times):
        if step.repeat:
            yield anchor + timedelta(days=step.offset)


def step_day(anchor: date, step: LadderStep, calendar: Calendar) -> date:
    """Return the day on which the step is reached."""
    if step.working:
        return calendar.shift(anchor, step.offset)
    return anchor + timedelta(days=step.offset)


def newest_reached(
    anchor: date, steps: Iterable[LadderStep], today: date, calendar: Calendar
) -> tuple[LadderStep, ...]:
    """Return the newest step reached by `today`, with others of the same day."""
    days = {step: step_day(anchor, step, calendar) for step in steps}
    reached = [day for day in days.values() if day <= today]
    if not reached or (today - max(reached)).days > TOO_OLD:
        return ()
    return tuple(step for step, day in days.items() if day == max(reached))


def reaches(
    steps: Iterable[LadderStep], today: date, calendar: Calendar
) -> Iterator[Reach]:
    """Yield for each step the ranges of anchors that it is due for on `today`.

    The inverse of `newest_reached`: a duty's reminder becomes a condition in SQL.
    """
    steps = tuple(steps)
    if not calendar.is_working(today) or not steps:
        return
    span = 2 * max(abs(step.offset) for step in steps) + TOO_OLD + 30
    open_from: dict[LadderStep, date] = {}
    for number in range(-span, span + 2):
        anchor = today + timedelta(days=number)
        found = newest_reached(anchor, steps, today, calendar)
        for step in [step for step in open_from if step not in found]:
            yield Reach(step, open_from.pop(step), anchor - _ONE_DAY)
        for step in found:
            open_from.setdefault(step, anchor)
