"""A task that recurs inside its period: each time is a duty with its own day."""

from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import given as given_any
from hypothesis import strategies as st

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.periods import Span
from kehoach.sample.witness import doubles
from kehoach.testing.examples import examples
from tasks.changing.tests.changing import apply, draft_of, live
from tasks.duties.days_off import working_calendar
from tasks.models import Duty, Extension, Period, Reminder
from tasks.models.freshness import Freshness, freshness_of
from tasks.models.occurrences import occurrences_in
from tasks.models.status import Standing, standing_of
from tasks.periods.coming_nights import nights
from tasks.periods.days import edit_period
from tasks.periods.opening import open_period, preview_period
from tasks.periods.syncing import sync_period
from tasks.plan.loading import load_ladder
from tasks.reminders.planning import plan_reminders
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_duty,
    make_period,
    make_plan,
    make_task,
)
from tasks.work.extensions import extend_duty

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
MOMENT: dict[str, Any] = {"today": TODAY, "now": NOW}
DUE = date(2026, 12, 16)
#: 15/12/2025 … 14/3/2026 and so on.
QUARTERS = ["Quý I/2026", "Quý II/2026", "Quý III/2026", "Quý IV/2026"]


@pytest.fixture
def agency():
    return make_agency("Sở Tài chính")


def given(agency, plan_from=None, **recurs):
    """Return a task of a new plan that the agency leads."""
    task = make_task(make_plan(begins_on=plan_from), **recurs)
    make_assignment(task, agency)
    return task


def opened(task, today=TODAY, year=2026, kind="nam"):
    return open_period(plan=task.plan, year=year, kind=kind, today=today, now=NOW)


def night(period, day):
    return sync_period(period=period, today=day, now=NOW)


def days(task):
    rows = Duty.objects.filter(task=task).order_by("due_on", "pk")
    return list(rows.values_list("occurrence", "due_on"))


RECURRENCES = st.one_of(
    st.sampled_from(["annual", "ongoing", "monthly", "quarterly", "half_year"]).map(
        lambda kind: {"schedule": kind}
    ),
    st.sampled_from(["10/6", "10/6, 10/12", "1/1, 29/2, 31/12"]).map(
        lambda days: {"schedule": "days", "year_days": days}
    ),
    st.integers(-40, 40).map(
        lambda count: {
            "schedule": "relative",
            "offset_days": count,
            "anchor": "mốc",
            "anchor_on": date(2026, 12, 10),
        }
    ),
    st.dates(date(2025, 6, 1), date(2027, 6, 1)).map(
        lambda day: {"schedule": "phase", "begins_on": day, "due_on": date(2030, 1, 1)}
    ),
)
SOME_DAYS = st.dates(date(2025, 12, 15), date(2026, 12, 14))


def owed_times(task, agency, period, day):
    """Return the first days of what the task asks of the agency, in plain Python."""
    since = max(period.data_from, agency.valid_from or period.data_from)
    found = occurrences_in(
        task.recurring, Span(period.data_from, period.data_to), working_calendar()
    )
    return {
        (each.occurs_from, each.due_on or (each.due_from == "period" and DUE) or None)
        for each in found
        if (each.occurs_from or date.min) <= day <= date.max
        and (each.occurs_to or date.max) >= since
        and since <= day
    }


@settings(
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given_any(st.lists(RECURRENCES, min_size=1, max_size=3), SOME_DAYS, SOME_DAYS)
def test_the_database_opens_the_times_that_the_rules_say(kinds, joined, day):
    with transaction.atomic():
        agency, plan = make_agency(valid_from=joined), make_plan()
        tasks = [make_task(plan, **kind) for kind in kinds]
        for task in tasks:
            make_assignment(task, agency)
        period = open_period(plan=plan, year=2026, today=day, now=NOW)
        for task in tasks:
            rows = Duty.objects.filter(task=task).values_list("occurs_from", "due_on")
            assert set(rows) == owed_times(task, agency, period, day)
        before = Duty.objects.count()
        sync_period(period=period, today=day, now=NOW)
        assert Duty.objects.count() == before
        transaction.set_rollback(True)


def test_each_quarter_opens_when_it_begins_and_is_due_after_it(agency):
    task = given(agency, schedule="quarterly", schedule_text="Hằng quý")
    period = opened(task, date(2025, 12, 20))
    assert days(task) == [("Quý I/2026", date(2026, 3, 17))]
    for day in (date(2026, 3, 14), date(2026, 3, 15), date(2026, 12, 14)):
        night(period, day)
        night(period, day)
    assert [label for label, _ in days(task)] == QUARTERS
    duty = live(task).get(occurrence="Quý II/2026")
    assert (duty.occurs_from, duty.occurs_to) == (date(2026, 3, 15), date(2026, 6, 14))
    assert (duty.opened_on, duty.due_from) == (date(2026, 3, 15), "own")
    assert (duty.schedule, duty.heartbeat_on) == ("annual", None)
    assert str(duty).startswith(f"{task.code} · Quý II/2026")
    assert duty.title == f"{task.short_title} – Quý II/2026"
    assert doubles() == []


def test_a_time_that_was_over_before_the_agency_came_is_not_owed():
    late = make_agency("Xã mới", kind="cap-xa", valid_from=date(2026, 5, 1))
    task = given(late, schedule="quarterly")
    opened(task)
    assert [label for label, _ in days(task)] == ["Quý II/2026"]


def test_two_days_of_a_year_are_two_duties(agency):
    task = given(agency, schedule="days", year_days="10/6 và 10/12")
    period = opened(task)
    night(period, date(2026, 6, 11))
    assert days(task) == [
        ("lần 10/6", date(2026, 6, 10)),
        ("lần 10/12", date(2026, 12, 10)),
    ]


def test_a_year_may_have_a_day_of_its_own(agency):
    task = given(agency, year_days="31/3")
    other = make_task(task.plan)
    make_assignment(other, agency)
    opened(task)
    assert days(task) == [("", date(2026, 3, 31))]
    duty = live(other).get()
    assert (duty.due_on, duty.due_from) == (duty.period.unit_due, "period")


def test_a_part_of_a_year_asks_what_is_due_with_it(agency):
    task = given(agency, schedule="monthly")
    plain = make_task(task.plan)
    own = make_task(task.plan, year_days="31/3")
    for each in (plain, own):
        make_assignment(each, agency)
    half = opened(task, kind="6-thang")
    assert [duty.task for duty in half.duties.all()] == [plain]


def test_a_phase_is_one_duty_over_its_years(agency):
    task = given(
        agency,
        schedule="phase",
        begins_on=date(2027, 1, 1),
        due_on=date(2029, 12, 31),
    )
    opened(task)
    assert days(task) == []
    first = opened(task, date(2027, 6, 1), year=2027)
    opened(task, date(2028, 6, 1), year=2028)
    duty = live(task).get()
    assert (duty.period, duty.due_on) == (first, date(2029, 12, 31))
    assert (duty.schedule, duty.heartbeat_on) == ("once", None)
    assert duty.opened_on == date(2027, 1, 1)


def test_without_its_anchor_it_has_no_day_no_heartbeat_and_no_reminder(agency):
    make_user(agency=agency)
    task = given(
        agency, schedule="relative", offset_days=10, anchor="ngày công bố kết luận"
    )
    load_ladder(task.plan)
    opened(task)
    duty = live(task).get()
    assert (duty.due_on, duty.heartbeat_on, duty.due_from) == (None, None, "anchor")
    assert standing_of(duty, date(2026, 12, 31)) == Standing.NOT_STARTED
    assert freshness_of(duty, date(2026, 12, 31)) == Freshness.NONE
    for day in (TODAY, date(2026, 9, 10), date(2026, 12, 15)):
        plan_reminders(today=day, now=NOW)
    assert not Reminder.objects.exists()


def test_a_change_dates_the_anchor_and_the_duty_is_due(agency):
    task = given(agency, schedule="relative", offset_days=10, anchor="ngày công bố")
    opened(task)
    apply(draft_of(task, anchor_on=date(2026, 6, 8)))
    duty = live(task).get()
    assert (duty.due_on, duty.due_from) == (date(2026, 6, 18), "anchor")
    task.refresh_from_db()
    assert "10 ngày kể từ ngày công bố (08/06/2026)" in task.recurrence_words


def test_moving_the_day_of_the_period_moves_what_is_due_with_it(agency):
    task = given(agency, schedule="quarterly")
    plain, granted = make_task(task.plan), make_task(task.plan)
    for each in (plain, granted):
        make_assignment(each, agency)
    period = opened(task)
    boss = make_user("head", task.plan.steering_agency)
    extend_duty(
        duty=live(granted).get(), new_due_on=date(2026, 12, 30), reason="Thiên tai",
        actor=boss, **MOMENT,
    )  # fmt: skip
    assert live(granted).get().due_from == "extension"
    before = days(task)
    moved = edit_period(
        period=period, changes={"unit_due": date(2026, 12, 18)}, actor=boss, **MOMENT
    )
    assert moved == 1
    assert days(task) == before
    assert live(plain).get().due_on == date(2026, 12, 18)
    assert live(granted).get().due_on == date(2026, 12, 30)


def test_a_change_to_quarters_ends_the_year_and_opens_what_runs(agency):
    task = given(agency)
    period = opened(task)
    old = live(task).get()
    apply(draft_of(task, schedule="quarterly", schedule_text="Hằng quý"))
    old.refresh_from_db()
    assert (old.state, bool(old.reason)) == ("ended", True)
    assert [duty.occurrence for duty in live(task)] == ["Quý II/2026"]
    done = night(period, TODAY)
    assert (done.opened, done.ended) == (0, 0)


def test_another_day_of_a_time_moves_its_duty(agency):
    task = given(agency, schedule="days", year_days="30/6, 10/12")
    opened(task)
    apply(draft_of(task, year_days="25/6, 10/12"))
    duty = live(task).get()
    assert (duty.occurrence, duty.due_on) == ("lần 25/6", date(2026, 6, 25))
    assert duty.occurs_to == date(2026, 6, 25)


def test_every_time_goes_to_the_agency_that_takes_the_work_over(agency):
    task = given(agency, schedule="quarterly")
    period = opened(task)
    heir, before = make_agency("Sở Xây dựng"), days(task)
    apply(draft_of(task.assignments.get(), agency_id=heir.pk))
    found = live(task).order_by("due_on")
    assert [(duty.occurrence, duty.due_on) for duty in found] == before
    assert {duty.agency for duty in found} == {heir}
    assert {duty.due_from for duty in found} == {"own"}
    assert night(period, TODAY).opened == 0
    assert doubles() == []


def test_the_preview_counts_every_time_that_runs(agency):
    task = given(agency, schedule="monthly")
    found = preview_period(plan=task.plan, year=2026, today=date(2025, 12, 20))
    assert found == {task.code: 1}


def test_a_night_that_begins_a_time_is_told_before(agency):
    task = given(agency, schedule="quarterly")
    period = opened(task)
    day = date(2026, 6, 15)
    coming = nights([TODAY, day])
    assert coming[TODAY, period.pk].opened == frozenset()
    assert len(coming[day, period.pk].opened) == 1


def test_who_left_and_came_back_owes_the_times_again(agency):
    task = given(agency, date(2026, 4, 1), schedule="quarterly")
    period = opened(task)
    given_to = task.assignments.get()
    given_to.valid_to = TODAY - timedelta(days=1)
    given_to.save()
    assert night(period, TODAY).ended == 1
    given_to.valid_to = None
    given_to.save()
    assert night(period, TODAY).opened == 1
    assert live(task).get().occurrence == "Quý II/2026"


def test_the_database_keeps_one_duty_per_time(agency):
    task = given(agency, date(2026, 4, 1), schedule="quarterly")
    opened(task)
    duty = live(task).get()
    duty.pk = None
    duty._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        duty.save()
    duty.occurs_from = date(2026, 6, 15)
    duty.occurs_to = date(2026, 9, 14)
    duty.save()


def test_what_a_task_with_days_of_its_own_was_before_stands(agency):
    task = given(agency, schedule="once", due_on=date(2026, 10, 31))
    opened(task)
    assert days(task) == [("", date(2026, 10, 31))]
    assert Period.objects.get(plan=task.plan).duties.get().due_from == "own"


def test_duties_that_stood_before_say_where_their_day_comes_from(agency):
    plan = make_plan()
    once, annual, moved = (
        make_task(plan, schedule=kind) for kind in ("once", "annual", "annual")
    )
    period = make_period(plan)
    rows = [
        make_duty(once, agency, period, due_on=date(2026, 10, 31)),
        make_duty(annual, agency, period),
        make_duty(annual, make_agency(), period),
        make_duty(moved, agency, period, due_on=date(2026, 12, 1)),
    ]
    Extension.objects.create(
        duty=rows[2], period=period, new_due_on=period.unit_due, reason="Bão",
        granted_by=make_user(), effective_on=TODAY, recorded_at=NOW,
    )  # fmt: skip
    Duty.objects.update(due_from="period")
    name = "tasks.migrations.0068_duties_know_their_occurrence"
    import_module(name).say_where_days_come_from(apps, None)
    said = [Duty.objects.get(pk=row.pk).due_from for row in rows]
    assert said == ["own", "period", "extension", "own"]
