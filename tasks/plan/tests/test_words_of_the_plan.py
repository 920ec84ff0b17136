"""What reports and letters say about a plan is the plan's own."""

from importlib import import_module

import pytest
from django.apps import apps

from agencies.tests.factories import make_user
from tasks.models import AdhocRequest, Plan, Section, Task
from tasks.tests.factories import NOW, SAID, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
MIGRATION = import_module("tasks.migrations.0066_what_reports_say_is_the_plans")
EMPTY = {"law": "", "matter": "", "ministry": "", "filed_at": "VT", "package": ""}


def words(plan: Plan) -> dict[str, str]:
    return {name: getattr(Plan.objects.get(pk=plan.pk), name) for name in EMPTY}


def test_plans_that_were_there_keep_what_was_said_of_them() -> None:
    followed, asked = make_plan(**EMPTY), make_plan(**EMPTY)
    AdhocRequest.objects.create(plan=asked, created_by=make_user(), created_at=NOW)
    MIGRATION.keep_what_was_said(apps, None)
    assert words(followed) == SAID
    assert words(asked) == EMPTY


def test_responsibilities_are_told_by_their_heading_as_they_were_by_its_code() -> None:
    plan = make_plan()
    task, duty = make_task(plan, "III.1.a"), make_task(plan, "IV.1.1")
    Section.objects.update(by_agency=False)
    MIGRATION.keep_what_was_said(apps, None)
    kinds = [Task.objects.get(pk=row.pk).is_responsibility for row in (task, duty)]
    assert kinds == [False, True]


def test_a_letter_names_a_plan_that_has_a_matter() -> None:
    plan = make_plan(matter="thực hiện cải cách hành chính", kind="KẾ HOẠCH")
    assert plan.named == "Kế hoạch thực hiện cải cách hành chính của UBND tỉnh"
    assert make_plan(**EMPTY).named == ""
