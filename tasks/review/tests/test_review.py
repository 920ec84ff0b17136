"""Accepting, asking to complete and waiving; nobody accepts what they sent."""

from datetime import date, timedelta

import pytest

from agencies.tests.factories import make_agency, make_membership, make_user
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed, PeriodClosed
from tasks.models import Duty, DutyEvent
from tasks.models.status import Standing, standing_of
from tasks.review.deciding import (
    accept_duty,
    accept_many,
    default_return_day,
    return_duty,
    waive_duty,
)
from tasks.tests.factories import NOW, TODAY, make_duty, make_period, make_plan
from tasks.work.sending import submit_duty

pytestmark = pytest.mark.django_db
MOMENT = {"today": TODAY, "now": NOW}
LATER = {"today": TODAY + timedelta(days=9), "now": NOW + timedelta(days=9)}


@pytest.fixture
def steering():
    return make_agency("Sở Nội vụ", code="so-noi-vu")


@pytest.fixture
def officer(steering):
    return make_user("officer", steering)


@pytest.fixture
def period(steering):
    return make_period(make_plan(steering))


def sent(period, agency=None, by=None, **fields):
    """Return a duty that `by` (or the agency's head) sent today."""
    duty = make_duty(agency=agency, period=period, **fields)
    sender = by or make_user("head", duty.agency)
    duty.state, duty.first_sent_on = "submitted", TODAY
    duty.submitted_by, duty.submitted_at = sender, NOW
    duty.save()
    DutyEvent.objects.create(
        duty=duty,
        kind="submitted",
        from_state="open",
        to_state="submitted",
        actor=sender,
        effective_on=TODAY,
        recorded_at=NOW,
    )
    return duty


def test_accepting_sets_day_event_and_version(period, officer):
    duty = sent(period)
    accept_duty(duty=duty, actor=officer, **MOMENT)
    duty.refresh_from_db()
    assert (duty.state, duty.accepted_on, duty.version) == ("accepted", TODAY, 2)
    event = duty.events.last()
    assert (event.kind, event.actor, event.from_state) == (
        "accepted",
        officer,
        "submitted",
    )
    assert event.own_agency is False


@pytest.mark.parametrize("role", ["viewer", "clerk", "leader"])
def test_only_officers_and_heads_of_the_steering_agency_accept(period, steering, role):
    with pytest.raises(NotAllowed):
        accept_duty(duty=sent(period), actor=make_user(role, steering), **MOMENT)


def test_a_head_of_another_agency_does_not_accept(period):
    with pytest.raises(NotAllowed):
        accept_duty(duty=sent(period), actor=make_user("head", make_agency()), **MOMENT)


def test_a_membership_that_ended_yesterday_accepts_nothing(period, steering):
    gone = make_user("head", steering, valid_to=TODAY - timedelta(days=1))
    with pytest.raises(NotAllowed):
        accept_duty(duty=sent(period), actor=gone, **MOMENT)


def test_nobody_accepts_what_they_sent(period, officer):
    duty = sent(period)
    make_membership(officer, duty.agency, "head")
    duty.events.update(actor=officer)
    with pytest.raises(NotAllowed, match="tự tiếp nhận"):
        accept_duty(duty=duty, actor=officer, **MOMENT)
    duty.events.all().delete()
    Duty.objects.update(submitted_by=officer)
    with pytest.raises(NotAllowed, match="tự tiếp nhận"):
        accept_duty(duty=duty, actor=officer, **MOMENT)


def test_an_earlier_rounds_sender_may_accept_what_another_sent(period, officer):
    duty = sent(period, by=officer)
    other = make_user("officer", period.plan.steering_agency)
    day = TODAY + timedelta(days=5)
    return_duty(
        duty=duty,
        reason="Thiếu",
        new_due_on=day,
        earlier=True,
        day_off=True,
        actor=other,
        **MOMENT,
    )
    head = make_user("head", duty.agency)
    Duty.objects.update(state="submitted", submitted_by=head)
    accept_duty(duty=duty, actor=officer, **LATER)
    assert Duty.objects.get().state == "accepted"


def test_the_steering_agencys_own_duty_is_accepted_by_its_head_and_marked(
    period, steering, officer
):
    head, sender = make_user("head", steering), make_user("head", steering)
    duty = sent(period, agency=steering, by=sender)
    for wrong in (officer, sender):
        with pytest.raises(NotAllowed):
            accept_duty(duty=duty, actor=wrong, **MOMENT)
    accept_duty(duty=duty, actor=head, **MOMENT)
    assert duty.events.last().own_agency is True


def test_returning_sets_a_new_day_and_leaves_lateness_as_it_was(period, officer):
    duty = sent(period, due_on=TODAY - timedelta(days=1))
    assert standing_of(duty, TODAY) == Standing.WAITING_LATE
    day = TODAY + timedelta(days=5)
    return_duty(
        duty=duty,
        reason=" Nêu rõ ",
        new_due_on=day,
        earlier=True,
        day_off=True,
        actor=officer,
        **MOMENT,
    )
    duty.refresh_from_db()
    assert (duty.state, duty.return_due_on) == ("returned", day)
    assert duty.first_sent_on == TODAY
    assert duty.events.last().note == "Nêu rõ"
    head = make_user("head", duty.agency)
    duty.entries.create(
        agency=duty.agency,
        period=period,
        done_on=TODAY,
        text="Đã bổ sung",
        progress="done",
        author=head,
        recorded_at=NOW,
    )
    submit_duty(duty=duty, actor=head, **LATER)
    accept_duty(duty=duty, actor=officer, **LATER)
    duty.refresh_from_db()
    assert duty.first_sent_on == TODAY
    duty.progress = "done"
    assert standing_of(duty, LATER["today"]) == Standing.DONE_LATE


@pytest.mark.parametrize(
    ("reason", "day", "field"),
    [
        ("  ", TODAY + timedelta(days=3), "reason"),
        ("Thiếu số liệu", None, "new_due_on"),
        ("Thiếu số liệu", TODAY, "new_due_on"),
    ],
)
def test_returning_needs_a_reason_and_a_later_day(period, officer, reason, day, field):
    duty = sent(period)
    with pytest.raises(InvalidInput) as refused:
        return_duty(
            duty=duty,
            reason=reason,
            new_due_on=day,
            earlier=True,
            day_off=True,
            actor=officer,
            **MOMENT,
        )
    assert list(refused.value.problems) == [field]
    duty.refresh_from_db()
    assert duty.state == "submitted"


def test_only_what_waits_can_be_accepted_or_returned(period, officer):
    duty = make_duty(period=period)
    with pytest.raises(DutyNotOpen):
        accept_duty(duty=duty, actor=officer, **MOMENT)
    with pytest.raises(DutyNotOpen):
        return_duty(
            duty=duty,
            reason="x",
            new_due_on=TODAY + timedelta(days=1),
            earlier=True,
            day_off=True,
            actor=officer,
            **MOMENT,
        )


def test_a_closed_period_refuses_unless_the_duty_was_reopened(period, officer):
    duty = sent(period)
    period.state = "closed"
    period.save()
    with pytest.raises(PeriodClosed):
        accept_duty(duty=duty, actor=officer, **MOMENT)
    with pytest.raises(PeriodClosed):
        waive_duty(duty=duty, reason="x", actor=officer, **MOMENT)
    Duty.objects.update(reopened_until=TODAY)
    accept_duty(duty=duty, actor=officer, **MOMENT)
    assert Duty.objects.get().state == "accepted"


def test_waiving_keeps_the_reason_and_refuses_what_was_accepted(period, officer):
    duty = make_duty(period=period)
    with pytest.raises(InvalidInput):
        waive_duty(duty=duty, reason=" ", actor=officer, **MOMENT)
    waive_duty(duty=duty, reason="Không có tổ chức này", actor=officer, **MOMENT)
    duty.refresh_from_db()
    assert (duty.state, duty.reason, duty.ended_on) == (
        "waived",
        "Không có tổ chức này",
        TODAY,
    )
    done = sent(period)
    accept_duty(duty=done, actor=officer, **MOMENT)
    with pytest.raises(DutyNotOpen):
        waive_duty(duty=done, reason="x", actor=officer, **MOMENT)


def test_bulk_acceptance_takes_what_it_can_and_says_why_not(period, officer, steering):
    clean, own = sent(period), sent(period, agency=steering, by=officer)
    still_open = make_duty(period=period)
    results = accept_many(duties=[clean, own, still_open], actor=officer, **MOMENT)
    kinds = [type(result.problem).__name__ for result in results]
    assert kinds == ["NoneType", "NotAllowed", "DutyNotOpen"]
    states = Duty.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["accepted", "submitted", "open"]


def test_bulk_acceptance_asks_the_same_number_of_questions(
    period, officer, django_assert_max_num_queries
):
    def ask(count):
        duties = [sent(period) for _ in range(count)]
        with django_assert_max_num_queries(40) as seen:
            accept_many(duties=duties, actor=officer, **MOMENT)
        return len(seen)

    assert ask(1) == ask(4)


def test_five_working_days_pass_over_the_weekend():
    assert default_return_day(Duty(), date(2026, 6, 10)) == date(2026, 6, 17)
