"""How addresses name periods: «2026» is the year, «2026-6-thang» a part of it."""

import pytest
from django.urls import reverse

from tasks.models import Period, periods_named
from tasks.periods.opening import new_period
from tasks.tests.factories import make_plan

Kind = Period.Kind


@pytest.mark.parametrize(
    ("kind", "label", "key", "words"),
    [
        ("nam", "Năm", "2026", "năm 2026"),
        ("6-thang", "6 tháng đầu năm", "2026-6-thang", "6 tháng đầu năm 2026"),
        ("quy-1", "Quý I", "2026-quy-1", "quý I năm 2026"),
    ],
)
def test_a_period_has_one_word(kind, label, key, words):
    period = Period(kind=kind, label=label, year=2026)
    assert (period.key, period.words) == (key, words)
    address = reverse("reporting:yearly", args=["chuyen-doi-so", period.key])
    assert address == f"/ke-hoach/chuyen-doi-so/bao-cao/{key}/"


@pytest.mark.django_db
def test_the_word_finds_exactly_its_period():
    plan = make_plan()
    kinds = (Kind.YEAR, "6-thang", "9-thang")
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
