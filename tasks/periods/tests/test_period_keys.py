"""How addresses name periods: «2026» is the year, «2026-6-thang» a part of it."""

import pytest
from django.urls import reverse

from tasks.models import Period, periods_named
from tasks.periods.opening import new_period
from tasks.tests.factories import make_plan

Kind = Period.Kind


@pytest.mark.parametrize(
    ("kind", "key", "words"),
    [
        (Kind.YEAR, "2026", "năm 2026"),
        (Kind.HALF, "2026-6-thang", "6 tháng đầu năm 2026"),
        (Kind.NINE_MONTHS, "2026-9-thang", "9 tháng đầu năm 2026"),
    ],
)
def test_a_period_has_one_word(kind, key, words):
    period = Period(kind=kind, year=2026)
    assert (period.key, period.words) == (key, words)
    address = reverse("reporting:yearly", args=["chuyen-doi-so", period.key])
    assert address == f"/ke-hoach/chuyen-doi-so/bao-cao/{key}/"


@pytest.mark.django_db
def test_the_word_finds_exactly_its_period():
    plan = make_plan()
    kinds = (Kind.YEAR, Kind.HALF, Kind.NINE_MONTHS)
    periods = [new_period(plan, 2026, kind) for kind in kinds]
    for period in periods:
        period.save()
    for period in periods:
        assert list(periods_named(Period.objects.all(), period.key)) == [period]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key", ["", "abc", "2027", "2026-nam", "2026-", "20266", "٢٠٢٦", "2026-6-thang'"]
)
def test_nonsense_finds_nothing(key):
    new_period(make_plan(), 2026, Kind.YEAR).save()
    assert not periods_named(Period.objects.all(), key).exists()
