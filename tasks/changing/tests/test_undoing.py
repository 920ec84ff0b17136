"""A change of the plan is undone exactly, until somebody worked on it."""

from datetime import date, timedelta

import pytest

from agencies.models import AgencyGroup, GroupMember
from agencies.tests.factories import make_agency, make_user
from kehoach.testing.examples import few_of
from tasks.changing import obstacles_to_undo_change, save_draft
from tasks.changing.tests.changing import (
    MOMENT,
    ON,
    apply,
    draft_of,
    live,
    night,
    sent,
    worked,
)
from tasks.changing.tests.undoing import (
    APPLIED,
    LATER,
    SINCE,
    exact,
    stands,
    undo,
)
from tasks.duties.errors import InvalidInput
from tasks.models import (
    Assignment,
    Draft,
    DutyEvent,
    Envelope,
    Notice,
    PlanChange,
    Reminder,
    Rung,
    Task,
)
from tasks.periods.closing import close_period
from tasks.periods.opening import open_period
from tasks.reorganising.tests.reorganising import merge
from tasks.reorganising.tests.reorganising import run as reorganise
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_task,
)
from tasks.tests.snapshots import snapshot

pytestmark = pytest.mark.django_db
AUTUMN = date(2026, 10, 31)


@pytest.mark.parametrize("work", ["move", "end", "keep"])
@pytest.mark.parametrize("done", few_of([None, worked, sent], [worked]))
def test_another_agency_gives_everything_back(given, duty, building, work, done):
    if done:
        done(duty)
    make_user(agency=building)
    exact(draft_of(given, agency_id=building.pk, work=work))


@pytest.mark.parametrize(
    "columns",
    [
        {"wording": "Lời mới"},
        {"mode": "requested"},
        {"valid_to": ON - timedelta(days=1)},
        {"role": "coordinate"},
    ],
)
def test_an_assignment_is_again_what_it_was(given, duty, columns):
    worked(duty)
    exact(draft_of(given, **columns))


def test_a_group_gives_the_work_back(given, duty, building, finance):
    group = AgencyGroup.objects.create(code="hai-so", name="Hai sở")
    for agency in (building, finance):
        GroupMember.objects.create(group=group, agency=agency)
    exact(draft_of(given, agency_id=None, group_id=group.pk))


def test_who_had_the_work_too_has_its_own_again(given, duty, building):
    make_assignment(given.task, building)
    night(duty.period)
    for row in live(given.task):
        worked(row, f"Đã rà soát {row.pk}")
    exact(draft_of(given, agency_id=building.pk))


@pytest.mark.parametrize(
    "columns",
    [
        {"text": "Lời mới", "code": "IV.5.2"},
        {"schedule": "once", "due_on": AUTUMN, "schedule_text": "31/10"},
        {"schedule": "ongoing"},
    ],
)
@pytest.mark.parametrize("done", few_of([None, worked, sent], [worked]))
def test_a_clause_is_again_what_it_was(given, duty, columns, done):
    if done:
        done(duty)
    for kind in ("6-thang", "9-thang"):
        open_period(plan=given.task.plan, year=2026, kind=kind, **MOMENT)
    exact(draft_of(given.task, **columns))


@pytest.mark.parametrize("first", ["clause", "assignment"])
def test_two_lines_on_the_same_rows_are_both_undone(given, duty, building, first):
    """Each line noted other columns of the same clause and of the same duty."""
    clause = {
        "subject": "task",
        "task": given.task,
        "after": {"text": "Lời mới", "schedule": "ongoing"},
    }
    assigned = {"subject": "assignment", "task": given.task, "assignment": given, "after": {"agency_id": building.pk}}  # fmt: skip
    draft = draft_of(given.task, text="Lời mới")
    draft.lines.all().delete()
    both = [clause, assigned] if first == "clause" else [assigned, clause]
    for line in both:
        draft.lines.create(**line)
    exact(draft)


def test_the_night_afterwards_changes_nothing(given, duty, building):
    draft = draft_of(given, agency_id=building.pk)
    apply(draft, now=APPLIED)
    undo(draft)
    before = stands()
    assert night(duty.period, now=LATER) == night(duty.period, now=LATER)
    assert stands() == before


def test_moves_stay_in_the_record_and_are_marked(given, duty, building):
    draft = draft_of(given, agency_id=building.pk)
    apply(draft, now=APPLIED)
    undo(draft)
    [move] = DutyEvent.objects.filter(duty=duty)
    assert (move.kind, move.voided_at) == ("transferred", LATER)


def test_who_was_told_is_told(given, duty, building, finance):
    old, new = make_user(agency=finance), make_user(agency=building)
    make_user(agency=make_agency())
    draft = draft_of(given, agency_id=building.pk)
    apply(draft, now=APPLIED)
    undo(draft)
    said = {n.person: n.text for n in Notice.objects.filter(created_at=LATER)}
    assert said.keys() == {old, new}
    assert "Đã hoàn tác điều chỉnh theo Quyết định số 12/QĐ-UBND" in said[new]
    assert "IV.5.1 Nhiệm vụ IV.5.1 trở lại như trước ngày 01/06/2026" in said[old]


def test_nobody_is_told_who_was_not_told_of_it(given, duty, finance):
    make_user(agency=finance)
    draft = draft_of(given, wording="Lời mới")
    apply(draft, now=APPLIED)
    undo(draft)
    assert not Notice.objects.exists()


def test_of_a_change_of_before_whose_duties_it_touched_are_told(
    given, duty, building, finance
):
    people = {make_user(agency=agency) for agency in (finance, building)}
    draft = draft_of(given, agency_id=building.pk)
    apply(draft, now=APPLIED)
    draft.lines.update(told=None)
    undo(draft)
    told = Notice.objects.filter(created_at=LATER)
    assert {notice.person for notice in told} == people


def planned(duty):
    """Return a reminder of the duty that waits to be sent."""
    rung = Rung.objects.create(
        plan=duty.task.plan, schedule="annual", basis="due", offset_days=-7,
        addressees="officers",
    )  # fmt: skip
    person = make_user(agency=duty.agency)
    envelope = Envelope.objects.create(person=person, planned_at=NOW)
    return Reminder.objects.create(
        duty=duty, person=person, rung=rung, occasion=duty.due_on, envelope=envelope
    )


@pytest.mark.parametrize("of", ["assignment", "days"])
def test_dropped_reminders_wait_again(given, duty, building, of):
    reminder = planned(duty)
    if of == "days":
        draft = draft_of(given.task, schedule="once", due_on=AUTUMN)
    else:
        draft = draft_of(given, agency_id=building.pk)
    assert apply(draft, now=APPLIED)["reminders"] == 1
    reminder.refresh_from_db()
    assert reminder.dropped
    undo(draft)
    reminder.refresh_from_db()
    assert (reminder.dropped, reminder.state) == ("", "planned")


def test_what_a_new_year_opened_by_the_change_is_opened_anew(
    given, duty, building, finance
):
    draft = draft_of(given, agency_id=building.pk)
    apply(draft, now=APPLIED)
    moment = {"today": date(2027, 1, 5), "now": NOW + timedelta(days=210)}
    year = open_period(plan=given.task.plan, year=2027, **moment)
    assert year.duties.get().agency == building
    undo(draft, **moment)
    assert year.duties.get().agency == finance
    assert year.duties.get().assignment == given
    done = night(year, **moment)
    assert (done.opened, done.ended) == (0, 0)


def test_what_a_night_opened_under_the_new_days_gets_the_old_ones(given, period):
    group = AgencyGroup.objects.create(code="nhom", name="Nhóm")
    make_assignment(given.task, None, group=group)
    draft = draft_of(given.task, schedule="once", due_on=AUTUMN)
    apply(draft, now=APPLIED)
    GroupMember.objects.create(group=group, agency=make_agency("Sở Y tế"))
    assert night(period, now=SINCE).opened == 1
    undo(draft)
    rows = live(given.task).values_list("schedule", "due_on").distinct()
    assert list(rows) == [("annual", period.unit_due)]


def refused(change):
    """Return why the change is not undone; nothing of it is."""
    before = snapshot()
    with pytest.raises(InvalidInput) as refusal:
        undo(change)
    assert snapshot() == before
    return refusal.value.message


def applied(row, **more):
    draft = draft_of(row, **more)
    apply(draft, now=APPLIED)
    return PlanChange.objects.get(pk=draft.pk)


def test_who_worked_since_is_named(given, duty, building):
    change = applied(given, agency_id=building.pk)
    heir = live(given.task).get()
    entry = worked(heir, now=SINCE)
    assert refused(change) == (
        f"Không hoàn tác được nữa: {entry.author} đã ghi nhật ký {heir}."
    )


def test_who_worked_under_the_new_words_is_named(given, duty):
    change = applied(given.task, text="Lời mới")
    entry = worked(duty, now=SINCE)
    assert f"{entry.author} đã ghi nhật ký" in refused(change)


def test_who_is_typing_on_the_new_work_is_named(given, duty, building):
    change = applied(given, agency_id=building.pk)
    heir = live(given.task).get()
    person = make_user(agency=building)
    Draft.objects.create(duty=heir, person=person, saved_at=SINCE)
    assert f"{person} đang soạn dở {heir}." in refused(change)


def test_who_worked_before_is_no_obstacle(given, duty, building):
    worked(duty)
    assert obstacles_to_undo_change(change=applied(given, agency_id=building.pk)) == []


def test_a_later_change_of_the_clause_is_undone_first(given, duty, building):
    first = applied(given, agency_id=building.pk)
    second = draft_of(given.task, text="Lời mới")
    apply(second, now=SINCE)
    assert "hoàn tác trước" in refused(first)
    undo(second)
    undo(first, now=LATER + timedelta(hours=1))
    assert live(given.task).get() == duty


def test_a_later_reorganisation_of_the_agency_is_named(given, duty, building):
    change = applied(given, agency_id=building.pk)
    event = merge(building, new=make_agency("Sở Mới"))
    reorganise(event, now=SINCE)
    assert f"«{event}» áp dụng sau" in refused(change)


def test_a_period_closed_since_is_named(given, duty, building):
    change = applied(given.task, text="Lời mới")
    head = make_user("head", given.task.plan.steering_agency)
    moment = {"today": date(2026, 12, 20), "now": NOW + timedelta(days=193)}
    close_period(period=duty.period, actor=head, **moment)
    assert "Kỳ năm 2026 đã chốt số liệu sau khi áp dụng." in refused(change)


def test_a_draft_on_the_new_row_is_discarded_first(given, duty, building):
    change = applied(given, agency_id=building.pk)
    draft_of(Assignment.objects.get(agency=building), wording="Lời khác")
    assert "bỏ dự thảo đó trước" in refused(change)


def test_a_code_that_another_clause_has_by_now_is_named(given, duty):
    change = applied(given.task, code="IV.5.2")
    make_task(given.task.plan, "IV.5.1")
    assert "Mã IV.5.1 đã có nhiệm vụ khác dùng." in refused(change)


def test_a_row_entered_since_in_its_place_is_named(given, duty, building, finance):
    change = applied(given, agency_id=building.pk)
    make_assignment(given.task, finance, valid_from=TODAY)
    assert "đã được nhập lại sau khi áp dụng" in refused(change)


def test_it_is_undone_once_and_can_be_said_again(given, duty, building):
    change = applied(given, agency_id=building.pk)
    undo(change)
    assert "chưa áp dụng hoặc đã hoàn tác" in refused(change)
    given.refresh_from_db()
    assert applied(given, agency_id=building.pk).state == "applied"
    assert live(given.task).get().agency == building


def test_a_draft_is_not_undone(given, duty, building):
    draft = draft_of(given, agency_id=building.pk)
    assert "chưa áp dụng" in refused(draft)


def test_an_undone_change_is_applied_or_edited_no_more(given, duty, building):
    change = applied(given, agency_id=building.pk)
    undo(change)
    change.refresh_from_db()
    with pytest.raises(InvalidInput, match="đã hoàn tác, không sửa được nữa"):
        save_draft(change=change, basis={}, open_work={})
    with pytest.raises(InvalidInput, match="Điều chỉnh này đã hoàn tác"):
        apply(change)


def test_no_former_words_are_left(given, duty):
    change = applied(given.task, text="Lời mới")
    undo(change)
    task = Task.objects.get()
    assert (task.worded_from, task.versions.count()) == (None, 0)
