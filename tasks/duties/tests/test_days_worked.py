"""Saturdays worked in exchange are seeded, and every count of working days has them."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tasks.duties.days_off import (
    UNIT_DAYS,
    load_holidays,
    working_calendar,
    working_days_after,
)
from tasks.models import Holiday

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
YEARS = range(2024, 2029)


def worked() -> list[date]:
    rows = Holiday.objects.filter(is_worked=True)
    return list(rows.values_list("day", flat=True))


def test_the_saturdays_announced_are_seeded_as_worked() -> None:
    load_holidays(years=YEARS)
    assert worked() == [
        date(2024, 5, 4),
        date(2025, 4, 26),
        date(2026, 1, 10),
        date(2026, 8, 22),
    ]
    assert load_holidays(years=YEARS) == 0


def test_an_exchange_the_package_does_not_know_gives_both_days() -> None:
    load_holidays(years=[2026])
    calendar = working_calendar()
    assert not calendar.is_working(date(2026, 1, 2))
    assert calendar.is_working(date(2026, 1, 10))


@pytest.mark.parametrize(
    ("day", "count", "ends"),
    [
        (date(2026, 8, 17), 10, date(2026, 8, 28)),
        (date(2026, 8, 21), 1, date(2026, 8, 22)),
        (date(2026, 8, 24), -1, date(2026, 8, 22)),
        (date(2025, 4, 25), 2, date(2025, 4, 28)),
        (date(2025, 12, 31), 6, date(2026, 1, 10)),
    ],
)
def test_a_saturday_that_is_worked_counts(day: date, count: int, ends: date) -> None:
    load_holidays(years=YEARS)
    assert working_days_after(day, count) == ends


def test_the_days_of_units_fall_on_it() -> None:
    load_holidays(years=YEARS)
    assert working_days_after(date(2026, 8, 20), UNIT_DAYS) == date(2026, 8, 22)


def test_a_day_off_stays_what_an_administrator_made_of_it() -> None:
    Holiday.objects.create(day=date(2026, 8, 22), name="Ngày nghỉ của tỉnh")
    load_holidays(years=YEARS)
    assert date(2026, 8, 22) not in worked()


@pytest.mark.parametrize("filled", [True, False])
def test_a_portal_in_use_gets_them_by_migration(filled: bool) -> None:
    migration = import_module("tasks.migrations.0042_days_worked_in_exchange")
    if filled:
        Holiday.objects.create(day=date(2026, 4, 30), name="Ngày Chiến thắng")
    migration.add_days(apps, connection.schema_editor())
    assert (date(2026, 8, 22) in worked()) is filled
