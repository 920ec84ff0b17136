"""A plan that replaces another: heirs, what becomes of work, undoing."""

from datetime import date

import pytest

from agencies.tests.factories import make_user
from kehoach.lib.refusals import RuleBroken
from tasks.changing import apply_change, rehearse_change, save_heirs, undo_change
from tasks.changing.drafting_heirs import Chosen, draft_replacement
from tasks.changing.result import Becomes
from tasks.changing.tests.changing import MOMENT, ON, apply, live, opened, sent, worked
from tasks.changing.tests.replacing import (
    line_of,
    next_plan,
    open_year,
    replacement,
    task_like,
)
from tasks.changing.tests.undoing import APPLIED, exact, undo
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.models import (
    Duty,
    FigureValue,
    Notice,
    Plan,
    Target,
    TargetMeasure,
    Task,
)
from tasks.periods.calendars import put_calendar
from tasks.periods.opening import open_period
from tasks.periods.ready_calendars import CalendarEntry
from tasks.reminders.due_today import urgeable
from tasks.review.deciding import accept_duty
from tasks.tests.factories import (
    TODAY,
    make_assignment,
    make_figure,
    make_plan,
    make_task,
)
from tasks.work.retelling import told_by_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(given, period):
    return given.task.plan


@pytest.fixture
def heir(given, old):
    """Return the heir of the task, in a new plan whose year is open."""
    task = task_like(given.task, next_plan(begins_on=ON), "II.3")
    make_assignment(task, given.agency)
    open_year(task.plan)
    return task


def goes(duty):
    """Return where the duty went."""
    duty.refresh_from_db()
    assert duty.state == "transferred"
    return duty.carried_to


def test_open_work_goes_on_in_the_heir_with_entries_holder_and_the_new_day(
    given, duty, heir
):
    officer = make_user(agency=duty.agency)
    worked(duty, "Đã khảo sát")
    Duty.objects.filter(pk=duty.pk).update(holder=officer)
    Task.objects.filter(pk=heir.pk).update(schedule="annual", due_on=None)
    apply(replacement(given.task.plan, heir.plan))
    there = goes(duty)
    assert (there.task, there.agency, there.state) == (heir, given.agency, "open")
    assert (there.progress, there.holder) == ("done", officer)
    assert there.entry_links.count() == 1
    assert told_by_entries([there])[there.pk].progress == "done"
    assert there.period.plan == heir.plan
    assert Duty.objects.live().get() == there
    given.task.refresh_from_db()
    assert given.task.replaced_by == heir


def test_what_was_accepted_counts_in_the_new_plan(given, duty, heir):
    sent(duty)
    boss = make_user("head", given.task.plan.steering_agency)
    accept_duty(duty=duty, actor=boss, **MOMENT)
    apply(replacement(given.task.plan, heir.plan))
    there = goes(duty)
    assert (there.state, there.progress) == ("accepted", "done")
    assert (there.first_sent_on, there.accepted_on) == (TODAY, TODAY)


def test_a_task_without_heir_ends_with_the_reason(given, duty, heir):
    draft = replacement(given.task.plan, heir.plan)
    line = line_of(draft, given.task)
    save_heirs(change=draft, chosen={line.pk: Chosen(None, "move", "Không còn cần")})
    apply(draft)
    duty.refresh_from_db()
    assert (duty.state, duty.reason) == ("ended", "Không còn cần")
    assert live(heir).count() == 1


def test_what_is_kept_is_finished_in_the_old_plan_and_reminds_nobody(given, duty, heir):
    draft = replacement(given.task.plan, heir.plan)
    line = line_of(draft, given.task)
    save_heirs(change=draft, chosen={line.pk: Chosen(heir.pk, "keep")})
    assert duty in urgeable(TODAY)
    apply(draft)
    duty.refresh_from_db()
    assert duty.state == "open"
    assert duty not in urgeable(TODAY)


def test_the_old_plan_is_over_from_the_day(given, period, old, heir):
    apply(replacement(old, heir.plan))
    old.refresh_from_db()
    assert (old.state, old.ends_on) == ("over", date(2026, 5, 31))
    with pytest.raises(InvalidInput, match="Hết hiệu lực"):
        open_period(plan=old, year=2027, **MOMENT)


def test_several_tasks_have_one_heir(given, duty, heir, old):
    other = make_task(old, "IV.6.1", text=given.task.text)
    make_assignment(other, given.agency)
    opened(other)
    worked(duty, "Việc một")
    worked(live(other).get(), "Việc hai")
    draft = replacement(old, heir.plan)
    line = line_of(draft, other)
    save_heirs(change=draft, chosen={line.pk: Chosen(heir.pk)})
    apply(draft)
    there = live(heir).get()
    assert there.entry_links.count() == 2
    assert goes(duty) == there


def test_work_of_one_agency_goes_to_the_one_that_the_new_plan_gives_it(
    given, duty, old, building
):
    task = task_like(given.task, next_plan(begins_on=ON))
    make_assignment(task, building)
    open_year(task.plan)
    worked(duty)
    make_user(agency=building)
    apply(replacement(old, task.plan))
    assert goes(duty).agency == building
    before, after = (
        Notice.objects.get(kind="plan", person__memberships__agency=agency).text
        for agency in (given.agency, building)
    )
    assert "1 việc giao cho Sở Xây dựng, kèm nhật ký" in before
    assert "số liệu đã báo cáo ở lại" in before
    assert "Đơn vị nhận 1 việc của Sở Tài chính" in after


def test_who_is_given_nothing_any_more_ends_with_the_reason(given, duty, old, building):
    make_assignment(given.task, building)
    opened(given.task)
    task = task_like(given.task, next_plan(begins_on=ON))
    make_assignment(task, building)
    open_year(task.plan)
    apply(replacement(old, task.plan))
    duty.refresh_from_db()
    assert duty.state == "ended"
    assert "không giao nhiệm vụ này cho đơn vị" in duty.reason


def test_answers_go_on_as_answers_of_the_heir(given, duty, heir, old):
    figure = make_figure(given.task, "so-cuoc", label="Số cuộc họp")
    same = make_figure(heir, "so-cuoc-hop", label="Số cuộc họp", type=figure.type)
    author = make_user(agency=given.agency)
    FigureValue.objects.create(
        figure=figure, agency=given.agency, period=duty.period, number=5,
        entered_by=author, recorded_at=MOMENT["now"],
    )  # fmt: skip
    apply(replacement(old, heir.plan))
    value = FigureValue.objects.get(figure=same)
    assert (value.number, value.entered_by, value.is_current) == (5, author, True)
    assert value.period.plan == heir.plan
    assert "Số đã báo cáo theo" in value.reason


def test_targets_and_measures_name_their_heirs(given, heir, old):
    rows = []
    for plan, task in ((old, given.task), (heir.plan, heir)):
        target = Target.objects.create(
            plan=plan, code="II.1", text="80% đơn vị công khai", short_title="Công khai"
        )
        rows.append(
            TargetMeasure.objects.create(
                target=target, code="II.1", short_title="Đơn vị công khai",
                kind="rate", method="units_done", counting_unit="đơn vị", task=task,
            )
        )  # fmt: skip
    draft = replacement(old, heir.plan)
    [verdict] = rehearse_change(change=draft, **MOMENT).verdicts
    assert verdict.label == "II.1 Công khai → II.1 Công khai"
    apply(draft)
    rows[0].refresh_from_db()
    assert rows[0].replaced_by == rows[1]
    assert rows[0].target.replaced_by == rows[1].target


def test_the_preview_shows_each_duty_and_changes_nothing(given, duty, heir, old):
    draft = replacement(old, heir.plan)
    seen = rehearse_change(change=draft, **MOMENT)
    assert seen.problems == ()
    [row] = [row for done in seen.done for row in done.rows]
    assert (row.duty, row.becomes) == (duty.pk, Becomes.MOVED)
    assert seen.told == ("Sở Tài chính",)
    old.refresh_from_db()
    assert old.state == "running"
    assert live(given.task).get() == duty


def test_a_draft_is_previewed_as_if_it_were_published_and_waits(given, duty, old):
    new = next_plan(begins_on=ON, state="draft")
    make_assignment(task_like(given.task, new), given.agency)
    draft = replacement(old, new)
    seen = rehearse_change(change=draft, **MOMENT)
    assert [row.becomes for done in seen.done for row in done.rows] == ["moved"]
    assert "còn là dự thảo" in seen.problems[0]
    with pytest.raises(RuleBroken, match="công bố"):
        apply(draft)
    assert Plan.objects.get(pk=new.pk).is_draft


def test_an_agency_is_told_once(given, duty, heir, old):
    make_user(agency=given.agency)
    apply(replacement(old, heir.plan))
    note = Notice.objects.get(kind="plan")
    assert "thay thế" in note.text
    assert "1 việc của đơn vị chuyển sang" in note.text


def test_work_and_answers_are_exact_to_undo(given, duty, heir, old):
    worked(duty)
    figure = make_figure(given.task, "so-cuoc", label="Số cuộc họp")
    make_figure(heir, "so-cuoc", label="Số cuộc họp", type=figure.type)
    FigureValue.objects.create(
        figure=figure, agency=given.agency, period=duty.period, number=5,
        entered_by=make_user(agency=given.agency), recorded_at=MOMENT["now"],
    )  # fmt: skip
    exact(replacement(old, heir.plan))


def test_who_worked_since_stands_against_undoing(given, duty, heir, old):
    draft = replacement(old, heir.plan)
    apply(draft, now=APPLIED)
    worked(live(heir).get(), now=APPLIED.replace(hour=23))
    with pytest.raises(InvalidInput, match="đã ghi nhật ký"):
        undo(draft)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"begins_on": date(2026, 7, 1)}, "thực hiện từ 01/07/2026"),
        ({"state": "over"}, "đã hết hiệu lực"),
    ],
)
def test_a_plan_that_does_not_run_replaces_none(given, heir, old, change, words):
    Plan.objects.filter(pk=heir.plan_id).update(**change)
    draft = replacement(old, Plan.objects.get(pk=heir.plan_id))
    assert words in " ".join(rehearse_change(change=draft, **MOMENT).problems)


def test_a_task_that_came_since_wants_a_heir(given, heir, old):
    draft = replacement(old, heir.plan)
    make_task(old, "IV.9.9")
    seen = rehearse_change(change=draft, **MOMENT)
    assert "Chưa chọn dòng thay thế của: IV.9.9" in seen.problems[0]
    save_heirs(change=draft, chosen={})
    assert rehearse_change(change=draft, **MOMENT).problems == ()


def test_a_period_is_wanted_beside_each(given, period, old):
    new = next_plan(begins_on=ON)
    make_assignment(task_like(given.task, new), given.agency)
    draft = replacement(old, new)
    assert "đang mở kỳ năm 2026" in rehearse_change(change=draft, **MOMENT).problems[0]


def test_a_heir_of_another_plan_is_refused(given, heir, old):
    draft = replacement(old, heir.plan)
    line, strange = line_of(draft, given.task), make_task(make_plan())
    with pytest.raises(InvalidInput, match="thuộc kế hoạch mới"):
        save_heirs(change=draft, chosen={line.pk: Chosen(strange.pk)})


def test_a_later_day_that_was_granted_stays(given, duty, heir, old):
    late = date(2026, 12, 30)
    Duty.objects.filter(pk=duty.pk).update(due_on=late, due_from="extension")
    apply(replacement(old, heir.plan))
    there = goes(duty)
    assert (there.due_on, there.due_from) == (late, "extension")


def test_a_document_of_a_long_kind_and_number_fits_its_column(old, boss):
    new = next_plan(begins_on=ON)
    Plan.objects.filter(pk=new.pk).update(kind="k" * 60, number="1" * 60)
    new.refresh_from_db()
    draft = draft_replacement(plan=old, successor=new, actor=boss, **MOMENT)
    assert len(draft.basis_number) == 100


def test_a_plan_with_another_calendar_goes_on_in_the_whole_that_holds_the_day(
    given, duty, old
):
    new = next_plan(begins_on=ON)
    new.calendar.all().delete()
    put_calendar(new, [CalendarEntry("lich", "Năm dương lịch", "31/12")])
    heir = task_like(given.task, new)
    make_assignment(heir, given.agency)
    draft = replacement(old, new)
    seen = rehearse_change(change=draft, **MOMENT)
    assert [row.becomes for done in seen.done for row in done.rows] == ["moved"]
    with pytest.raises(RuleBroken, match=f"có ngày {ON:%d/%m/%Y}"):
        apply(draft)
    open_period(plan=new, year=ON.year, kind="lich", **MOMENT)
    apply(draft)
    assert live(heir).get().agency == given.agency
    assert not live(given.task).exists()


@pytest.mark.parametrize("missing", ["old", "new"])
def test_whoever_asks_must_decide_for_both_plans(given, duty, heir, old, missing):
    draft = replacement(old, heir.plan)
    digest = rehearse_change(change=draft, **MOMENT).digest
    steers = {"old": heir.plan, "new": old}[missing].steering_agency
    head = make_user("head", steers)
    with pytest.raises(NotAllowed):
        apply_change(change=draft, actor=head, digest=digest, **MOMENT)
    apply(draft)
    draft.refresh_from_db()
    with pytest.raises(NotAllowed):
        undo_change(change=draft, actor=head, **MOMENT)
