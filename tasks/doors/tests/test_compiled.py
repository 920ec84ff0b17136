"""A query that is put together once says what the ORM says, with any values."""

from datetime import date, timedelta

import pytest

from kehoach.site.compiled import Compiled
from tasks.doors.request_params import _PERIODS
from tasks.models import Period
from tasks.models.period_rows import first_awaited
from tasks.tests.factories import make_period, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
DAYS = [date(2026, 1, 15), date(2026, 6, 30), date(2026, 12, 31), date(2027, 2, 28)]


@pytest.mark.parametrize("day", DAYS)
def test_the_rows_are_those_of_the_orm(day: date) -> None:
    plan = make_plan()
    for year in (2025, 2026, 2027):
        make_period(plan, year)
    make_period(make_plan(), 2026)
    wanted = Period.objects.filter(plan=plan).meant_first(day)
    values = {"plan": plan.pk, "today": day, "year": first_awaited(day)}
    found = _PERIODS.objects(**values)
    assert found == list(wanted)
    told = [(each.year, each.data_from, each.closed_at, each.outline) for each in found]
    assert told == [
        (each.year, each.data_from, each.closed_at, each.outline) for each in wanted
    ]


def test_the_setting_is_read_anew(settings) -> None:
    assert first_awaited(DAYS[0]) == 2025
    settings.OLD_YEAR_UNTIL = (1, 1)
    assert first_awaited(DAYS[0]) == 2026


def test_a_value_worked_out_of_another_is_refused() -> None:
    def week_after(day: date):
        return Period.objects.filter(data_to__lte=day + timedelta(7))

    with pytest.raises(TypeError):
        Compiled(week_after, day=date(1801, 1, 2)).rows(day=DAYS[0])


def test_a_value_that_the_query_does_not_read_is_refused() -> None:
    with pytest.raises(TypeError):
        Compiled(lambda key: Period.objects.all(), key=2**53 - 111).rows(key=1)
