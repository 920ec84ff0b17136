"""The times of a task: they tile a year, lie in one period and do not depend on who asks."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.lib.periods import Span
from kehoach.lib.workdays import Calendar
from tasks.models.occurrences import (
    CUTS,
    Recurring,
    cuts,
    occurrences_in,
    read_year_days,
)
from tasks.models.states import DueFrom, Recurrence
from tasks.tests.factories import annual

YEARS = st.integers(2024, 2040)
#: A plan's own year may begin on any day.
SPANS = st.one_of(
    YEARS.map(annual),
    st.dates(date(2024, 1, 1), date(2040, 12, 31)).map(
        lambda day: Span(day, day + timedelta(days=364))
    ),
)
ONE_DAY = timedelta(days=1)
#: Tết Đinh Mùi: 05/02/2027 … 11/02/2027, with 13/02 worked in exchange.
OFFICES = Calendar(
    frozenset(date(2027, 2, day) for day in range(5, 12)),
    frozenset({date(2027, 2, 13)}),
)
YEAR_DAYS = st.sets(
    st.dates(date(2024, 1, 1), date(2024, 12, 31)), min_size=1, max_size=6
).map(lambda days: ", ".join(f"{day.day}/{day.month}" for day in sorted(days)))


@given(SPANS, st.sampled_from(sorted(CUTS)))
def test_months_quarters_and_halves_tile_the_data_of_a_period(span, kind):
    found = occurrences_in(Recurring(kind), span)
    assert found[0].occurs_from == span.data_from
    assert found[-1].occurs_to == span.data_to
    for before, after in itertools.pairwise(found):
        assert after.occurs_from == before.occurs_to + ONE_DAY
    assert all(each.occurs_from <= each.occurs_to < each.due_on for each in found)


@given(YEARS, st.sampled_from(sorted(CUTS)))
def test_a_year_has_as_many_as_its_kind_says_and_each_its_own_name(year, kind):
    found = occurrences_in(Recurring(kind), annual(year))
    assert len(found) == 12 // CUTS[kind]
    assert len({each.label for each in found}) == len(found)
    assert all(str(year) in each.label for each in found)


@given(YEARS, YEAR_DAYS)
def test_days_of_a_year_never_overlap_and_lie_in_one_period(year, typed):
    task = Recurring(Recurrence.DAYS, year_days=typed)
    both = [occurrences_in(task, annual(each)) for each in (year, year + 1)]
    for span, found in zip((annual(year), annual(year + 1)), both, strict=True):
        assert found
        for each in found:
            assert span.data_from <= each.occurs_from <= each.occurs_to <= span.data_to
            assert each.due_on == each.occurs_to
    every = both[0] + both[1]
    assert all(a.occurs_to < b.occurs_from for a, b in itertools.pairwise(every))


@given(SPANS, st.sampled_from(list(Recurrence)), YEAR_DAYS, st.randoms())
def test_asked_again_in_another_order_it_is_the_same(span, kind, typed, dice):
    task = Recurring(kind, date(2028, 1, 1), date(2030, 12, 31), typed, 10)
    later = Span(span.data_to + ONE_DAY, span.data_to + timedelta(days=365))
    first = {each: occurrences_in(task, each, OFFICES) for each in (span, later)}
    order = [span, later] * 2
    dice.shuffle(order)
    assert all(occurrences_in(task, each, OFFICES) == first[each] for each in order)


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(-20, 20))
def test_a_dated_anchor_is_due_in_one_year_only(anchor, count):
    task = Recurring(Recurrence.RELATIVE, offset_days=count, anchor_on=anchor)
    due = [
        each.due_on
        for year in range(2025, 2033)
        for each in occurrences_in(task, annual(year))
    ]
    assert due == [anchor + timedelta(days=count)]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("quarterly", ["Quý I/2027", "Quý II/2027", "Quý III/2027", "Quý IV/2027"]),
        ("half_year", ["6 tháng đầu năm 2027", "6 tháng cuối năm 2027"]),
        ("monthly", [f"Tháng {month}/2027" for month in range(1, 13)]),
    ],
)
def test_a_part_is_called_by_the_month_in_which_it_ends(kind, labels):
    found = occurrences_in(Recurring(kind), annual(2027))
    assert [each.label for each in found] == labels


def test_a_quarter_is_due_working_days_after_it_or_so_many_days():
    usual, own = (
        occurrences_in(task, annual(2027), OFFICES)
        for task in (
            Recurring(Recurrence.QUARTERLY),
            Recurring(Recurrence.QUARTERLY, offset_days=11),
        )
    )
    assert usual[0].due_on == date(2027, 3, 16)
    assert own[0].due_on == date(2027, 3, 25)
    assert {each.due_from for each in usual} == {DueFrom.OWN}


def test_two_days_of_a_year_are_two_times():
    task = Recurring(Recurrence.DAYS, year_days="10/6 và 10/12")
    found = occurrences_in(task, annual(2027))
    assert [(e.label, e.occurs_from, e.due_on) for e in found] == [
        ("lần 10/6", date(2026, 12, 15), date(2027, 6, 10)),
        ("lần 10/12", date(2027, 6, 11), date(2027, 12, 10)),
    ]


def test_the_last_days_of_december_belong_to_the_next_year():
    task = Recurring(Recurrence.DAYS, year_days="31/12, 30/6")
    days = [each.due_on for each in occurrences_in(task, annual(2027))]
    assert days == [date(2026, 12, 31), date(2027, 6, 30)]


def test_the_leap_day_is_the_last_of_february_in_other_years():
    task = Recurring(Recurrence.ANNUAL, year_days="29/2")
    assert occurrences_in(task, annual(2027))[0].due_on == date(2027, 2, 28)
    assert occurrences_in(task, annual(2028))[0].due_on == date(2028, 2, 29)


def test_working_days_after_an_anchor_leave_tet_out():
    task = Recurring(
        Recurrence.RELATIVE,
        offset_days=5,
        offset_working=True,
        anchor_on=date(2027, 2, 3),
    )
    assert occurrences_in(task, annual(2027), OFFICES)[0].due_on == date(2027, 2, 16)
    before = task._replace(offset_days=-5, anchor_on=date(2027, 2, 16))
    assert occurrences_in(before, annual(2027), OFFICES)[0].due_on == date(2027, 2, 3)


def test_without_its_anchor_it_has_no_day():
    found = occurrences_in(Recurring(Recurrence.RELATIVE, offset_days=10), annual(2027))
    assert [(each.due_on, each.due_from) for each in found] == [(None, DueFrom.ANCHOR)]


def test_a_phase_is_not_asked_before_it_begins():
    task = Recurring(Recurrence.PHASE, date(2028, 1, 1), date(2030, 12, 31))
    assert occurrences_in(task, annual(2027)) == []
    assert [e.due_on for e in occurrences_in(task, annual(2028))] == [
        date(2030, 12, 31)
    ]


def test_a_year_without_own_day_is_due_with_its_period():
    (only,) = occurrences_in(Recurring(Recurrence.ANNUAL), annual(2027))
    assert (only.occurs_from, only.due_on, only.due_from) == (None, None, "period")


def test_days_that_are_none_are_named():
    assert read_year_days("10/12; 10/6 và 29/2") == [(2, 29), (6, 10), (12, 10)]
    with pytest.raises(ValueError, match="«31/6» không phải ngày trong năm"):
        read_year_days("10/6, 31/6")


def test_the_last_cut_of_an_odd_span_is_shorter():
    found = list(cuts(Span(date(2027, 1, 31), date(2027, 4, 10)), 1))
    assert [each.data_from.day for each in found] == [31, 28, 31]
    assert found[-1].data_to == date(2027, 4, 10)
