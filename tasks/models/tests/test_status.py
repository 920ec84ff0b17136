"""The rule of standings stands twice, as Python and as SQL: they must agree."""

from datetime import date, timedelta

import pytest
from django.db.models import BooleanField, Case, Q, When
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kehoach.testing.examples import examples
from tasks.duties.listing import NOT_OWED
from tasks.models import Duty
from tasks.models.freshness import Freshness, freshness_case, freshness_of
from tasks.models.status import (
    CARRIED_OUT,
    IS_CARRIED_OUT,
    IS_OWED,
    LATE,
    UNSETTLED,
    Standing,
    is_late,
    standing_case,
    standing_of,
    standing_then_case,
)
from tasks.tests.factories import TODAY, make_duty

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
NEAR = st.integers(-70, 70).map(lambda days: TODAY + timedelta(days=days))
MAYBE = st.none() | NEAR


@pytest.fixture
def duty(db: None) -> Duty:
    return make_duty()


def holds(condition: Q) -> Case:
    """Return whether the condition holds, as an expression."""
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


@settings(
    max_examples=examples(150),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    state=st.sampled_from(
        ["open", "prepared", "submitted", "returned", "accepted", "waived", "ended"]
    ),
    progress=st.sampled_from(["not_started", "in_progress", "done"]),
    schedule=st.sampled_from(["annual", "ongoing", "once"]),
    requested=st.booleans(),
    nothing=st.booleans(),
    due=MAYBE,
    sent=MAYBE,
    returned=NEAR,
    beat=MAYBE,
    again=st.booleans(),
)
def test_python_and_sql_agree(
    duty: Duty,
    state: str,
    progress: str,
    schedule: str,
    requested: bool,
    nothing: bool,
    due: date | None,
    sent: date | None,
    returned: date,
    beat: date | None,
    again: bool,
) -> None:
    again = again and state not in {"open", "waived", "ended"}
    must_be_sent = state in {"submitted", "accepted"}
    Duty.objects.filter(pk=duty.pk).update(
        state=state,
        progress=progress,
        schedule=schedule,
        is_requested=requested,
        nothing_to_report=nothing,
        due_on=due,
        first_sent_on=sent or (TODAY if must_be_sent else None),
        return_due_on=returned if state == "returned" or again else None,
        accepted_on=TODAY if state == "accepted" else None,
        reason="lý do" if state in {"waived", "ended"} else "",
        heartbeat_on=beat,
    )
    row = Duty.objects.annotate(
        standing=standing_case(TODAY),
        then=standing_then_case(TODAY, {}),
        freshness=freshness_case(TODAY),
        owed=holds(IS_OWED),
        carried_out=holds(IS_CARRIED_OUT),
        late=holds(is_late(TODAY)),
    ).get(pk=duty.pk)
    assert row.standing == row.then == standing_of(row, TODAY)
    assert row.owed == (row.standing not in NOT_OWED)
    assert row.carried_out == (row.standing in CARRIED_OUT)
    assert row.late == (row.standing in LATE)
    assert (
        row.standing == row.standing_without_date
        or {row.standing, row.standing_without_date} <= UNSETTLED
    )
    assert row.freshness == freshness_of(row, TODAY)


def test_due_day_itself_is_not_late() -> None:
    duty = make_duty(due_on=TODAY)
    assert standing_of(duty, TODAY) == Standing.DUE_SOON
    assert standing_of(duty, TODAY + timedelta(days=1)) == Standing.OVERDUE


def test_requested_bodies_are_never_late() -> None:
    duty = make_duty(due_on=TODAY, is_requested=True)
    after = TODAY + timedelta(days=400)
    assert standing_of(duty, after) == Standing.NOT_STARTED


def test_a_letter_that_arrived_stops_the_clock() -> None:
    duty = make_duty(due_on=TODAY, first_sent_on=TODAY)
    after = TODAY + timedelta(days=30)
    assert standing_of(duty, after) == Standing.LETTER_ONLY


def test_the_heartbeat_ages_and_goes_stale() -> None:
    duty = make_duty(heartbeat_on=TODAY)
    days = {
        0: Freshness.FRESH,
        1: Freshness.AGEING,
        30: Freshness.AGEING,
        31: Freshness.STALE,
    }
    for late, expected in days.items():
        assert freshness_of(duty, TODAY + timedelta(days=late)) == expected


def test_every_standing_has_tone_and_icon() -> None:
    assert {s for s in Standing if not (s.tone and s.icon)} == set()
