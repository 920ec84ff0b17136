"""A closed period is read-only and answered from what it stored."""

from datetime import date

import pytest

from agencies.models import Agency
from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import InvalidInput, NotAllowed, PeriodClosed
from tasks.models import Duty, DutySnapshot, Period, PeriodUnit
from tasks.periods.closing import TooEarly, close_period, unlock_duty
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_period,
    make_plan,
    make_task,
)
from tasks.work.extensions import extend_agency, extend_duty
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
AFTER = date(2026, 12, 20)


@pytest.fixture
def period() -> Period:
    return make_period(make_plan())


def close(period: Period, day: date = AFTER) -> None:
    head = make_user("head", period.plan.steering_agency)
    close_period(period=period, actor=head, today=day, now=NOW)


def log(duty: Duty, day: date) -> None:
    log_progress(
        duties=[duty], author=make_user("officer", duty.agency), done_on=date(2026, 12, 1),
        text="Đã làm", progress="done", nothing_to_report=False, answers={},
        version=None, today=day, now=NOW,
    )  # fmt: skip


def test_closing_stores_units_labels_and_states(period: Period) -> None:
    task = make_task(period.plan)
    alive, gone = make_agency(), make_agency(valid_to=date(2026, 7, 1))
    make_duty(task, alive, period)
    make_duty(
        task, gone, period, state="accepted", first_sent_on=TODAY, accepted_on=TODAY
    )
    close(period)
    units = {u.agency_id: u.alive_on_data_day for u in PeriodUnit.objects.all()}
    assert units == {alive.pk: True, gone.pk: False}
    labels = dict(DutySnapshot.objects.values_list("agency_id", "label"))
    assert labels[alive.pk] == "Quá hạn chưa gửi"
    Agency.objects.filter(pk=alive.pk).update(name="Đổi tên")
    assert PeriodUnit.objects.get(agency=alive).name == alive.name


def test_a_closed_period_refuses_work_until_one_duty_is_reopened(
    period: Period,
) -> None:
    duty = make_duty(make_task(period.plan), make_agency(), period)
    close(period)
    with pytest.raises(PeriodClosed):
        log(duty, AFTER)
    head = make_user("head", period.plan.steering_agency)
    unlock_duty(
        duty=duty, reason="Bổ sung số liệu", until=date(2026, 12, 31), day_off=True, actor=head,
        today=AFTER, now=NOW,
    )  # fmt: skip
    log(duty, date(2026, 12, 31))
    with pytest.raises(PeriodClosed):
        log(duty, date(2027, 1, 1))


def test_closing_before_the_cut_off_is_refused(period: Period) -> None:
    with pytest.raises(TooEarly):
        close(period, date(2026, 12, 14))


def test_closing_twice_is_refused(period: Period) -> None:
    close(period)
    with pytest.raises(PeriodClosed):
        close(period)


def test_a_stranger_cannot_close(period: Period) -> None:
    with pytest.raises(NotAllowed):
        close_period(
            period=period, actor=make_user("head", make_agency()), today=AFTER, now=NOW
        )


def test_an_extension_moves_the_day_and_keeps_the_first(period: Period) -> None:
    duty = make_duty(make_task(period.plan), make_agency(), period)
    officer = make_user("officer", period.plan.steering_agency)
    new = date(2026, 12, 31)
    extend_duty(
        duty=duty,
        new_due_on=new,
        reason="Bão số 9",
        actor=officer,
        today=TODAY,
        now=NOW,
    )
    duty.refresh_from_db()
    assert (duty.due_on, duty.original_due_on) == (new, period.unit_due)
    assert duty.events.get().kind == "extended"


def test_an_agency_is_extended_as_a_whole(period: Period) -> None:
    agency = make_agency()
    duties = [make_duty(make_task(period.plan), agency, period) for _ in range(3)]
    sent = make_duty(
        make_task(period.plan), agency, period, state="submitted", first_sent_on=TODAY
    )
    officer = make_user("officer", period.plan.steering_agency)
    extend_agency(
        agency=agency, period=period, new_due_on=date(2026, 12, 30), reason="Sắp xếp",
        actor=officer, today=TODAY, now=NOW,
    )  # fmt: skip
    days = {d.due_on for d in Duty.objects.filter(pk__in=[d.pk for d in duties])}
    assert days == {date(2026, 12, 30)}
    sent.refresh_from_db()
    assert sent.due_on == period.unit_due


def test_an_extension_needs_a_reason(period: Period) -> None:
    duty = make_duty(make_task(period.plan), make_agency(), period)
    officer = make_user("officer", period.plan.steering_agency)
    with pytest.raises(InvalidInput):
        extend_duty(
            duty=duty, new_due_on=date(2026, 12, 30), reason=" ", actor=officer,
            today=TODAY, now=NOW,
        )  # fmt: skip
