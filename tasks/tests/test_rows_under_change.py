"""Every model says what becomes of its rows when agencies, people and periods change.

The sayings stand in `rows_under_change.py`. A model that is missing there, or that names
an agency, a duty, a period or a person without saying what happens to it, fails here; so
does a saying that is not true for the rows of `everything.py`.
"""

import ast
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Model

from agencies.models import Agency, User
from agencies.tests.factories import make_agency, make_user
from tasks.changing.tests.changing import apply, draft_of
from tasks.changing.tests.replacing import (
    next_plan,
    open_year,
    replacement,
    task_like,
)
from tasks.changing.tests.undoing import exact
from tasks.coordination.contributions import ask_contribution
from tasks.duties.errors import InvalidInput
from tasks.models import (
    Draft,
    Duty,
    EntryLink,
    Period,
    PlanChange,
    ProgressEntry,
)
from tasks.people.staffing import hand_over
from tasks.periods.closing import close_period
from tasks.reorganising import rehearse, undo_event
from tasks.reorganising.tests.reorganising import LATER, merge, run, split
from tasks.tests.everything import Everything, everything
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_figure,
    make_plan,
)
from tasks.tests.row_rules import ACTS, COUNTED_AGAIN
from tasks.tests.rows_under_change import EVENT_ITSELF, ROWS
from tasks.tests.snapshots import Rows, counted, models, snapshot

pytestmark = pytest.mark.django_db
ADD = (
    "{label} has no rule for «{act}». Add it to ROWS in tasks/tests/rows_under_change.py:"
    " say in a sentence what becomes of its rows and name the test that shows it; give it"
    " a row in tasks/tests/everything.py when it names an agency or a duty."
)


def named_by(model: type[Model]) -> set[Any]:
    """Return the models that a row names; who wrote or decided it is left out."""
    fields = (*model._meta.fields, *model._meta.many_to_many)
    return {
        field.related_model
        for field in fields
        if field.name not in {"author", "actor", "by"}
        and not field.name.endswith("_by")
    }


def needed(model: type[Model]) -> set[str]:
    """Return the acts for which the model must say what happens."""
    named = named_by(model)
    found = set()
    if named & {Agency, Duty}:
        found |= {"merged", "undone"}
    if named & {Period, Duty}:
        found.add("closed")
    if Duty in named:
        found.add("replaced")
    if User in named:
        found.add("handed_over")
    return found


def changed(before: Rows, after: Rows) -> set[str]:
    """Return the labels of which a row was added, changed or removed."""
    return {label for label in before if before[label] != after[label]}


def said(act: str) -> set[str]:
    """Return the labels that say their rows change."""
    return {label for label, row in ROWS.items() if row.changes(act)}


@pytest.mark.parametrize("act", ACTS)
def test_no_model_is_without_a_rule(act: str) -> None:
    lacking = [
        ADD.format(label=model._meta.label, act=act)
        for model in models()
        if model._meta.label not in ROWS
        or (act in needed(model) and not ROWS[model._meta.label].rule(act))
    ]
    assert not lacking, "\n".join(lacking)
    assert ROWS.keys() == {model._meta.label for model in models()}


def test_the_tests_that_rules_name_exist() -> None:
    named = {rule.test for row in ROWS.values() for rule in row.rules()}
    there = set()
    for part in {name.split("::")[0] for name in named}:
        [path] = Path(settings.BASE_DIR, "tasks").rglob(f"test_{part}.py")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                there.add(f"{part}::{node.name}")
    assert named - there == set()


def test_the_scene_has_a_row_of_everything_that_names_an_agency_or_a_duty() -> None:
    everything()
    lacking = [
        f"{model._meta.label} names an agency or a duty: give it a row in everything.py."
        for model in models()
        if {Agency, Duty} & named_by(model)
        and ROWS[model._meta.label].merged != COUNTED_AGAIN
        and not model._default_manager.exists()
    ]
    assert not lacking, "\n".join(lacking)


def test_a_merger_changes_what_is_said_and_nothing_else() -> None:
    scene = everything()
    before = snapshot()
    run(scene.event)
    assert changed(before, snapshot()) == said("merged")


def test_undoing_brings_every_row_back() -> None:
    scene = everything()
    before, counts = snapshot(), counted()
    run(scene.event)
    undo_event(event=scene.event, actor=None, today=TODAY, now=LATER)
    after = snapshot()
    kept = {label for label, row in ROWS.items() if row.merged == COUNTED_AGAIN}
    assert changed(before, after) <= kept | EVENT_ITSELF
    assert counted() == counts
    for label in EVENT_ITSELF:
        assert before[label].keys() <= after[label].keys()


@pytest.mark.parametrize("columns", [{}, {"wording": "Lời mới"}])
def test_undoing_a_change_of_the_plan_brings_every_row_back(
    columns: dict[str, str],
) -> None:
    scene = everything()
    given = scene.duty.task.assignments.get()
    exact(draft_of(given, **(columns or {"agency_id": make_agency().pk})))


def _replaced(scene: Everything) -> PlanChange:
    """Return the draft by which another plan takes the place of the scene's."""
    new = next_plan()
    for task in scene.plan.tasks.order_by("pk"):
        heir = task_like(task, new, schedule=task.schedule)
        for figure in task.figures.all():
            make_figure(heir, figure.code, label=figure.label, type=figure.type)
        for given in task.assignments.all():
            make_assignment(heir, given.agency)
    open_year(new)
    return replacement(scene.plan, new)


def test_replacing_a_plan_changes_what_is_said() -> None:
    draft = _replaced(everything())
    before = snapshot()
    apply(draft, now=LATER)
    assert changed(before, snapshot()) == said("replaced")


def test_undoing_a_replacement_brings_every_row_back() -> None:
    exact(_replaced(everything()))


def test_a_hand_over_changes_what_is_said_and_nothing_else() -> None:
    scene = everything()
    head, successor = make_user("head", scene.agency), make_user("viewer", scene.agency)
    before, counts = snapshot(), counted()
    hand_over(
        agency=scene.agency, leaving=scene.officer, last_day=TODAY - timedelta(days=1),
        successor_email=successor.email, actor=head, today=TODAY, now=NOW,
    )  # fmt: skip
    # Counts are kept as steps; what a leaver worked on adds up to what it was.
    found = changed(before, snapshot()) - {"tasks.DutyCount"}
    assert (found, counted()) == (said("handed_over"), counts)


def test_closing_stores_what_is_said_and_changes_nothing_else() -> None:
    scene = everything()
    head = make_user("head", scene.plan.steering_agency)
    before = snapshot()
    close_period(period=scene.period, actor=head, today=date(2026, 12, 20), now=NOW)
    assert changed(before, snapshot()) == said("closed")


def test_what_waits_on_a_duty_goes_where_it_goes() -> None:
    scene = everything()
    other = Duty.objects.exclude(agency=scene.agency).get(
        task=scene.duty.task, period=scene.period, agency__short_name="B"
    )
    Draft.objects.create(
        duty=other, person=scene.officer, fields={"text": ["Mới hơn"]}, saved_at=NOW
    )
    run(scene.event)
    heir = Duty.objects.get(agency__code="xa-moi", task=scene.duty.task)
    draft = Draft.objects.get(duty=heir)
    assert (draft.person, draft.fields["text"]) == (scene.officer, ["Mới hơn"])
    assert Draft.objects.get(duty=scene.duty).fields["text"] == ["Đang gõ"]
    [asked] = heir.contribution_requests.all()
    with pytest.raises(InvalidInput) as refused:
        ask_contribution(
            duty=heir, agency=asked.agency, question="Cho số liệu", due_on=TODAY, day_off=True,
            actor=make_user("officer", heir.agency), today=TODAY, now=LATER,
        )  # fmt: skip
    assert refused.value.problems.keys() == {"agency"}


def test_what_is_odd_stays_odd_at_the_successor() -> None:
    scene = everything()
    text = "Đã họp dân và lấy ý kiến đầy đủ theo quy định của pháp luật."
    for pk in (scene.sent.pk, Duty.objects.get(agency__short_name="B").pk):
        entry = ProgressEntry(
            agency=Duty.objects.get(pk=pk).agency, period=scene.period, done_on=TODAY,
            text=text, progress="done", author=scene.officer, recorded_at=NOW,
        )  # fmt: skip
        entry.fill_keys()
        entry.save()
        EntryLink.objects.create(entry=entry, duty_id=pk)
    run(scene.event)
    heir = Duty.objects.get(agency__code="xa-moi", task=scene.sent.task)
    assert heir.state == "submitted"
    assert [each.kind for each in heir.doubts.all()] == ["same_other"]


def test_who_follows_steers_the_plan() -> None:
    old, new, one, other = (make_agency(name) for name in ("Cũ", "Mới", "Một", "Hai"))
    plan = make_plan(old)
    make_plan(new)
    run(merge(old, new=new))
    plan.refresh_from_db()
    assert plan.steering_agency == new
    event = split(new, one, other)
    seen = rehearse(event=event, today=TODAY, now=NOW)
    assert [line.split(" → ")[1][:7] for line in seen.plans] == ["chưa rõ"] * 2
