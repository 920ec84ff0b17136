"""The database refuses rows of two plans and rows on one day, whoever writes."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from agencies.tests.factories import make_agency, make_user
from tasks.guards import installing
from tasks.guards.same_plan import HOME, MAY_DIFFER
from tasks.models import (
    Assignment,
    Duty,
    Figure,
    Plan,
    PlanChange,
    Section,
    StandIn,
    Target,
    Task,
    TaskFigure,
    Watch,
    WordVersion,
)
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 1)
#: Rows written from a row of one plan; what they name comes from there.
WRITTEN_FROM = {
    "AdhocRequest",
    "AgencySummary",
    "Consent",
    "Correction",
    "Difficulty",
    "DifficultyFollow",
    "Direction",
    "DirectedAgency",
    "DirectionStep",
    "DutyCount",
    "DutySnapshot",
    "EntryLink",
    "EvidenceLink",
    "Extension",
    "ExtensionRequest",
    "LetterDuty",
    "LetterFigure",
    "MeasureTotal",
    "MeasureWord",
    "ProgressEntry",
    "Reminder",
    "UrgedDuty",
    "UrgingLetter",
}


@pytest.fixture
def two():
    """Return a task of one plan and a task of another."""
    return make_task(make_plan(), "III.1"), make_task(make_plan(), "III.1")


def refused(write):
    """Return whether the database refuses; nothing of it is written then."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def test_every_link_between_rows_of_plans_is_held_or_left_out_by_name():
    homes = {*HOME, Plan}
    named = set()
    for model in apps.get_app_config("tasks").get_models():
        leads = [f for f in model._meta.concrete_fields if f.related_model in homes]
        if model not in HOME and len(leads) > 1:
            named.add(model.__name__)
        for field in leads:
            assert field.name or (model, field.name) in MAY_DIFFER
    assert named <= WRITTEN_FROM
    assert {m.__name__ for m in apps.get_models()} >= WRITTEN_FROM


def test_the_guards_of_this_release_stand():
    assert installing.guards_stand()
    assert len(installing.standing_guards()) > 30


@pytest.mark.parametrize(
    "write",
    [
        lambda a, b: Task.objects.filter(pk=a.pk).update(section=b.section),
        lambda a, b: Task.objects.filter(pk=a.pk).update(plan=b.plan),
        lambda a, b: Task.objects.filter(pk=a.pk).update(yields_to=b),
        lambda a, b: make_task(a.plan, "III.2", section=b.section),
        lambda a, b: Task.objects.bulk_create(
            [Task(plan=a.plan, section=b.section, code="x", schedule="annual")]
        ),
        lambda a, b: Section.objects.filter(pk=a.section_id).update(plan=b.plan),
        lambda a, b: Section.objects.filter(pk=a.section_id).update(parent=b.section),
        lambda a, b: a.feeds.add(b),
        lambda a, b: TaskFigure.objects.create(task=a, figure=make_figure(b)),
        lambda a, b: Figure.objects.filter(pk=make_figure(a).pk).update(
            not_above=make_figure(b)
        ),
        lambda a, b: Target.objects.create(plan=a.plan, code="1").tasks.add(b),
        lambda a, b: make_duty(a, period=make_period(b.plan)),
        lambda a, b: Duty.objects.filter(pk=make_duty(a).pk).update(task=b),
        lambda a, b: make_duty(a, assignment=make_assignment(b, make_agency())),
        lambda a, b: Assignment.objects.filter(
            pk=make_assignment(a, make_agency()).pk
        ).update(task=b),
    ],
)
def test_what_names_a_row_of_another_plan_is_refused(two, write):
    assert refused(lambda: write(*two))


def test_inside_one_plan_all_of_it_is_taken(two):
    task, _ = two
    other = make_task(task.plan, "IV.1", yields_to=task)
    other.feeds.add(task)
    Task.objects.filter(pk=other.pk).update(section=task.section)
    given = make_assignment(task, make_agency())
    Assignment.objects.filter(pk=given.pk).update(task=other)
    make_duty(other, period=make_period(task.plan), assignment=given)
    Target.objects.create(plan=task.plan, code="1").tasks.add(task, other)


def test_one_assignment_follows_the_other_and_never_overlaps(two):
    task, agency = two[0], make_agency()
    first = make_assignment(task, agency, valid_to=MARCH)
    make_assignment(task, make_agency(), valid_from=APRIL)  # of another agency
    make_assignment(task, agency, role="execute")
    make_assignment(task, agency, is_proposal=True)
    assert refused(lambda: make_assignment(task, agency))
    assert refused(lambda: make_assignment(task, agency, valid_from=MARCH))
    again = make_assignment(task, agency, valid_from=APRIL)
    same = Assignment.objects.filter
    assert refused(lambda: same(pk=first.pk).update(valid_to=APRIL))
    assert refused(lambda: same(pk=again.pk).update(valid_from=None))
    assert refused(lambda: Assignment.objects.bulk_create([Assignment(
        task=task, agency=agency, role="lead", mode="each", valid_from=APRIL)]))  # fmt: skip


def test_the_form_says_it_with_the_days_of_the_other(two):
    task, agency = two[0], make_agency()
    make_assignment(task, agency, valid_from=date(2026, 1, 1), valid_to=MARCH)
    late = Assignment(task=task, agency=agency, role="lead", mode="each")
    with pytest.raises(ValidationError) as told:
        late.clean()
    assert told.value.messages == [
        "Đã có phân công như vậy từ 01/01/2026 đến hết 31/03/2026; ghi ngày nối tiếp,"
        " không trùng ngày."
    ]
    late.valid_from = APRIL
    late.clean()


def test_other_dated_rows_are_kept_apart_too(two):
    task, person, agency = two[0], make_user(), make_agency()
    change = PlanChange.objects.create(
        plan=task.plan, effective_on=TODAY, created_by=person, created_at=NOW
    )
    WordVersion.of(task, last=APRIL, ended_by=change).save()
    assert refused(lambda: WordVersion.of(task, last=MARCH, ended_by=change).save())
    about = {"plan": task.plan, "person": person}
    Watch.objects.create(**about, agency=agency, valid_to=APRIL)
    assert refused(lambda: Watch.objects.create(**about, agency=agency))
    StandIn.objects.create(**about, substitute=make_user(), valid_to=APRIL)
    assert refused(lambda: StandIn.objects.create(**about, substitute=make_user()))


def test_a_database_that_disagrees_is_told_by_name_before_anything_changes(
    two, monkeypatch
):
    task, other = two
    installing.take_guards()
    Task.objects.filter(pk=task.pk).update(section=other.section)
    agency = make_agency()
    for _ in range(2):
        make_assignment(task, agency)
    step = import_module("tasks.migrations.0067_rows_of_one_plan")
    for name in ("LINKS", "APART"):  # versions of tasks alone are no model any more
        kept = [each for each in getattr(step, name) if each[0] != "TaskVersion"]
        monkeypatch.setattr(step, name, kept)
    with pytest.raises(CommandError) as told:
        step.refuse_what_disagrees(apps, None)
    said = str(told.value)
    assert "Chưa đổi gì trong cơ sở dữ liệu" in said
    assert "Task.section thuộc kế hoạch khác: III.1." in said
    assert f"Assignment trùng ngày với dòng như vậy: {task.plan.code} III.1" in said
    assert agency.code in said
    Task.objects.filter(pk=task.pk).update(section=task.section)
    Assignment.objects.all().delete()
    step.refuse_what_disagrees(apps, None)


def test_the_guards_come_back_when_a_table_was_made_anew():
    with connection.cursor() as cursor:
        name, table = next(iter(installing.standing_guards().items()))
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        if "_days" not in name:
            cursor.execute(f"DROP TRIGGER {name}{on}")
            assert not installing.guards_stand()
    installing.guard_after_migrate()
    assert installing.guards_stand()
    installing.unguard_before_migrate(plan=[("a", False)])
    assert installing.standing_guards() == {}
    installing.guard_after_migrate()
    assert installing.guards_stand()
