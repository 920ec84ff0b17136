"""A unit has done a task that recurs when it did it every time that is due."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.tests.factories import make_agency
from kehoach.testing.examples import examples
from tasks.models import Duty
from tasks.sums.keeping import differences
from tasks.sums.targets import count_measures, measure_rows, refresh_measures
from tasks.tests.factories import make_duty
from tasks.tests.measuring import SENT, make_scene

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
#: First days of the quarters of 2026, and what each is due on.
QUARTERS = {
    date(2025, 12, 15): date(2026, 3, 17),
    date(2026, 3, 15): date(2026, 6, 16),
    date(2026, 6, 15): date(2026, 9, 16),
    date(2026, 9, 15): date(2026, 12, 16),
}
SAID = {
    "done": SENT,
    "silent": {},
    "waived": {"state": "waived", "reason": "Không có đối tượng"},
    "part": SENT | {"progress": "in_progress"},
}
LAST = date(2026, 12, 14)


@pytest.fixture
def scene():
    return make_scene()


def times(scene, *said, agency=None):
    """Create one duty per quarter, each with its word."""
    agency = agency or make_agency()
    return [
        make_duty(
            scene.task, agency, scene.period, due_on=due, occurs_from=first,
            occurs_to=due - timedelta(days=2), occurrence=f"Quý {number}",
            **SAID[word],
        )
        for number, ((first, due), word) in enumerate(
            zip(QUARTERS.items(), said, strict=False), 1
        )
    ]  # fmt: skip


def done(scene, day):
    """Return (numerator, denominator, not applicable, not reported) of «units done»."""
    found = count_measures(period=scene.period, data_day=day)
    numbers = next(each.numbers for each in found if each.measure == scene.done)
    return (
        int(numbers.numerator),
        int(numbers.denominator),
        numbers.not_applicable,
        numbers.not_reported,
    )


def test_times_that_are_not_due_yet_are_not_asked(scene):
    times(scene, "done", "done", "silent", "silent")
    assert done(scene, date(2026, 6, 16)) == (1, 1, 0, 0)
    assert done(scene, date(2026, 9, 15)) == (1, 1, 0, 0)
    assert done(scene, date(2026, 9, 16)) == (0, 0, 0, 1)
    assert done(scene, LAST) == (0, 0, 0, 1)


def test_on_the_last_day_of_the_data_every_time_counts(scene):
    times(scene, "done", "done", "done", "part")
    assert done(scene, date(2026, 12, 13)) == (1, 1, 0, 0)
    assert done(scene, LAST) == (0, 1, 0, 0)


def test_a_time_that_does_not_concern_the_unit_is_left_out(scene):
    times(scene, "done", "waived", "done", "done")
    times(scene, "waived", "waived", "waived", "waived")
    assert done(scene, LAST) == (1, 1, 1, 0)


def test_before_any_time_is_due_the_first_speaks(scene):
    times(scene, "done", "silent")
    times(scene, "silent", "silent")
    assert done(scene, date(2026, 2, 1)) == (1, 1, 0, 1)


def test_the_list_behind_the_number_leads_to_what_is_missing(scene):
    duties = times(scene, "done", "done", "silent", "done")
    rows = measure_rows(period=scene.period, measure=scene.done, data_day=LAST)
    assert [row.unit.duty_id for row in rows] == [duties[2].pk]


def test_what_was_stored_knows_that_a_time_became_due_since(scene):
    times(scene, "done", "silent")
    refresh_measures(today=date(2026, 6, 15))
    assert done(scene, date(2026, 6, 15)) == (1, 1, 0, 0)
    assert done(scene, date(2026, 6, 16)) == (0, 0, 0, 1)
    refresh_measures(today=date(2026, 6, 16))
    assert done(scene, date(2026, 6, 15)) == (1, 1, 0, 0)


@settings(
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    said=st.lists(
        st.lists(st.sampled_from(sorted(SAID)), min_size=1, max_size=4), max_size=3
    ),
    stored=st.dates(date(2026, 1, 1), LAST),
    asked=st.dates(date(2026, 1, 1), LAST),
)
def test_stored_sums_say_the_same_on_any_day(scene, said, stored, asked):
    Duty.objects.all().delete()
    for words in said:
        times(scene, *words)
    plain = done(scene, asked)
    refresh_measures(today=stored)
    assert done(scene, asked) == plain
    assert not differences(period=scene.period)
