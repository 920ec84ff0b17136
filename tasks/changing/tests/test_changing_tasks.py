"""A change of a task: new days for what is to do, words by day (D4, D5, as D3 asks)."""

from datetime import date, timedelta

import pytest

from agencies.tests.factories import make_agency, make_user
from tasks.changing import rehearse_change
from tasks.changing.tests.changing import (
    MOMENT,
    ON,
    apply,
    draft_of,
    live,
    night,
    opened,
    sent,
)
from tasks.duties.past_words import in_their_periods, of_their_day
from tasks.models import Duty, DutyEvent, Extension, Notice, Task
from tasks.periods.opening import open_period
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_duty,
    make_period,
    make_plan,
    make_task,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
AUTUMN = date(2026, 10, 31)


@pytest.fixture
def task():
    task = make_task(make_plan(), "III.5.a", text="Kiểm tra việc thực hiện")
    for name in ("Sở Y tế", "Sở Công Thương", "Sở Tư pháp"):
        make_assignment(task, make_agency(name))
    return task


@pytest.fixture
def period(task):
    return opened(task)


def to_once(task, **more):
    return draft_of(task, schedule="once", due_on=AUTUMN, schedule_text="31/10", **more)


def test_open_duties_follow_the_new_day_and_reported_ones_keep_theirs(task, period):
    reported = sent(live(task).first())
    counts = apply(to_once(task))
    assert (counts["new_day"], counts["stays"]) == (2, 1)
    assert set(live(task).to_do().values_list("due_on", flat=True)) == {AUTUMN}
    reported.refresh_from_db()
    assert reported.due_on == period.unit_due
    event = DutyEvent.objects.filter(kind="changed").first()
    assert event.due_on == AUTUMN
    assert "Quyết định số 12/QĐ-UBND" in event.note


def test_the_next_year_is_not_born_overdue(task, period):
    sent(live(task).first())
    apply(to_once(task))
    later = {"today": date(2027, 1, 5), "now": NOW + timedelta(days=210)}
    year = open_period(plan=task.plan, year=2027, **later)
    assert not year.duties.exists()


def test_the_night_changes_nothing_afterwards(task, period):
    apply(to_once(task))
    before = list(Duty.objects.order_by("pk").values())
    done = night(period)
    assert (done.opened, done.ended) == (0, 0)
    assert list(Duty.objects.order_by("pk").values()) == before


def test_a_later_day_that_was_granted_stays(task, period):
    duty = live(task).first()
    granted = date(2026, 11, 20)
    Extension.objects.create(
        duty=duty, period=period, new_due_on=granted, reason="Mưa lũ",
        granted_by=make_user(), effective_on=TODAY, recorded_at=NOW,
    )  # fmt: skip
    apply(to_once(task))
    duty.refresh_from_db()
    assert duty.due_on == granted


def test_a_day_that_has_passed_is_warned_of(task, period):
    draft = draft_of(task, schedule="once", due_on=date(2026, 6, 5))
    said = " ".join(rehearse_change(change=draft, **MOMENT).warnings)
    assert "05/06/2026 đã qua" in said


def test_an_ongoing_task_gets_a_heartbeat(task, period):
    apply(draft_of(task, schedule="ongoing"))
    duty = live(task).first()
    assert duty.heartbeat_on == duty.opened_on + timedelta(days=task.heartbeat_days)
    assert duty.due_on == period.unit_due


def test_new_words_leave_the_work_alone_and_are_told(task, period):
    person = make_user(agency=live(task).first().agency)
    counts = apply(draft_of(task, text="Kiểm tra, giám sát việc thực hiện"))
    assert counts["stays"] == 3
    assert not DutyEvent.objects.filter(kind="changed").exists()
    told = Notice.objects.get(person=person, kind="plan")
    assert "III.5.a" in told.text
    assert "được điều chỉnh" in told.text


def test_closed_years_speak_with_the_words_of_their_day(task, period):
    past = make_period(task.plan, 2025, state="closed")
    old = make_duty(task, live(task).first().agency, past)
    apply(draft_of(task, text="Lời mới", code="III.5.b"))
    duties = list(Duty.objects.select_related("task", "period").order_by("pk"))
    in_their_periods(duties)
    said = {(d.period.year, d.task.text, d.task.code) for d in duties}
    assert said == {
        (2025, "Kiểm tra việc thực hiện", "III.5.a"),
        (2026, "Lời mới", "III.5.b"),
    }
    assert old.task_id == task.pk


def test_each_day_has_its_words_after_two_changes(task, period):
    apply(draft_of(task, text="Lời hai"))
    task.refresh_from_db()
    apply(draft_of(task, text="Lời ba", on=date(2026, 6, 5)))
    said = {}
    for day in (ON - timedelta(days=1), ON, date(2026, 6, 4), date(2026, 6, 5)):
        row = Task.objects.get(pk=task.pk)
        of_their_day([row], day)
        said[day.day] = row.text
    assert said == {
        31: "Kiểm tra việc thực hiện",
        1: "Lời hai",
        4: "Lời hai",
        5: "Lời ba",
    }
