"""«Lịch» tells the times of tasks that recur before they begin, without making duties."""

from datetime import date

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.models import Assignment, Duty, Plan, Reminder, Task
from tasks.pages.calendar import agenda_of
from tasks.pages.feeds import feed_token
from tasks.periods.opening import open_period
from tasks.reminders.planning import plan_reminders
from tasks.tests.factories import NOW, TODAY, make_assignment, make_plan, make_task

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def task(clock):
    clock.at(TODAY)
    task = make_task(make_plan(), schedule="quarterly", short_title="Báo cáo quý")
    make_assignment(task, make_agency("UBND xã A"))
    open_period(plan=task.plan, year=2026, today=TODAY, now=NOW)
    return task


@pytest.fixture
def officer(task):
    return make_user("officer", Duty.objects.first().agency)


def coming(person, first=YEAR[0], last=YEAR[1]):
    found = agenda_of(person, first, last, TODAY)
    return [each for each in found if each.kind == "chua-den-ky"]


def test_times_that_have_not_begun_are_told_and_are_no_duties(task, officer):
    third, fourth = coming(officer)
    assert (third.day, fourth.day) == (date(2026, 9, 16), date(2026, 12, 16))
    assert third.title == f"Chưa đến kỳ: {task.code} Quý III/2026"
    assert third.names == (f"{task.code} Báo cáo quý – Quý III/2026, mở từ 15/06/2026",)
    assert third.rings == ()
    # two have begun, and nothing but these is a duty or reminded of
    assert Duty.objects.count() == 2
    plan_reminders(today=TODAY, now=NOW)
    days = set(Reminder.objects.values_list("duty__occurs_from", flat=True))
    assert all(day <= TODAY for day in days)


def test_page_and_feed_say_them(client, task, officer):
    client.force_login(officer)
    page = client.get(reverse("tasks:calendar"), {"thang": "2026-09"})
    assert "Chưa đến kỳ" in page.content.decode()
    feed = client.get(reverse("tasks:feed", args=[feed_token(person=officer)]))
    events = icalendar.Calendar.from_ical(feed.content).walk("VEVENT")
    said = {str(each["SUMMARY"]): each.decoded("DTSTART") for each in events}
    told = [day for title, day in said.items() if title.startswith("Chưa đến kỳ")]
    assert date(2026, 9, 16) in told


def test_who_steers_sees_how_many_agencies(task):
    make_assignment(task, make_agency("UBND xã B"))
    open_period(plan=task.plan, year=2026, today=TODAY, now=NOW)
    third, _ = coming(make_user("officer", task.plan.steering_agency))
    assert third.title == "Chưa đến kỳ: 1 nhiệm vụ"
    assert third.names[0].endswith("· 2 đơn vị, mở từ 15/06/2026")


def test_a_time_that_has_begun_is_told_as_a_duty_alone(task, officer):
    later = date(2026, 6, 15)
    open_period(plan=task.plan, year=2026, today=later, now=NOW)
    found = agenda_of(officer, *YEAR, later)
    assert [e.day for e in found if e.kind == "chua-den-ky"] == [date(2026, 12, 16)]
    assert date(2026, 9, 16) in [each.day for each in found if each.kind == "han"]


@pytest.mark.parametrize("ends", ["assignment", "task", "plan", "duty", "period"])
def test_nothing_is_told_that_will_not_come(task, officer, ends):
    last = date(2026, 8, 31)
    if ends == "assignment":
        Assignment.objects.update(valid_to=last)
    elif ends == "task":
        Task.objects.update(valid_to=last)
    elif ends == "plan":
        Plan.objects.update(ends_on=last)
    elif ends == "duty":
        Duty.objects.update(state="waived", reason="Không thuộc diện")
    else:
        task.plan.periods.update(state="closed")
    days = [each.day for each in coming(officer)]
    assert days == (
        [date(2026, 9, 16)] if ends in ("assignment", "task", "plan") else []
    )


def test_more_tasks_and_plans_cost_no_more_queries(task, officer):
    def queries():
        with CaptureQueriesContext(connection) as found:
            coming(officer)
        return len(found)

    before = queries()
    for _ in range(3):
        plan = make_plan(task.plan.steering_agency)
        for _ in range(3):
            other = make_task(plan, schedule="monthly")
            make_assignment(other, officer.memberships.get().agency)
        open_period(plan=plan, year=2026, today=TODAY, now=NOW)
    assert len({each.address for each in coming(officer)}) == 4
    assert queries() == before
