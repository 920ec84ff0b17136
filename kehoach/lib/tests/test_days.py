"""Days, periods and working days."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.lib.dates import format_date, long_date, parse_date
from kehoach.lib.workdays import add_working_days, is_working_day, working_days_between

#: The years that two digits name (20xx).
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
CALENDAR = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), max_size=20)
#: How people write a day; every one names the same day.
WAYS = (
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d%m%Y",
    "%d/%m/%y",
    "%d.%m.%y",
    "%Y-%m-%d",
)
NONE: frozenset[date] = frozenset()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("05/06/2026", date(2026, 6, 5)),
        ("31/12/2026", date(2026, 12, 31)),
        ("5-6-2026", date(2026, 6, 5)),
        ("05.06.2026", date(2026, 6, 5)),
        ("2026-06-05", date(2026, 6, 5)),
        ("05062026", date(2026, 6, 5)),
        ("5/6/26", date(2026, 6, 5)),
        ("27-11-26", date(2026, 11, 27)),
        (datetime(2026, 6, 5, 7, 30), date(2026, 6, 5)),
        (date(2026, 6, 5), date(2026, 6, 5)),
    ],
)
def test_days_are_read_day_first(written: object, day: date) -> None:
    assert parse_date(written) == day


@pytest.mark.parametrize(
    "wrong",
    [
        *("31/02/2026", "June 5", "", "13/13/2026", "05/06", "5062026", "27/11/226"),
        *("30022026", "05/06/2026/", "5/6/0000"),
    ],
)
def test_other_writing_is_refused_in_vietnamese(wrong: str) -> None:
    with pytest.raises(ValueError, match="ngày/tháng/năm"):
        parse_date(wrong)


@given(DAYS, st.sampled_from(WAYS))
def test_what_is_written_is_read_back(day: date, way: str) -> None:
    assert parse_date(f"{day:{way}}") == day


@given(DAYS, DAYS, st.sampled_from("/.-"))
def test_a_day_without_its_year_is_the_nearest(
    day: date, today: date, mark: str
) -> None:
    read = parse_date(f"{day.day}{mark}{day.month:02d}", today=today)
    assert (read.day, read.month) == (day.day, day.month)
    assert abs(read - today) <= abs(day - today)
    if (day.day, day.month) != (29, 2):
        assert abs(read - today) <= timedelta(days=183)


@given(DAYS, DAYS)
def test_a_written_year_counts_whatever_today_is(day: date, today: date) -> None:
    assert parse_date(format_date(day), today=today) == day


@pytest.mark.parametrize("wrong", ["31/04", "30/2", "0/5", "5/13"])
def test_a_day_of_no_year_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="ngày/tháng/năm"):
        parse_date(wrong, today=date(2026, 11, 29))


def test_long_form_has_zeros_where_the_decree_wants_them() -> None:
    assert long_date(date(2026, 1, 5)) == "ngày 05 tháng 01 năm 2026"
    assert long_date(date(2026, 3, 9)) == "ngày 09 tháng 3 năm 2026"
    assert long_date(date(2026, 12, 14)) == "ngày 14 tháng 12 năm 2026"


def test_deadline_of_2026_is_a_wednesday() -> None:
    due = add_working_days(date(2026, 12, 14), 2, days_off=NONE, days_worked=NONE)
    assert due == date(2026, 12, 16)


@given(DAYS, st.integers(-40, 40), CALENDAR, CALENDAR)
def test_so_many_working_days_lie_between(
    day: date, count: int, off: frozenset[date], worked: frozenset[date]
) -> None:
    found = add_working_days(day, count, days_off=off, days_worked=worked)
    if count:
        assert is_working_day(found, days_off=off, days_worked=worked)
    if count > 0:
        between = working_days_between(day, found, days_off=off, days_worked=worked)
        assert between == count
