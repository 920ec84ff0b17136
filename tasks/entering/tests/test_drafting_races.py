"""Two people at one draft at the same moment; its publishing meanwhile."""

import pytest

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from tasks.changing.drafting import Wanted
from tasks.consulting.asking import ask_opinions
from tasks.consulting.commenting import answer_comment, comment, withdraw_comment
from tasks.duties.errors import StaleVersion
from tasks.entering.writing import move_row, save_rows, version_of
from tasks.models import DraftReply, PlanState, Task
from tasks.plan.publishing import publish_plan
from tasks.tests import together
from tasks.tests.factories import NOW, TODAY, make_assignment, make_plan, make_task
from tasks.tests.together import or_refusal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgres]


@pytest.fixture
def plan():
    return make_plan(state=PlanState.DRAFT)


@pytest.fixture
def task(plan):
    return make_task(plan, "III.1", text="Lời ban đầu")


@pytest.fixture
def head(plan):
    return make_user("head", plan.steering_agency)


def at_once(*calls):
    """Run the calls at the same moment; return results or refusals."""
    return together.at_once(*map(or_refusal, calls))


def saving(task, text, actor):
    said = {"plan": task.plan, "row": task, "version": version_of(task)}
    edits = [(Task(pk=task.pk), {"text": text})]
    return lambda: save_rows(**said, edits=edits, more=[], actor=actor, today=TODAY)


def test_of_two_who_save_one_row_the_second_is_told(task, head):
    results = at_once(*(saving(task, text, head) for text in ("Một", "Hai")))
    refused = [each for each in results if isinstance(each, RuleBroken)]
    assert [type(each) for each in refused] == [StaleVersion]
    task.refresh_from_db()
    assert task.text in {"Một", "Hai"}


def test_two_who_add_and_move_leave_one_order(task, head):
    make_task(task.plan, "III.9")
    row = {"section_id": task.section_id, "text": "Mới", "short_title": "Mới"}
    row |= {"schedule": "annual", "schedule_text": "Hằng năm"}

    def adding(code):
        wanted = [Wanted("task", None, {**row, "code": code, "follows": task.pk})]
        said = {"plan": task.plan, "row": None, "version": "", "edits": []}
        return lambda: save_rows(**said, more=wanted, actor=head, today=TODAY)

    at_once(
        adding("III.2"),
        adding("III.3"),
        lambda: move_row(row=task, steps=1, actor=head, today=TODAY),
    )
    places = list(
        task.plan.tasks.order_by("position").values_list("position", flat=True)
    )
    assert places == [1, 2, 3, 4]


def test_an_edit_comes_before_publishing_or_is_refused(task, head):
    make_assignment(task, make_agency())
    published, saved = at_once(
        lambda: publish_plan(
            plan=task.plan, year=2026, actor=head, today=TODAY, now=NOW
        ),
        saving(task, "Muộn", head),
    )
    assert not isinstance(published, RuleBroken)
    task.refresh_from_db()
    assert (task.text == "Muộn") != isinstance(saved, RuleBroken)


def test_a_comment_is_answered_or_withdrawn(task, head):
    agency = make_assignment(task, make_agency()).agency
    officer = make_user("officer", agency)
    moment = {"today": TODAY, "now": NOW}
    ask_opinions(plan=task.plan, agencies=[agency], due_on=TODAY, actor=head, **moment)
    said = comment(row=task, text="Lùi hạn", actor=officer, **moment)
    answer = {"verdict": "taken", "text": "Đã lùi"}
    results = at_once(
        lambda: answer_comment(comment=said, **answer, actor=head, **moment),
        lambda: withdraw_comment(comment=said, actor=officer, **moment),
    )
    assert sum(isinstance(each, RuleBroken) for each in results) == 1
    said.refresh_from_db()
    assert DraftReply.objects.exists() != bool(said.withdrawn_at)
