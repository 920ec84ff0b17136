"""Nothing is opened or reminded of outside of the days on which the plan runs."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from tablib import Dataset

from agencies.models import User
from agencies.tests.factories import make_agency
from kehoach.lib.refusals import RuleBroken
from tasks.changing.checking import change_problems
from tasks.changing.tests.changing import draft_of, opened
from tasks.models import Duty, Period
from tasks.periods.days import edit_period
from tasks.periods.opening import open_period, preview_period
from tasks.periods.syncing import sync_period
from tasks.plan.sheets import TaskResource
from tasks.reminders.due_today import unplanned
from tasks.reminders.tests.reminding import DUE, WEEK_BEFORE, make_cast
from tasks.tests.addresses import plan_page
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db
SPAN = {"begins_on": date(2026, 6, 12), "ends_on": date(2028, 12, 31)}
OUTSIDE = "thực hiện từ 12/06/2026 đến hết 31/12/2028: kỳ năm {} nằm ngoài thời gian đó"


@pytest.fixture
def plan():
    plan = make_plan(**SPAN)
    make_assignment(make_task(plan, "III.1"), make_agency())
    return plan


@pytest.fixture
def boss(client):
    client.force_login(User.objects.create_superuser("root", "root@example.vn", "x"))
    return client


def opening(plan, year, today=TODAY):
    return open_period(plan=plan, year=year, today=today, now=NOW)


@pytest.mark.parametrize("year", [2025, 2029, 2030])
def test_a_year_outside_of_the_plan_is_not_opened(plan, year):
    """2029 begins on 15/12/2028, inside of the plan: its report would be another's."""
    assert preview_period(plan=plan, year=year, today=date(year, 3, 1)) == {}
    with pytest.raises(RuleBroken, match=OUTSIDE.format(year)):
        opening(plan, year)
    with pytest.raises(CommandError, match=OUTSIDE.format(year)):
        call_command("open_period", str(year))
    assert not Period.objects.exists()


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_a_year_in_which_it_runs_is_opened(plan, year):
    assert opening(plan, year, today=date(year, 7, 1)).duties.count() == 1


def test_a_duty_is_opened_from_the_day_on_which_the_plan_begins(plan):
    period = opening(plan, 2026, today=date(2026, 6, 11))
    assert not period.duties.exists()
    assert not sync_period(period=period, today=date(2026, 6, 11), now=NOW).opened
    assert sync_period(period=period, today=date(2026, 6, 12), now=NOW).opened == 1
    assert Duty.objects.get().opened_on == date(2026, 6, 12)


def test_after_its_last_day_nothing_new_is_opened_and_nothing_ended(plan):
    plan.ends_on = date(2026, 11, 30)
    plan.save()
    period = opening(plan, 2026, today=date(2026, 7, 1))
    make_assignment(plan.tasks.get(), make_agency())
    night = sync_period(period=period, today=date(2026, 12, 1), now=NOW)
    assert (night.opened, night.ended) == (0, 0)
    assert sync_period(period=period, today=date(2026, 11, 30), now=NOW).opened == 1


def test_no_reminder_is_planned_when_the_plan_does_not_run():
    plan = make_cast().plan
    assert any(rows.exists() for _, rows in unplanned(WEEK_BEFORE))
    plan.ends_on = WEEK_BEFORE
    plan.save()
    assert any(rows.exists() for _, rows in unplanned(WEEK_BEFORE))
    assert not any(rows.exists() for _, rows in unplanned(DUE))
    plan.begins_on, plan.ends_on = DUE, None
    plan.save()
    assert not any(rows.exists() for _, rows in unplanned(WEEK_BEFORE))
    assert any(rows.exists() for _, rows in unplanned(DUE))


def test_the_form_of_a_period_says_why_it_is_none(boss, plan):
    said = {
        "plan": plan.pk, "kind": "nam", "year": 2029, "data_from": "15/12/2028",
        "data_to": "14/12/2029", "unit_due": "17/12/2029",
    }  # fmt: skip
    page = boss.post(reverse("admin:tasks_period_add"), said)
    assert OUTSIDE.format(2029) in text_of(page)
    assert not Period.objects.exists()


def test_the_page_of_periods_says_it_before_anybody_presses(boss, plan):
    page = boss.get(plan_page("tasks:periods"), {"nam": 2029, "loai": "nam"})
    assert OUTSIDE.format(2029) in text_of(page)


def test_days_of_a_part_of_a_year_are_not_moved_out_of_the_plan(plan):
    half = make_period(
        plan, kind="6-thang", data_to=date(2026, 6, 14), unit_due=date(2026, 7, 1)
    )
    root = User.objects.create_superuser("root", "root@example.vn", "x")
    with pytest.raises(RuleBroken) as told:
        edit_period(period=half, changes={"data_to": date(2026, 6, 11)}, actor=root,
                    today=TODAY, now=NOW)  # fmt: skip
    assert "nằm ngoài thời gian đó" in told.value.message


def test_a_plan_is_not_shortened_past_a_period_that_there_is(plan):
    opening(plan, 2027)
    plan.ends_on = date(2026, 12, 31)
    with pytest.raises(ValidationError) as told:
        plan.full_clean()
    assert "Kế hoạch đã có kỳ báo cáo năm 2027" in told.value.messages[0]
    plan.ends_on = date(2026, 6, 1)
    with pytest.raises(ValidationError, match="Ngày kết thúc phải sau ngày bắt đầu"):
        plan.full_clean()


def test_a_day_to_be_done_by_lies_inside_of_the_plan(plan):
    task = plan.tasks.get()
    why = "Ngày phải xong 31/01/2029 nằm ngoài thời gian thực hiện của kế hoạch"
    task.schedule, task.due_on = "once", date(2029, 1, 31)
    with pytest.raises(ValidationError, match=why):
        task.clean()
    headers = ["Mã", "Mục", "Nội dung", "Thời gian", "Ngày phải xong"]
    line = ["III.1", "III", "Làm", "once", "31/01/2029"]
    result = TaskResource().import_data(Dataset(line, headers=headers))
    (said,) = result.invalid_rows[0].error.messages
    assert said.startswith(f"Ô E2 (đang ghi «31/01/2029»): {why}")
    task.refresh_from_db()
    opened(task)
    draft = draft_of(task, schedule="once", due_on=date(2029, 1, 31))
    problems = change_problems(change=draft, today=TODAY)
    assert any(f"III.1: {why}" in each for each in problems)


def test_a_plan_without_days_is_bound_to_none():
    plan = make_plan()
    make_assignment(make_task(plan, "III.1"), make_agency())
    assert opening(plan, 2035).duties.count() == 1
