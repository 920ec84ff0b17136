"""A plan is replaced while somebody saves in it, or in the next one, or replaces another
by the same plan.
"""

import pytest

from agencies.tests.factories import make_user
from kehoach.lib.refusals import RuleBroken
from tasks.changing import apply_change, draft_replacement, rehearse_change
from tasks.changing.tests.changing import MOMENT, ON, live, opened
from tasks.changing.tests.replacing import next_plan, open_year, replacement, task_like
from tasks.changing.tests.undoing import APPLIED, undo
from tasks.models import Duty, Plan, PlanChange
from tasks.tests import together
from tasks.tests.factories import TODAY, make_assignment, make_plan, make_task
from tasks.tests.together import or_refusal
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgres]


@pytest.fixture
def heir(given, duty):
    task = task_like(given.task, next_plan(begins_on=ON), "II.3")
    make_assignment(task, given.agency)
    open_year(task.plan)
    return task


def at_once(*calls):
    """Run the calls at the same moment; return results or refusals."""
    return together.at_once(*map(or_refusal, calls))


def applying(draft, **moment):
    when = MOMENT | moment
    digest = rehearse_change(change=draft, **when).digest
    return lambda: apply_change(
        change=draft, actor=draft.created_by, digest=digest, **when
    )


def saving(duty):
    officer = make_user(agency=duty.agency)
    said = {"done_on": TODAY, "text": "Đã rà soát", "progress": "done"}
    return lambda: log_progress(duties=[duty], author=officer, **said, **MOMENT)


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("where", ["old", "new"])
def test_who_saves_meanwhile_is_carried_along_or_told(given, heir, attempt, where):
    own = live(given.task if where == "old" else heir).get()
    draft = replacement(given.task.plan, heir.plan)
    changed, saved = at_once(applying(draft), saving(own))
    if isinstance(changed, RuleBroken):
        assert "Xem lại rồi áp dụng" in changed.message
        assert own.entry_links.count() == 1
        return
    there = live(heir).get()
    kept = not isinstance(saved, RuleBroken)
    assert there.entry_links.count() == kept
    assert Duty.objects.live().count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_two_plans_are_replaced_by_one_at_once(given, heir, attempt):
    other = make_task(make_plan(), "III.8", text=given.task.text)
    make_assignment(other, given.agency)
    opened(other)
    drafts = [replacement(task.plan, heir.plan) for task in (given.task, other)]
    results = at_once(*map(applying, drafts))
    done = sum(not isinstance(each, RuleBroken) for each in results)
    assert done >= 1
    assert Plan.objects.filter(state="over").count() == done
    assert live(heir).count() == 1


def test_two_heads_replace_once(given, heir):
    draft = replacement(given.task.plan, heir.plan)
    results = at_once(applying(draft), applying(draft))
    assert sum(isinstance(each, RuleBroken) for each in results) == 1
    assert live(heir).count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_two_begin_one_draft(given, heir, attempt):
    actor, old = make_user(is_superuser=True), given.task.plan

    def begin():
        return draft_replacement(plan=old, successor=heir.plan, actor=actor, **MOMENT)

    first, second = at_once(begin, begin)
    assert first == second == PlanChange.objects.get()


@pytest.mark.parametrize("attempt", range(3))
def test_a_plan_without_work_is_replaced_once(attempt):
    old = make_task(make_plan()).plan
    drafts = [replacement(old, next_plan(begins_on=ON)) for _ in "ab"]
    results = at_once(*map(applying, drafts))
    assert sum(isinstance(each, RuleBroken) for each in results) == 1
    assert PlanChange.objects.filter(state="applied").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_who_saves_while_it_is_undone_stands_against_it_or_is_told(
    given, heir, attempt
):
    draft = replacement(given.task.plan, heir.plan)
    applying(draft, now=APPLIED)()
    there = live(heir).get()
    officer = make_user(agency=there.agency)
    said = {"done_on": TODAY, "text": "Đã rà soát", "progress": "done"}
    undone, saved = at_once(
        lambda: undo(draft),
        lambda: log_progress(
            duties=[there], author=officer, **said, today=TODAY,
            now=APPLIED.replace(minute=59),
        ),
    )  # fmt: skip
    state = PlanChange.objects.get().state
    assert (state == "undone") is not isinstance(undone, RuleBroken)
    # The heir was there before the change: what is saved on it stays either way.
    assert there.entry_links.count() == (not isinstance(saved, RuleBroken))
