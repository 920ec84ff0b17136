"""Random work and changes of the plan: each is exact to undo, and can be applied again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import event as hypothesis_event
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agencies.models import AgencyGroup
from agencies.tests.factories import make_user
from tasks.changing import draft_change, rehearse_change, save_draft
from tasks.changing.drafting import Wanted
from tasks.changing.tests.changing import (
    BASIS,
    apply,
    draft_of,
)
from tasks.changing.tests.drawn import (
    NAMES,
    QUIET,
    Works,
    check_always,
    states_on,
    work,
    works,
    world,
)
from tasks.changing.tests.undoing import exact
from tasks.models import (
    Assignment,
    Plan,
    PlanChange,
    Target,
    Task,
)
from tasks.tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db
LAST = date(2026, 12, 10)
#: What a change does: to an assignment, or to a clause.
OF_GIVEN = ("agency", "group", "ends", "wording", "mode", "role")
OF_CLAUSE = ("text", "once", "ongoing", "annual", "day", "quarters", "days")
#: What it does to rows of the document: adds, ends, renumbers, gives in addition.
OF_ROWS = ("add", "add_given", "end", "recode", "heading", "target", "plan", "expire")
#: (what, which row, which agency, what becomes of open work, days after, both at once)
Changes = list[tuple[str, int, int, str, int, bool]]

changes = st.lists(
    st.tuples(
        st.sampled_from(OF_GIVEN + OF_CLAUSE + OF_ROWS),
        st.integers(0, 5),
        st.integers(0, 2),
        st.sampled_from(["move", "end", "keep"]),
        st.integers(1, 60),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)


def columns_of(what: str, agency: int, day: date) -> dict[str, Any]:
    """Return the columns that the drawn change gives a row."""
    whose = Assignment.objects.filter(agency__short_name=NAMES[agency]).first()
    group = AgencyGroup.objects.get().pk
    return {
        "agency": {"agency_id": whose.agency_id if whose else None, "group_id": None},
        "group": {"agency_id": None, "group_id": group},
        "ends": {"valid_to": day - timedelta(days=1)},
        "wording": {"wording": f"Lời từ {day}"},
        "mode": {"mode": "requested"},
        "role": {"role": "coordinate"},
        "text": {"text": f"Lời từ {day}", "code": f"IV.9.{day:%m%d}"},
        "once": {"schedule": "once", "due_on": day + timedelta(days=40)},
        "ongoing": {"schedule": "ongoing", "due_on": None},
        "annual": {"schedule": "annual", "due_on": None, "year_days": ""},
        "quarters": {"schedule": "quarterly", "due_on": None},
        "days": {"schedule": "days", "due_on": None, "year_days": "30/6, 30/9"},
        "day": {"due_on": day + timedelta(days=70)},
    }[what]


def drafted(plan: Plan, drawn: tuple[str, int, int, str, bool], day: date) -> Any:
    """Return the drawn draft, of one line or of a clause and its assignment."""
    what, place, agency, open_work, both = drawn
    if what in OF_ROWS:
        return drafted_rows(plan, what, (place, agency), open_work, day)
    given = list(Assignment.objects.alive_on(day).order_by("pk"))
    clauses = list(Task.objects.filter(plan=plan).order_by("pk"))
    columns = columns_of(what, agency, day)
    if what in OF_CLAUSE or not given:
        row: Assignment | Task = clauses[place % len(clauses)]
        columns = columns if what in OF_CLAUSE else {"text": "Lời mới"}
        return draft_of(row, on=day, **columns)
    row = given[place % len(given)]
    draft = draft_of(row, on=day, work=open_work, **columns)
    if both:
        after = {"schedule": "ongoing", "text": f"Lời cùng ngày {day}"}
        draft.lines.create(subject="task", task=row.task, after=after)
    return draft


def drafted_rows(
    plan: Plan, what: str, drawn: tuple[int, int], open_work: str, day: date
) -> PlanChange:
    """Return a draft about rows of the document."""
    tasks = list(plan.tasks.filter(valid_to=None).order_by("pk")) or list(
        plan.tasks.order_by("pk")
    )
    task, other = tasks[drawn[0] % len(tasks)], tasks[0]
    who = Assignment.objects.filter(agency__short_name=NAMES[drawn[1]]).first()
    given = {"agency_id": who and who.agency_id, "group_id": None, "role": "execute"}
    if who is None:
        given["group_id"] = AgencyGroup.objects.get().pk
    new = {
        "section_id": task.section_id, "code": f"IV.8.{day:%m%d}", "text": "Mới",
        "short_title": "Mới", "schedule": "annual", "schedule_text": "Hằng năm",
        "role_label": "", "assignee_text": "", "coordinating_text": "", "due_on": None,
        "follows": task.pk, "given": [given],
    }  # fmt: skip
    target = Target.objects.filter(plan=plan).first()
    heading = Wanted("section", None, {"code": f"M{day:%m%d}", "title": "Mục"})
    edits: list[Any] = {
        "recode": [(task, {"code": other.code}), (other, {"code": f"IV.7.{day:%m%d}"})],
        "heading": [(task.section, {"title": f"Mục từ {day}"})],
        "target": [(target, {"text": f"Từ {day}", "threshold": 90})],
        "plan": [(plan, {"title": f"Về việc từ {day}", "number": f"{day:%m%d}/KH"})],
    }.get(what, [])
    if what == "recode" and task == other:
        edits = edits[1:]
    more = {
        "add": [Wanted("task", None, new), heading],
        "add_given": [Wanted("assignment", None, given, task.pk)],
        "end": [Wanted("task", task)],
        "expire": [Wanted("plan", Plan.objects.get(pk=plan.pk))],
    }.get(what, [])
    draft = draft_change(
        edits=edits, more=more, plan=plan.pk, actor=make_user(is_superuser=True),
        today=day, now=NOW + (day - TODAY),
    )  # fmt: skip
    kept = {line.pk: (open_work, "") for line in draft.lines.all()}
    basis = {**BASIS, "effective_on": day}
    return save_draft(change=draft, basis=basis, open_work=kept)


def again(draft: PlanChange) -> PlanChange:
    """Return a new draft of the same lines."""
    copy = PlanChange.objects.create(
        plan=draft.plan, created_by=draft.created_by, created_at=draft.created_at,
        effective_on=draft.effective_on, **BASIS,
    )  # fmt: skip
    for line in draft.lines.all():
        line.pk, line.event, line.said, line.told = None, copy, "", None
        line.save()
    return copy


def check_chain(done: Works, drawn: Changes) -> None:
    """Let the work happen; apply each change, undo it, compare, apply it again."""
    with transaction.atomic():
        plan, day = world(), TODAY
        for what, place, agency, open_work, gap, both in drawn:
            day += timedelta(days=gap)
            if day >= LAST:
                break
            work(plan, done, day)
            draft = drafted(plan, (what, place, agency, open_work, both), day)
            moment = {"today": day, "now": NOW + (day - TODAY)}
            if rehearse_change(change=draft, **moment).problems:
                hypothesis_event(f"refused: {what}")
                draft.delete()
                continue
            hypothesis_event(what)
            past = states_on(day - timedelta(days=1))
            exact(draft, day)
            late = NOW + (day - TODAY) + timedelta(hours=5)
            apply(again(draft), today=day, now=late)
            assert past.items() <= states_on(day - timedelta(days=1)).items()
            check_always()
        transaction.set_rollback(True)


#: Rows are added, renumbered, ended, with work on them, and given to others.
ROWS: Changes = [
    ("add", 0, 1, "move", 1, False),
    ("recode", 2, 0, "move", 3, False),
    ("end", 1, 0, "keep", 5, False),
    ("target", 0, 0, "move", 2, False),
    ("end", 0, 0, "end", 4, False),
    ("plan", 0, 0, "move", 1, False),
    ("add_given", 0, 2, "move", 2, False),
    ("heading", 0, 0, "move", 2, False),
    ("expire", 0, 0, "end", 2, False),
]
#: The clause is reworded beside its assignment; work that was kept moves on later.
BOTH: Changes = [("agency", 0, 1, "move", 1, True), ("agency", 2, 2, "keep", 9, True)]


@pytest.mark.slow
@settings(max_examples=1, deadline=None, suppress_health_check=QUIET)
@given(done=works, drawn=changes)
@example(done=[(0, 0, "logged"), (2, 0, "sent")], drawn=BOTH)
@example(done=[(0, 0, "logged"), (1, 1, "sent"), (2, 0, "returned")], drawn=ROWS)
def test_any_chain_of_changes_can_be_undone_exactly(
    db: None, done: Works, drawn: Changes
) -> None:
    check_chain(done, drawn)


@pytest.mark.slow
@pytest.mark.sqlite_too
@settings(max_examples=40, deadline=None, suppress_health_check=QUIET)
@given(done=works, drawn=changes)
def test_many_chains_of_changes_can_be_undone_exactly(
    db: None, done: Works, drawn: Changes
) -> None:
    check_chain(done, drawn)
