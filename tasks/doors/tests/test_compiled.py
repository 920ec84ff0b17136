"""A query that is put together once says what the ORM says, with any values."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

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


def test_days_later_are_counted_from_the_value() -> None:
    plan = make_plan()
    make_period(plan, 2026)

    def by_then(day: date):
        return Period.objects.filter(data_from__lte=day + timedelta(7))

    (period,) = Period.objects.all()
    first, asked = period.data_from, Compiled(by_then, day=date(1801, 1, 2))
    assert asked.objects(day=first - timedelta(7)) == [period]
    assert asked.objects(day=first - timedelta(8)) == []


def test_a_value_worked_out_of_another_is_refused() -> None:
    def end_of_month(day: date):
        return Period.objects.filter(data_to__lte=day.replace(day=28))

    with pytest.raises(TypeError):
        Compiled(end_of_month, day=date(1801, 1, 2)).rows(day=DAYS[0])


def test_a_value_that_the_query_does_not_read_is_refused() -> None:
    with pytest.raises(TypeError):
        Compiled(lambda key: Period.objects.all(), key=2**53 - 111).rows(key=1)


def test_what_is_joined_comes_with_the_object(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    plan = make_plan()
    make_period(plan, 2026)

    def joined(code: str):
        rows = Period.objects.select_related("plan__steering_agency")
        return rows.filter(plan__code=code)

    asked = Compiled(joined, code="'")
    assert asked.objects(code="'%s\"") == []
    with django_assert_num_queries(1):
        (found,) = asked.objects(code=plan.code)
        assert found.plan == plan
        assert found.plan.steering_agency.name == plan.steering_agency.name
