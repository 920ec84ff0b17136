"""Planning: who, on which step, once; nothing for what nobody may urge."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, User
from agencies.tests.factories import make_agency, make_membership, make_user
from tasks.models import Duty, Envelope, Holiday, Reminder, ReminderRun, Rung
from tasks.reminders.planning import drop_moot, plan_reminders, sweep_stuck
from tasks.reminders.tests.reminding import DUE, NOW, WEEK_BEFORE, Cast, make_cast
from tasks.tests.factories import (
    make_assignment,
    make_duty,
    make_period,
    make_task,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
#: Run row, savepoint, rungs, holidays, one INSERT per addressee and basis, run row.
#: PostgreSQL has two more: planning asks not to be compiled, and takes that back.
PLANNING_STATEMENTS = 10 + 2 * (connection.vendor == "postgresql")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def plan_on(day: date) -> int:
    return plan_reminders(today=day, now=NOW)


def planned() -> list[tuple[int, int, date]]:
    rows = Reminder.objects.order_by("pk").select_related("rung")
    return [(row.person_id, row.rung.offset_days, row.occasion) for row in rows]


def change(duty: Duty, **fields: Any) -> None:
    Duty.objects.filter(pk=duty.pk).update(**fields)


def test_the_officer_is_reminded_a_week_before(cast: Cast) -> None:
    assert plan_on(WEEK_BEFORE) == 1
    assert planned() == [(cast.officer.pk, -7, DUE)]


def test_a_second_run_plans_nothing(cast: Cast) -> None:
    plan_on(WEEK_BEFORE)
    assert plan_on(WEEK_BEFORE) == 0
    assert plan_on(date(2026, 12, 10)) == 0
    assert Reminder.objects.count() == 1


def test_the_ledger_refuses_a_second_row(cast: Cast) -> None:
    plan_on(WEEK_BEFORE)
    row = Reminder.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_missed_days_are_caught_up_with_the_newest_step_only(cast: Cast) -> None:
    plan_on(date(2026, 11, 17))
    plan_on(date(2026, 12, 24))
    assert planned() == [(cast.officer.pk, -30, DUE), (cast.head.pk, 7, DUE)]


def test_nothing_is_planned_before_the_first_step_or_on_a_day_off(cast: Cast) -> None:
    Holiday.objects.create(day=WEEK_BEFORE, name="Nghỉ bù")
    assert plan_on(date(2026, 11, 13)) == 0
    assert plan_on(WEEK_BEFORE) == 0
    assert plan_on(date(2026, 12, 12)) == 0
    assert ReminderRun.objects.filter(kind="plan").count() == 3


def test_thirty_days_late_is_told_to_the_steering_agency(cast: Cast) -> None:
    plan_on(date(2027, 1, 15))
    assert planned() == [(cast.steering.pk, 30, DUE)]


@pytest.mark.parametrize(
    "fields",
    [
        {"is_requested": True},
        {"state": "waived", "reason": "Không có thôn"},
        {"state": "submitted", "first_sent_on": date(2026, 12, 1)},
        {"first_sent_on": date(2026, 12, 1)},
        {"state": "prepared", "first_sent_on": date(2026, 12, 1)},
        {"due_on": None},
        {"opened_on": date(2026, 12, 20)},
    ],
    ids=["requested", "waived", "sent", "letter", "letter-prepared", "no-day", "later"],
)
def test_what_nobody_may_urge_is_left_alone(cast: Cast, fields: dict[str, Any]) -> None:
    change(cast.duty, **fields)
    assert plan_on(WEEK_BEFORE) == 0


def test_a_proposal_without_a_document_is_not_urged(cast: Cast) -> None:
    proposal = make_assignment(cast.task, cast.agency, is_proposal=True)
    change(cast.duty, assignment=proposal)
    assert plan_on(WEEK_BEFORE) == 0
    proposal.basis_number, proposal.basis_on = "12/QĐ-UBND", date(2026, 1, 5)
    proposal.save()
    assert plan_on(WEEK_BEFORE) == 1


def test_a_closed_period_is_not_urged_but_a_carried_once_duty_is(cast: Cast) -> None:
    old = make_period(cast.plan, 2025, state="closed")
    make_duty(cast.task, cast.agency, old, due_on=DUE)
    once = make_task(cast.plan, schedule="once")
    carried = make_duty(once, cast.agency, old, due_on=DUE)
    plan_on(WEEK_BEFORE)
    duties = set(Reminder.objects.values_list("duty_id", flat=True))
    assert duties == {cast.duty.pk, carried.pk}


def test_an_ended_agency_gets_nothing(cast: Cast) -> None:
    Agency.objects.filter(pk=cast.agency.pk).update(valid_to=date(2026, 12, 8))
    assert plan_on(WEEK_BEFORE) == 0


def test_a_returned_duty_counts_from_its_new_day(cast: Cast) -> None:
    change(
        cast.duty,
        state="returned",
        first_sent_on=date(2026, 12, 1),
        return_due_on=date(2026, 12, 9),
    )
    plan_on(WEEK_BEFORE)
    assert planned() == [(cast.officer.pk, 0, WEEK_BEFORE)]


def test_a_missed_heartbeat_is_urged(cast: Cast) -> None:
    task = make_task(cast.plan, schedule="ongoing")
    day = date(2026, 6, 10)
    make_duty(task, cast.agency, cast.period, heartbeat_on=day)
    assert plan_on(date(2026, 6, 11)) == 1
    assert planned() == [(cast.officer.pk, 0, day)]


def ended(user: User) -> None:
    user.memberships.update(valid_to=date(2026, 12, 8))


def closed(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def unaddressed(user: User) -> None:
    User.objects.filter(pk=user.pk).update(email="")


@pytest.mark.parametrize("gone", [ended, closed, unaddressed])
def test_addressees_fall_back_along_the_chain(cast: Cast, gone: Any) -> None:
    gone(cast.officer)
    plan_on(WEEK_BEFORE)
    assert planned() == [(cast.head.pk, -7, DUE)]
    gone(cast.head)
    Reminder.objects.all().delete()
    plan_on(WEEK_BEFORE)
    assert planned() == [(cast.steering.pk, -7, DUE)]


def test_the_primary_contact_is_asked_first(cast: Cast) -> None:
    Rung.objects.filter(offset_days=-7).update(addressees="primary")
    primary = make_user()
    make_membership(primary, cast.agency, "officer", is_primary=True)
    plan_on(WEEK_BEFORE)
    assert [row[0] for row in planned()] == [primary.pk]


def test_a_person_with_two_roles_gets_one_row(cast: Cast) -> None:
    make_membership(cast.officer, cast.agency, "officer", valid_from=date(2026, 1, 1))
    assert plan_on(WEEK_BEFORE) == 1


def test_a_longer_day_makes_a_new_occasion(cast: Cast) -> None:
    plan_on(WEEK_BEFORE)
    change(cast.duty, due_on=date(2026, 12, 21))
    assert drop_moot(duty_ids=[cast.duty.pk], now=NOW) == 1
    assert plan_on(date(2026, 12, 14)) == 1
    rows = Reminder.objects.order_by("pk")
    states = [(row.state, row.problem) for row in rows]
    assert states == [("dropped", "Hạn đã thay đổi"), ("planned", "")]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"state": "submitted", "first_sent_on": DUE}, "Đơn vị đã gửi"),
        ({"state": "waived", "reason": "x"}, "Không thuộc diện"),
        ({"state": "ended", "reason": "x"}, "Đã kết thúc"),
        ({"first_sent_on": DUE}, "Văn bản của đơn vị đã đến"),
    ],
)
def test_moot_rows_are_dropped_with_the_reason(
    cast: Cast, fields: dict[str, Any], reason: str
) -> None:
    plan_on(WEEK_BEFORE)
    change(cast.duty, **fields)
    assert drop_moot(duty_ids=[cast.duty.pk], now=NOW) == 1
    row = Reminder.objects.get()
    assert (row.state, row.problem) == ("dropped", reason)


def test_what_is_still_owed_is_not_dropped(cast: Cast) -> None:
    plan_on(WEEK_BEFORE)
    assert drop_moot(duty_ids=[cast.duty.pk], now=NOW) == 0
    assert Reminder.objects.get().state == "planned"


def test_only_rows_stuck_for_an_hour_are_swept(cast: Cast) -> None:
    plan_on(WEEK_BEFORE)
    Envelope.objects.update(state="sending", claimed_at=NOW)
    assert sweep_stuck(now=NOW + timedelta(minutes=59)) == 0
    assert sweep_stuck(now=NOW + timedelta(minutes=61)) == 1
    assert Reminder.objects.get().state == "planned"


@pytest.mark.parametrize("agencies", [1, 30])
def test_planning_takes_as_many_statements_at_any_size(
    cast: Cast, agencies: int
) -> None:
    for _ in range(agencies - 1):
        agency = make_agency()
        make_user("officer", agency)
        make_duty(cast.task, agency, cast.period)
    with CaptureQueriesContext(connection) as queries:
        assert plan_on(WEEK_BEFORE) == agencies
    assert len(queries) == PLANNING_STATEMENTS
