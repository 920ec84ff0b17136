"""Changing a period's letter and deadlines."""

from datetime import date

import pytest

from agencies.tests.factories import make_user
from tasks.duties.errors import InvalidInput, NotAllowed, PeriodClosed
from tasks.models import Extension
from tasks.periods.days import edit_period
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_period,
    make_plan,
    make_task,
)

pytestmark = pytest.mark.django_db
MOMENT = {"today": TODAY, "now": NOW}
NEW = date(2026, 12, 22)


@pytest.fixture
def period():
    return make_period(make_plan())


@pytest.fixture
def head(period):
    return make_user("head", period.plan.steering_agency)


def test_a_new_deadline_moves_open_duties_that_were_not_extended(period, head):
    plain, extended, by_agency, sent = (make_duty(period=period) for _ in range(4))
    once = make_duty(make_task(period.plan, schedule="once"), period=period)
    common = {
        "period": period,
        "new_due_on": NEW,
        "reason": "Bão",
        "granted_by": head,
        "effective_on": TODAY,
        "recorded_at": NOW,
    }
    Extension.objects.create(duty=extended, **common)
    extended.due_from = "extension"
    extended.save()
    Extension.objects.create(agency=by_agency.agency, **common)
    sent.state, sent.first_sent_on = "submitted", TODAY
    sent.save()
    before = period.unit_due
    moved = edit_period(period=period, changes={"unit_due": NEW}, actor=head, **MOMENT)
    assert moved == 1
    days = {}
    for duty in (plain, extended, by_agency, sent, once):
        duty.refresh_from_db()
        days[duty.pk] = duty.due_on
    assert days[plain.pk] == NEW
    assert plain.original_due_on == NEW
    assert {days[d.pk] for d in (extended, by_agency, sent, once)} == {before}
    event = period.events.get()
    assert (event.kind, event.counts, event.actor) == (
        "edited",
        {"duties_moved": 1},
        head,
    )
    assert "16/12/2026 → 22/12/2026" in event.note


def test_nothing_changed_writes_nothing(period, head):
    same = {"unit_due": period.unit_due, "outline": ""}
    assert edit_period(period=period, changes=same, actor=head, **MOMENT) == 0
    assert not period.events.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit_due": date(2026, 12, 14)}, "unit_due"),
        ({"summary_due": date(2026, 12, 15)}, "summary_due"),
        ({"request_number": "12/SNV"}, "request_number"),
    ],
)
def test_nonsense_is_refused_beside_its_field(period, head, changes, field):
    with pytest.raises(InvalidInput) as refused:
        edit_period(period=period, changes=changes, actor=head, **MOMENT)
    assert list(refused.value.problems) == [field]


def test_only_heads_of_the_steering_agency_and_only_while_open(period, head):
    officer = make_user("officer", period.plan.steering_agency)
    with pytest.raises(NotAllowed):
        edit_period(period=period, changes={"outline": "A"}, actor=officer, **MOMENT)
    period.state = "closed"
    period.save()
    with pytest.raises(PeriodClosed):
        edit_period(period=period, changes={"outline": "A"}, actor=head, **MOMENT)
