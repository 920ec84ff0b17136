"""Rows of the document that are added, end, or get other words: what becomes of duties,
of the past, and what undoing leaves.
"""

from datetime import date

import pytest

from tasks.changing import draft_change, rehearse_change
from tasks.changing.drafting import Wanted
from tasks.changing.tests.changing import (
    BASIS,
    MOMENT,
    ON,
    apply,
    drafted,
    live,
    worked,
)
from tasks.changing.tests.undoing import exact, stands, undo, unlike
from tasks.duties.past_words import of_their_day, speak_then, tasks_of
from tasks.models import Duty, Plan, Rung, Section, Target, Task
from tasks.periods.opening import open_period
from tasks.tests.factories import NOW, make_duty, make_period

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2026, 5, 31), ON


def new_task(given, building, **columns) -> Wanted:
    """Return a task more, led by the agency."""
    task = given.task
    return Wanted(
        "task",
        None,
        {
            "section_id": task.section_id,
            "code": "IV.5.2",
            "text": "Công khai kết quả",
            "short_title": "Công khai",
            "role_label": "",
            "assignee_text": building.name,
            "coordinating_text": "",
            "schedule": "annual",
            "schedule_text": "Hằng năm",
            "due_on": None,
            "follows": task.pk,
            "given": [{"agency_id": building.pk, "group_id": None, "role": "lead"}],
            **columns,
        },
    )


def test_a_task_is_added_with_its_duties_from_the_day_on(given, duty, building):
    draft = drafted(given.task.plan, more=[new_task(given, building)])
    seen = rehearse_change(change=draft, **MOMENT)
    assert seen.problems == ()
    assert [each.opened for each in seen.done] == [["Sở Xây dựng"]]
    assert not Task.objects.filter(code="IV.5.2").exists()
    apply(draft)
    task = Task.objects.get(code="IV.5.2")
    opened = live(task).get()
    assert (opened.agency, opened.opened_on, task.valid_from) == (building, ON, ON)
    assert task.position > given.task.position
    assert task.assignments.get().basis_number == BASIS["basis_number"]


def test_adding_and_undoing_leaves_nothing(given, duty, building):
    later = Task.objects.create(
        plan=given.task.plan, section=given.task.section, code="IV.9.9", text="Sau",
        short_title="Sau", schedule="annual", position=given.task.position + 1,
    )  # fmt: skip
    exact(drafted(given.task.plan, more=[new_task(given, building)]))
    later.refresh_from_db()
    assert later.position == given.task.position + 1


def test_what_was_done_on_an_added_task_stands_against_undoing(given, duty, building):
    draft = drafted(given.task.plan, more=[new_task(given, building)])
    apply(draft)
    worked(live(Task.objects.get(code="IV.5.2")).get(), now=NOW.replace(hour=23))
    with pytest.raises(Exception, match="đã ghi nhật ký"):
        undo(draft)


@pytest.mark.parametrize(("work", "state"), [("end", "ended"), ("keep", "open")])
def test_a_task_ends_with_its_open_work_or_keeps_it(given, duty, period, work, state):
    draft = drafted(given.task.plan, more=[Wanted("task", given.task)], work=work)
    apply(draft)
    duty.refresh_from_db()
    assert duty.state == state
    assert given.task.assignments.alive_on(ON).count() == 0
    open_period(plan=given.task.plan, year=2027, **MOMENT)
    assert live(given.task).count() == (work == "keep")


@pytest.mark.parametrize("work", ["end", "keep"])
@pytest.mark.parametrize("done", [False, True])
def test_ending_a_task_is_undone_exactly(given, duty, work, done):
    if done:
        worked(duty)
    exact(drafted(given.task.plan, more=[Wanted("task", given.task)], work=work))


def test_a_period_opened_while_a_task_was_ended_gets_it_back(given, duty):
    draft = drafted(given.task.plan, more=[Wanted("task", given.task)])
    apply(draft)
    day, moment = date(2027, 1, 5), NOW + (date(2027, 1, 5) - MOMENT["today"])
    open_period(plan=given.task.plan, year=2027, today=day, now=moment)
    undo(draft, today=day, now=moment)
    assert live(given.task).filter(period__year=2027).exists()


def test_headings_targets_and_the_plan_speak_with_the_words_of_their_day(given, duty):
    plan = given.task.plan
    past = make_period(plan, year=2025)
    heading = given.task.section
    target = Target.objects.create(
        plan=plan, code="II.1", text="80% xã", short_title="Xã", threshold=80
    )
    before = heading.title, plan.title
    draft = drafted(
        plan,
        (heading, {"title": "Trách nhiệm của sở", "code": "IV.50"}),
        (target, {"text": "90% xã", "threshold": 90}),
        (plan, {"title": "Về việc khác", "issued_on": date(2026, 5, 20)}),
    )
    was = stands()
    apply(draft)
    heading, target = Section.objects.get(), Target.objects.get()
    assert (heading.title, target.threshold) == ("Trách nhiệm của sở", 90)
    of_their_day([heading], BEFORE)
    of_their_day([target], BEFORE)
    assert (heading.title, target.threshold) == (before[0], 80)
    past.plan = Plan.objects.get()
    assert past.plan.title == "Về việc khác"
    speak_then(past)
    assert past.plan.title == before[1]
    undo(draft)
    assert unlike(was, stands()) == {}


def test_rows_that_end_and_begin_stand_only_in_their_periods(given, duty, building):
    plan = given.task.plan
    next_year = make_period(plan, year=2027)
    target = Target.objects.create(plan=plan, code="II.1", text="80%", short_title="Xã")
    more = [
        Wanted("task", given.task),
        Wanted("target", target),
        Wanted("section", None, {"code": "V", "title": "Phần mới", "parent_id": None}),
        new_task(given, building),
    ]
    apply(drafted(plan, more=more))
    codes = [task.code for task in tasks_of(next_year)]
    assert codes == ["IV.5.2"]
    this_year = [task.code for task in tasks_of(duty.period)]
    assert this_year == ["IV.5.1", "IV.5.2"]
    assert Section.objects.get(code="V").valid_from == ON
    assert Target.objects.get().valid_to == BEFORE


def test_codes_move_along_in_one_change(given, duty, building):
    """A clause is put in between, those behind it take the next codes; and back."""
    plan = given.task.plan
    second = Task.objects.create(
        plan=plan, section=given.task.section, code="IV.5.2", text="Hai",
        short_title="Hai", schedule="annual", position=2,
    )  # fmt: skip
    edits = [(given.task, {"code": "IV.5.2"}), (second, {"code": "IV.5.3"})]
    more = [new_task(given, building, code="IV.5.1")]
    exact(drafted(plan, *edits, more=more))
    apply(drafted(plan, *edits, more=more))
    named = dict(Task.objects.values_list("pk", "code"))
    assert (named[given.task.pk], named[second.pk]) == ("IV.5.2", "IV.5.3")
    of_their_day([given.task, second], BEFORE)


def test_two_rows_of_one_code_are_refused(given, duty, building):
    draft = drafted(given.task.plan, more=[new_task(given, building, code="IV.5.1")])
    seen = rehearse_change(change=draft, **MOMENT)
    assert "Mã IV.5.1 đã có nhiệm vụ khác dùng." in seen.problems


def test_a_heading_with_tasks_is_not_repealed(given, duty):
    draft = drafted(given.task.plan, more=[Wanted("section", given.task.section)])
    [problem] = rehearse_change(change=draft, **MOMENT).problems
    assert "còn IV.5.1" in problem


def test_one_more_agency_is_given_the_task(given, duty, building):
    columns = {
        "agency_id": building.pk,
        "group_id": None,
        "role": "execute",
        "mode": "each",
    }
    draft = drafted(
        given.task.plan, more=[Wanted("assignment", None, columns, given.task.pk)]
    )
    exact(draft)
    draft = drafted(
        given.task.plan, more=[Wanted("assignment", None, columns, given.task.pk)]
    )
    apply(draft)
    assert {d.agency for d in live(given.task)} == {given.agency, building}
    assert draft.lines.get().assignment.agency == building


def test_an_assignment_ends(given, duty):
    exact(drafted(given.task.plan, more=[Wanted("assignment", given)]))
    apply(drafted(given.task.plan, more=[Wanted("assignment", given)]))
    duty.refresh_from_db()
    assert duty.state == "ended"


def test_a_new_task_stands_under_a_heading_of_the_same_change(given, duty, building):
    plan = given.task.plan
    draft = drafted(
        plan,
        more=[
            Wanted("section", None, {"code": "V", "title": "Mới", "parent_id": None})
        ],
    )
    line = draft.lines.get()
    draft_change(
        edits=[],
        more=[new_task(given, building, section_id=None, under=line.pk)],
        plan=plan.pk,
        into=draft,
        actor=draft.created_by,
        **MOMENT,
    )
    exact(draft)


def test_a_schedule_opens_duties_from_its_day_on(given, duty):
    """A past day shows nothing that was not owed then."""
    task = given.task
    apply(drafted(task.plan, (task, {"schedule": "once"})))
    part = open_period(plan=task.plan, year=2026, kind="9-thang", **MOMENT)
    assert not live(task).filter(period=part).exists()
    draft = drafted(task.plan, (task, {"schedule": "annual"}), on=date(2026, 6, 5))
    apply(draft)
    assert live(task).get(period=part).opened_on == date(2026, 6, 5)


def test_the_preview_says_what_is_before_after_kept_and_sent(given, duty):
    """Duties before and after, the letters that come, the measures that stay."""
    task = given.task
    Rung.objects.create(
        plan=task.plan, schedule="once", basis="due", offset_days=-7, addressees="head"
    )
    target = Target.objects.create(
        plan=task.plan, code="II.1", text="80%", short_title="Xã"
    )
    target.measures.create(
        code="II.1", short_title="Xã làm xong", kind="rate", method="units_done",
        numerator_text="", counting_unit="đơn vị", task=task,
    )  # fmt: skip
    edit = (task, {"schedule": "once", "due_on": date(2026, 8, 20)})
    seen = rehearse_change(change=drafted(task.plan, edit), **MOMENT)
    assert seen.letters == ((date(2026, 8, 13), 1),)
    assert [each.owed for each in seen.done] == [(1, 1)]
    assert seen.kept_measures == ("II.1 Xã làm xong",)
    ended = drafted(task.plan, more=[Wanted("task", task)])
    seen = rehearse_change(change=ended, **MOMENT)
    assert [each.owed for each in seen.done] == [(1, 0)]


def test_a_target_that_asks_more_is_judged_before_and_after(given, duty, building):
    task = given.task
    target = Target.objects.create(
        plan=task.plan, code="II.1", text="40%", short_title="Xã", threshold=40
    )
    target.measures.create(
        code="II.1", short_title="Xã làm xong", kind="rate", method="units_done",
        numerator_text="", counting_unit="đơn vị", task=task,
    )  # fmt: skip
    said = {"state": "accepted", "first_sent_on": ON, "accepted_on": ON}
    Duty.objects.filter(pk=duty.pk).update(progress="done", **said)
    make_duty(task, building, duty.period, progress="in_progress", **said)
    draft = drafted(task.plan, (target, {"threshold": 80}))
    assert rehearse_change(change=draft, **MOMENT).verdicts == (
        (
            "II.1 Xã",
            "đạt (50%); phải đạt tối thiểu 40%",
            "chưa đạt (50%); phải đạt tối thiểu 80%",
        ),
    )


@pytest.mark.parametrize(("work", "state"), [("end", "ended"), ("keep", "open")])
def test_a_plan_runs_out_with_its_open_work_ended_or_kept(given, duty, work, state):
    plan = given.task.plan
    exact(drafted(plan, more=[Wanted("plan", plan)], work=work))
    draft = drafted(plan, more=[Wanted("plan", plan)], work=work)
    seen = rehearse_change(change=draft, **MOMENT)
    assert seen.problems == ()
    assert seen.told == ("Sở Tài chính",)
    apply(draft)
    duty.refresh_from_db()
    plan.refresh_from_db()
    assert (duty.state, plan.state, plan.ends_on) == (state, "over", BEFORE)
    with pytest.raises(Exception, match="Hết hiệu lực"):
        open_period(plan=plan, year=2027, **MOMENT)


def test_the_page_asks_what_becomes_of_work_on_a_repealed_task(client, given, duty):
    draft = drafted(given.task.plan, more=[Wanted("task", given.task)])
    client.force_login(draft.created_by)
    body = client.get(f"/dieu-chinh/{draft.pk}/").content.decode()
    assert "Để đơn vị làm xong" in body
    assert "Chuyển sang cơ quan mới" not in body
