"""The ladder: the newest step reached, nothing before the first, nothing old."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.lib.workdays import Calendar
from tasks.reminders.ladder import (
    TOO_OLD,
    LadderStep,
    Reach,
    newest_reached,
    reaches,
    step_day,
)
from tasks.reminders.tests.reminding import EVERY_DAY

DUE = date(2026, 12, 16)
LADDER = tuple(
    LadderStep(pk, offset) for pk, offset in enumerate((-30, -7, 0, 1, 7, 30), 1)
)


ON_WEEKDAYS = Calendar()


def offset_on(today: date) -> list[int]:
    return [step.offset for step in newest_reached(DUE, LADDER, today, EVERY_DAY)]


@pytest.mark.parametrize(
    ("today", "offsets"),
    [
        (date(2026, 11, 15), []),
        (date(2026, 11, 16), [-30]),
        (date(2026, 12, 8), [-30]),
        (date(2026, 12, 9), [-7]),
        (date(2026, 12, 16), [0]),
        (date(2026, 12, 17), [1]),
        (date(2026, 12, 22), [1]),
        (date(2026, 12, 23), [7]),
        (date(2027, 3, 16), [30]),
        (date(2027, 3, 17), []),
    ],
)
def test_a_day_stands_on_the_newest_step(today: date, offsets: list[int]) -> None:
    assert offset_on(today) == offsets


def test_steps_of_one_day_are_reached_together() -> None:
    steps = (LadderStep(1, 0), LadderStep(2, 7), LadderStep(3, 7))
    today = DUE + timedelta(days=8)
    assert newest_reached(DUE, steps, today, EVERY_DAY) == steps[1:]


@pytest.mark.parametrize(
    ("offset", "day"),
    [(-3, date(2026, 12, 11)), (1, date(2026, 12, 17)), (3, date(2026, 12, 21))],
)
def test_working_days_leave_out_weekends(offset: int, day: date) -> None:
    assert step_day(DUE, LadderStep(1, offset, working=True), ON_WEEKDAYS) == day


def test_nothing_goes_out_on_a_day_off() -> None:
    assert list(reaches(LADDER, date(2026, 12, 13), ON_WEEKDAYS)) == []


def test_the_anchors_of_a_day_are_ranges_in_order() -> None:
    found = sorted(reaches(LADDER[1:3], DUE, EVERY_DAY))
    assert found == [
        Reach(LADDER[1], DUE + timedelta(days=1), DUE + timedelta(days=7)),
        Reach(LADDER[2], DUE - timedelta(days=TOO_OLD), DUE),
    ]


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
ladders = st.lists(
    st.builds(LadderStep, st.integers(1, 1000), st.integers(-40, 40), st.booleans()),
    min_size=1,
    max_size=6,
    unique_by=lambda step: step.pk,
)


@given(anchor=days, today=days, steps=ladders)
def test_only_the_newest_reached_step_counts(
    anchor: date, today: date, steps: list[LadderStep]
) -> None:
    reached = [step for step in steps if step_day(anchor, step, ON_WEEKDAYS) <= today]
    found = newest_reached(anchor, steps, today, ON_WEEKDAYS)
    newest = max(
        (step_day(anchor, step, ON_WEEKDAYS) for step in reached), default=date.min
    )
    expected = {
        step for step in reached if step_day(anchor, step, ON_WEEKDAYS) == newest
    }
    if newest == date.min or today - newest > timedelta(days=TOO_OLD):
        expected = set()
    assert set(found) == expected


@given(anchor=days, outage=st.integers(1, 40), start=st.integers(-60, 60))
def test_after_an_outage_one_step_is_caught_up(
    anchor: date, outage: int, start: int
) -> None:
    back = anchor + timedelta(days=start + outage)
    missed = [
        step
        for step in LADDER
        if back - timedelta(days=outage) < step_day(anchor, step, EVERY_DAY) <= back
    ]
    found = newest_reached(anchor, LADDER, back, EVERY_DAY)
    assert found == tuple(missed[-1:]) if missed else len(found) <= 1


@given(
    today=days.filter(ON_WEEKDAYS.is_working),
    ahead=st.integers(-120, 120),
    steps=ladders,
)
def test_ranges_say_the_same_as_the_rule(
    today: date, ahead: int, steps: list[LadderStep]
) -> None:
    anchor = today + timedelta(days=ahead)
    in_range = {
        reach.step
        for reach in reaches(steps, today, ON_WEEKDAYS)
        if reach.first <= anchor <= reach.last
    }
    assert in_range == set(newest_reached(anchor, steps, today, ON_WEEKDAYS))
