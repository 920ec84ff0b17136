"""A draft from another plan has its own rows, and nothing of what was done."""

from datetime import date

import pytest
from django.apps import apps

from agencies.tests.factories import make_agency
from reporting.outline.seeding import seed_outline
from tasks.duties.errors import InvalidInput
from tasks.models import (
    Assignment,
    Duty,
    Figure,
    Plan,
    Rung,
    Section,
    Target,
    TargetMeasure,
    Task,
    TaskFigure,
)
from tasks.plan.copying import COPIED, LEFT_OUT, CopiedPart, copy_plan
from tasks.tests.factories import (
    make_assignment,
    make_duty,
    make_figure,
    make_plan,
    make_task,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
TODAY = date(2026, 6, 10)


def copied(plan: Plan, *parts: str) -> Plan:
    return copy_plan(
        plan=plan, code="moi", short_title="Kế hoạch mới", parts=parts, today=TODAY
    )


@pytest.fixture
def plan() -> Plan:
    """Return a plan with everything, work and a past assignment too."""
    made = make_plan(number="1/KH-UBND", issued_on=date(2026, 1, 5))
    part = Section.objects.create(plan=made, code="III", title="Nhiệm vụ")
    Section.objects.create(plan=made, code="III.1", title="Mục con", parent=part)
    task = make_task(made, "III.1.a")
    task.feeds.add(make_task(made, "III.2.a"))
    make_assignment(task, make_agency(), valid_to=date(2026, 1, 31))
    make_assignment(task, make_agency(), valid_from=date(2026, 2, 1))
    asked, base = make_figure(task, required=True), make_figure(task)
    Figure.objects.filter(pk=asked.pk).update(not_above=base)
    target = Target.objects.create(
        plan=made, code="II.1", text="Đạt", short_title="Đạt"
    )
    target.tasks.add(task)
    measure = TargetMeasure.objects.create(
        target=target, code="II.1.1", short_title="Tỷ lệ", kind="rate", method="figures",
        numerator_text="a", counting_unit="đơn vị", task=task, denominator_figure=base,
        is_approved=True,
    )  # fmt: skip
    measure.numerator_figures.add(asked)
    make_duty(task)
    seed_outline(plan=made)
    return made


def test_every_relation_is_copied_or_left_out_by_name() -> None:
    known = set(COPIED) | LEFT_OUT
    copies = [Plan, *(apps.get_model(label) for label in COPIED)]
    found = {
        relation.related_model._meta.label
        for model in copies
        for relation in model._meta.related_objects
    }
    assert len(found) > len(COPIED)
    assert found - known == set()
    assert LEFT_OUT - found == set(), "what is left out hangs on no plan any more"


def test_all_of_the_document_comes_along_and_names_only_itself(plan: Plan) -> None:
    new = copied(plan, *CopiedPart.values)
    assert (new.code, new.number, new.issued_on) == ("moi", "", None)
    below = Section.objects.get(plan=new, code="III.1")
    assert below.parent == Section.objects.get(plan=new, code="III")
    task = Task.objects.get(plan=new, code="III.1.a")
    assert task.section == below
    assert [each.plan for each in task.feeds.all()] == [new]
    assert {t.section.plan for t in new.tasks.all()} == {new}
    target = Target.objects.get(plan=new)
    assert list(target.tasks.all()) == [task]
    measure = target.measures.get()
    assert (measure.task, measure.is_approved) == (task, False)
    assert {measure.denominator_figure.plan, measure.numerator_figures.get().plan} == {
        new
    }
    assert {f.not_above.plan for f in new.figures.exclude(not_above=None)} == {new}
    required = TaskFigure.objects.filter(task=task).values_list("required", flat=True)
    assert sorted(required) == [False, True]


def test_only_what_holds_today_is_assigned_and_nobody_owes_anything(plan: Plan) -> None:
    new = copied(plan, *CopiedPart.values)
    given = Assignment.objects.get(task__plan=new)
    assert given.valid_from == date(2026, 2, 1)
    assert not Duty.objects.filter(task__plan=new).exists()
    assert not new.periods.exists()


def test_the_outline_has_its_own_sections(plan: Plan) -> None:
    new, old = copied(plan, CopiedPart.OUTLINE), plan.outline
    mine = {
        row.key: row.parent and row.parent.key for row in new.outline.sections.all()
    }
    assert mine == {
        row.key: row.parent and row.parent.key for row in old.sections.all()
    }
    assert {
        row.parent.outline for row in new.outline.sections.exclude(parent=None)
    } <= {new.outline}
    assert not new.tasks.exists()


def test_copying_changes_nothing_of_the_plan(plan: Plan) -> None:
    def rows() -> list[object]:
        tables = ((apps.get_model(k), table.path) for k, table in COPIED.items())
        return [
            list(model.objects.filter(**{path: plan}).order_by("pk").values())
            for model, path in tables
        ]

    before = rows()
    copied(plan, *CopiedPart.values)
    assert any(before)
    assert rows() == before


def test_figures_without_their_tasks_are_refused(plan: Plan) -> None:
    with pytest.raises(InvalidInput, match="chọn cả phần nhiệm vụ"):
        copied(plan, CopiedPart.FIGURES)
    assert not Plan.objects.filter(code="moi").exists()


def test_steps_of_the_ladder_come_along_where_they_are_wanted(plan: Plan) -> None:
    Rung.objects.create(
        plan=plan, schedule="annual", basis="due", offset_days=-7, addressees="primary"
    )
    assert Rung.objects.filter(plan=copied(plan, CopiedPart.LADDER)).count() == 1
