"""Calendars of reports: every day lies in one period of each level, whatever the year."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.lib.periods import (
    CalendarLine,
    Span,
    calendar_problems,
    next_such_day,
    read_calendar_day,
    spans_in,
)

YEARS = st.integers(2020, 2040)
DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda d: (d.month, d.day))


def after(days, first):
    """Put the days in the order in which they come behind the first."""
    return [*sorted(days - {first}, key=lambda day: (day <= first, day)), first]


@st.composite
def calendars(draw):
    """Return a year that ends on any day, cut into parts, these cut again, and totals."""
    end = draw(DAYS)
    cuts = after(draw(st.sets(DAYS, min_size=1, max_size=5)), end)
    if {(2, 28), (2, 29)} <= {*cuts}:  # no cut between two days that are one
        cuts = [day for day in cuts if day != (2, 29)] if end != (2, 29) else [end]
    lines = [CalendarLine("nam", end)]
    lines += [CalendarLine(f"p-{n}", day, "nam") for n, day in enumerate(cuts)]
    lines += [CalendarLine(f"t-{n}", day, "nam", True) for n, day in enumerate(cuts)]
    if draw(st.booleans()):
        lines.append(CalendarLine("q", cuts[0], "p-0"))
    return lines


def level(lines, spans, whole):
    return [
        spans[row.key] for row in lines if row.part_of == whole and not row.is_total
    ]


@given(calendars(), YEARS)
def test_every_day_lies_in_exactly_one_period_of_a_level(lines, year):
    assert calendar_problems(lines) == {}
    spans, following = spans_in(lines, year), spans_in(lines, year + 1)
    assert spans["nam"].data_to + timedelta(days=1) == following["nam"].data_from
    assert spans["nam"].data_to.year == year
    for whole in ("nam", "p-0"):
        parts = level(lines, spans, whole)
        for before, then in itertools.pairwise(parts):
            assert before.data_to + timedelta(days=1) == then.data_from
        if parts:
            assert parts[0].data_from == spans[whole].data_from
            assert parts[-1].data_to == spans[whole].data_to
    day = spans["nam"].data_from
    while day <= spans["nam"].data_to:
        found = [p for p in level(lines, spans, "nam") if p.holds(Span(day, day))]
        assert len(found) == 1
        day += timedelta(days=1)


@given(calendars(), YEARS)
def test_a_running_total_begins_with_its_whole_and_ends_inside(lines, year):
    spans = spans_in(lines, year)
    for row in lines:
        if row.is_total:
            assert spans[row.key].data_from == spans["nam"].data_from
            assert spans["nam"].holds(spans[row.key])


def lines(*rows):
    return [
        CalendarLine(key, read_calendar_day(day), *more) for key, day, *more in rows
    ]


def test_the_usual_year_and_its_parts():
    usual = lines(("nam", "14/12"), ("6-thang", "14/6", "nam", True))
    assert spans_in(usual, 2026) == {
        "nam": Span(date(2025, 12, 15), date(2026, 12, 14)),
        "6-thang": Span(date(2025, 12, 15), date(2026, 6, 14)),
    }


def test_a_year_may_have_no_whole_of_its_own():
    halves = lines(("dau", "14/6"), ("cuoi", "14/12"))
    assert calendar_problems(halves) == {}
    assert spans_in(halves, 2027)["dau"] == Span(date(2026, 12, 15), date(2027, 6, 14))
    assert spans_in([], 2027) == {}


@pytest.mark.parametrize(
    ("rows", "key", "said"),
    [
        ([("a", "14/6", "b")], "", "ít nhất một kỳ"),
        ([("nam", "14/12"), ("a", "14/6", "b")], "a", "không có trong lịch"),
        ([("nam", "14/12"), ("a", "14/6", "a")], "a", "không có trong lịch"),
        (
            [("nam", "14/12"), ("a", "14/6", "b"), ("b", "14/6", "a")],
            "",
            "vòng quanh",
        ),
        ([("nam", "14/12", "", True)], "nam", "lũy kế"),
        ([("nam", "14/12"), ("a", "14/6", "nam")], "a", "Từ 15/6 đến 14/12"),
        (
            [("nam", "14/12"), ("b", "14/6", "nam"), ("a", "14/3", "nam")],
            "a",
            "đứng trước",
        ),
        ([("a", "14/6"), ("b", "14/6")], "b", "đứng trước"),
        # the same day but every fourth year
        ([("nam", "31/12"), ("a", "28/2", "nam"), ("b", "29/2", "nam")], "b", "đứng"),
    ],
)
def test_what_leaves_a_gap_or_overlaps_is_said_at_its_row(rows, key, said):
    found = calendar_problems(lines(*rows))
    assert said in found.get(key, ""), found


def test_the_last_of_february_is_a_day_of_every_year():
    assert read_calendar_day("29/2") == (2, 29)
    assert next_such_day(date(2027, 1, 1), (2, 29)) == date(2027, 2, 28)
    assert next_such_day(date(2028, 2, 29), (2, 29)) == date(2028, 2, 29)
    with pytest.raises(ValueError, match="«31/6» không phải ngày trong năm"):
        read_calendar_day("31/6")
