"""A plan as papers of a day name it."""

from datetime import date, timedelta

import pytest

from agencies.tests.factories import make_agency, make_user
from tasks.duties.plan_then import PlanThen, plan_on
from tasks.duties.tests.handing_on import handed_on
from tasks.models import Plan, PlanChange, WordVersion
from tasks.reorganising import undo_event
from tasks.reorganising.tests.reorganising import EVE, LATER, ON, merge, run
from tasks.tests.factories import NOW, TODAY, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


def test_who_steered_is_told_by_the_event_that_handed_the_plan_on():
    old, new = make_agency("Sở Cũ"), make_agency("Sở Mới")
    plan = make_plan(old)
    event = merge(old, new=new)
    run(event)
    plan = Plan.objects.get()
    assert plan.steering_agency == new
    assert plan_on(plan, EVE).steering_agency == old
    for day in (ON, TODAY, None):
        assert plan_on(plan, day).steering_agency == new
    undo_event(event=event, actor=None, today=TODAY, now=LATER)
    assert plan_on(Plan.objects.get(), EVE).steering_agency == old


def test_a_plan_that_went_on_twice_knows_each_time():
    first = make_agency("Một")
    plan = make_plan(first)
    second = handed_on(plan, date(2026, 3, 1), "Hai")
    third = handed_on(Plan.objects.get(), date(2026, 9, 1), "Ba")
    then = PlanThen(Plan.objects.get())
    days = (date(2026, 1, 1), date(2026, 5, 1), date(2026, 9, 1))
    assert [then.on(day).steering_agency for day in days] == [first, second, third]


def test_it_is_called_as_it_was_and_nothing_of_it_is_changed():
    plan = make_plan(short_title="Tên cũ")
    change = PlanChange.objects.create(
        plan=plan, effective_on=TODAY, created_by=make_user(), created_at=NOW
    )
    WordVersion.of(plan, last=TODAY - timedelta(days=1), ended_by=change).save()
    Plan.objects.update(short_title="Tên mới", worded_from=TODAY)
    plan = Plan.objects.get()
    assert plan_on(plan, date(2026, 1, 1)).short_title == "Tên cũ"
    assert plan.short_title == "Tên mới"
