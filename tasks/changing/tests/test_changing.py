"""A change of an assignment: who had the work, who has it, nobody owes it twice (D3)."""

from datetime import date, timedelta

import pytest

from agencies.models import AgencyGroup, GroupMember
from agencies.tests.factories import make_agency, make_user
from tasks.changing import apply_change, rehearse_change
from tasks.changing.tests.changing import (
    BASIS,
    MOMENT,
    ON,
    apply,
    draft_of,
    live,
    night,
    opened,
    sent,
    worked,
)
from tasks.duties.errors import InvalidInput
from tasks.models import Assignment, Duty, DutyEvent, Notice, PlanChange, Task
from tasks.moving.outcome import StalePreview
from tasks.periods.opening import create_missing, open_period
from tasks.review.deciding import accept_duty, return_duty
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_duty,
    make_period,
    make_plan,
    make_task,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


def test_open_work_goes_to_the_new_agency_with_its_entries(
    given, period, duty, building
):
    worked(duty)
    counts = apply(draft_of(given, agency_id=building.pk))
    assert counts["moved"] == 1
    assert counts["opened"] == 0
    now = live(given.task).get()
    assert now.agency == building
    assert now.progress == "done"
    assert now.entry_links.count() == 1
    duty.refresh_from_db()
    assert duty.state == "transferred"
    assert duty.carried_to == now
    assert (
        Duty.objects.filter(task=given.task).exclude(state="transferred").count() == 1
    )


def test_the_old_row_ends_dated_and_a_new_one_follows_with_the_document(
    given, period, building, finance
):
    apply(draft_of(given, agency_id=building.pk))
    given.refresh_from_db()
    new = Assignment.objects.get(replaces=given)
    assert (given.agency, given.valid_to) == (finance, ON - timedelta(days=1))
    assert (new.agency, new.valid_from) == (building, ON)
    assert (new.basis_number, new.basis_on) == (
        BASIS["basis_number"],
        BASIS["basis_on"],
    )
    assert live(given.task).get().assignment == new


def test_the_night_changes_nothing_afterwards(given, period, duty, building):
    apply(draft_of(given, agency_id=building.pk))
    before = list(Duty.objects.order_by("pk").values())
    done = night(period)
    assert (done.opened, done.ended) == (0, 0)
    assert list(Duty.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("accepted", [False, True])
def test_what_was_reported_is_not_owed_again(given, period, duty, building, accepted):
    sent(duty)
    if accepted:
        steering = make_user("head", given.task.plan.steering_agency)
        accept_duty(duty=duty, actor=steering, **MOMENT)
    counts = apply(draft_of(given, agency_id=building.pk))
    assert counts["kept"] == 1
    assert counts["opened"] == 0
    night(period)
    assert live(given.task).get() == duty
    assert Duty.objects.filter(task=given.task).count() == 1


def test_what_was_reported_and_sent_back_is_completed_by_who_reported(
    given, period, duty, building
):
    sent(duty)
    apply(draft_of(given, agency_id=building.pk))
    steering = make_user("head", given.task.plan.steering_agency)
    duty.refresh_from_db()
    return_duty(
        duty=duty, actor=steering, reason="Thiếu số liệu", new_due_on=date(2026, 12, 21), **MOMENT
    )  # fmt: skip
    night(period)
    assert live(given.task).get() == duty


def test_the_next_year_is_owed_by_the_new_agency_alone(given, period, duty, building):
    sent(duty)
    apply(draft_of(given, agency_id=building.pk))
    later = {"today": date(2027, 1, 5), "now": NOW + timedelta(days=210)}
    year = open_period(plan=given.task.plan, year=2027, **later)
    assert [d.agency for d in year.duties.all()] == [building]


def test_work_may_end_with_a_reason_and_start_anew(given, period, duty, building):
    counts = apply(draft_of(given, agency_id=building.pk, work="end"))
    assert (counts["ended"], counts["opened"]) == (1, 1)
    duty.refresh_from_db()
    assert duty.state == "ended"
    assert "12/QĐ-UBND" in duty.reason
    assert live(given.task).get().agency == building
    assert night(period).opened == 0


def test_work_may_be_kept_until_the_period_is_over(given, period, duty, building):
    counts = apply(draft_of(given, agency_id=building.pk, work="keep"))
    assert (counts["kept"], counts["opened"]) == (1, 0)
    done = night(period)
    assert (done.opened, done.ended) == (0, 0)
    assert live(given.task).get() == duty


def test_closed_years_keep_their_agency(given, period, duty, building, finance):
    past = make_period(given.task.plan, 2025, state="closed")
    old = make_duty(given.task, finance, past, assignment=given, state="accepted", accepted_on=date(2025, 12, 1), first_sent_on=date(2025, 11, 20))  # fmt: skip
    apply(draft_of(given, agency_id=building.pk))
    old.refresh_from_db()
    assert (old.agency, old.assignment.agency, old.state) == (
        finance,
        finance,
        "accepted",
    )


def test_both_agencies_are_told(given, period, duty, building, finance):
    old, new = make_user(agency=finance), make_user(agency=building)
    apply(draft_of(given, agency_id=building.pk))
    said = {n.person: n.text for n in Notice.objects.filter(kind="plan")}
    assert "chuyển cho Sở Xây dựng" in said[old]
    assert "được giao nhiệm vụ IV.5.1" in said[new]
    assert all(
        "Quyết định số 12/QĐ-UBND ngày 25/05/2026" in text for text in said.values()
    )


def test_pages_print_the_new_agency_after(given, period, duty, building):
    apply(draft_of(given, agency_id=building.pk))
    given.task.refresh_from_db()
    assert given.task.assignee_text == "Sở Xây dựng"
    assert given.task.versions.get().words["assignee_text"] == "Sở Tài chính"


def test_a_group_that_follows_an_agency_keeps_who_is_in_both(given, period, duty, building, finance):  # fmt: skip
    group = AgencyGroup.objects.create(code="hai-so", name="Hai sở")
    for agency in (building, finance):
        GroupMember.objects.create(group=group, agency=agency)
    counts = apply(draft_of(given, agency_id=None, group_id=group.pk))
    assert (counts["stays"], counts["opened"], counts["ended"]) == (1, 1, 0)
    duty.refresh_from_db()
    assert duty.state == "open"
    assert duty.assignment.group == group
    done = night(period)
    assert (done.opened, done.ended) == (0, 0)


def test_work_given_away_and_back_is_with_the_first_agency(
    given, period, duty, building, finance
):
    worked(duty)
    apply(draft_of(given, agency_id=building.pk))
    new = Assignment.objects.get(agency=building)
    apply(draft_of(new, agency_id=finance.pk, on=date(2026, 6, 5)))
    assert live(given.task).get().agency == finance
    assert Assignment.objects.filter(agency=finance).count() == 2
    done = night(period)
    assert (done.opened, done.ended) == (0, 0)


def test_an_assignment_that_ends_ends_its_open_work(given, period, duty):
    apply(draft_of(given, valid_to=ON - timedelta(days=1)))
    duty.refresh_from_db()
    assert duty.state == "ended"
    assert Assignment.objects.count() == 1


def test_what_changed_since_the_preview_is_shown_again(given, period, duty, building):
    draft = draft_of(given, agency_id=building.pk)
    digest = rehearse_change(change=draft, **MOMENT).digest
    worked(duty)
    with pytest.raises(StalePreview):
        apply_change(change=draft, actor=draft.created_by, digest=digest, **MOMENT)
    assert live(given.task).get() == duty


def test_a_preview_changes_nothing(given, period, duty, building):
    draft = draft_of(given, agency_id=building.pk)
    seen = rehearse_change(change=draft, **MOMENT)
    assert [(row.agency_name, row.becomes) for row in seen.done[0].rows] == [("Sở Tài chính", "moved")]  # fmt: skip
    assert set(seen.told) == {"Sở Tài chính", "Sở Xây dựng"}
    assert Assignment.objects.get() == given
    assert not DutyEvent.objects.filter(kind="transferred").exists()


@pytest.mark.parametrize(
    ("field", "value"), [("basis_number", ""), ("basis_on", None), ("basis_title", "")]
)
def test_nothing_is_applied_without_its_document(given, period, building, field, value):
    draft = draft_of(given, agency_id=building.pk)
    digest = rehearse_change(change=draft, **MOMENT).digest
    PlanChange.objects.filter(pk=draft.pk).update(**{field: value})
    with pytest.raises(InvalidInput) as refused:
        apply_change(change=draft, actor=draft.created_by, digest=digest, **MOMENT)
    assert field in refused.value.problems


def test_a_day_in_a_closed_year_is_refused(given, period, building):
    make_period(given.task.plan, 2025, state="closed")
    draft = draft_of(given, agency_id=building.pk, on=date(2025, 11, 1))
    said = " ".join(rehearse_change(change=draft, **MOMENT).problems)
    assert "không sau kỳ năm 2025 đã chốt" in said


def test_an_agency_that_ended_takes_nothing(given, period, building):
    building.valid_to = date(2026, 3, 1)
    building.save()
    draft = draft_of(given, agency_id=building.pk)
    said = " ".join(rehearse_change(change=draft, **MOMENT).problems)
    assert "Sở Xây dựng không hoạt động ngày 01/06/2026" in said


def test_the_count_of_a_period_is_conserved(given, period, building):
    others = [make_agency() for _ in range(3)]
    task = make_task(given.task.plan, "IV.6.1")
    for agency in others:
        make_assignment(task, agency)
    create_missing(period, TODAY)
    number = Duty.objects.live().count()
    sent(live(given.task).get())
    apply(draft_of(given, agency_id=building.pk))
    apply(draft_of(Assignment.objects.get(agency=others[0]), agency_id=building.pk))
    night(period)
    assert Duty.objects.live().count() == number


def in_a_group(task, *agencies, **more):
    """Give the task to a group of these agencies."""
    group = AgencyGroup.objects.create(code="nhom", name="Nhóm")
    for agency in agencies:
        GroupMember.objects.create(group=group, agency=agency)
    return make_assignment(task, None, group=group, **more)


@pytest.mark.parametrize("mode", ["assigned", "requested"])
def test_who_goes_on_by_its_group_does_not_stand_on_anothers_row(given, period, duty, building, finance, mode):  # fmt: skip
    both = in_a_group(given.task, finance)
    draft = draft_of(given, agency_id=building.pk, mode=mode)
    seen = rehearse_change(change=draft, **MOMENT)
    assert seen.counts["opened"] == 1
    assert seen.done[0].opened == ["Sở Xây dựng"]
    apply(draft)
    theirs, new = Duty.objects.get(agency=finance), Duty.objects.get(agency=building)
    assert (theirs.assignment, theirs.is_requested) == (both, False)
    assert new.assignment.replaces == given
    assert new.is_requested == (mode == "requested")
    done = night(period)
    assert (done.opened, done.ended) == (0, 0)


def test_who_goes_on_by_its_group_is_asked_as_the_group_is(given, period, duty, finance):  # fmt: skip
    both = in_a_group(given.task, finance, mode="requested")
    counts = apply(draft_of(given, valid_to=ON - timedelta(days=1)))
    assert (counts["stays"], counts["ended"]) == (1, 0)
    duty.refresh_from_db()
    assert (duty.assignment, duty.is_requested) == (both, True)


def test_who_is_named_by_itself_stands_there_though_a_group_has_it(given, period, duty, finance):  # fmt: skip
    in_a_group(given.task, finance)
    apply(draft_of(given, wording="Lời mới"))
    duty.refresh_from_db()
    assert duty.assignment.replaces == given


def test_other_words_leave_the_once_work_where_it_is(finance):
    task = make_task(make_plan(), "V.1", schedule="once", due_on=date(2026, 9, 30))
    given = make_assignment(task, finance)
    period = opened(task)
    counts = apply(draft_of(given, wording="Lời mới"))
    assert (counts["stays"], counts["ended"], counts["opened"]) == (1, 0, 0)
    duty = Duty.objects.get()
    assert (duty.state, duty.assignment.replaces) == ("open", given)
    done = night(period)
    assert (done.opened, done.ended) == (0, 0)


def test_both_are_told_who_finishes_what_is_under_way(given, period, duty, building, finance):  # fmt: skip
    old, new = make_user(agency=finance), make_user(agency=building)
    apply(draft_of(given, agency_id=building.pk, work="keep"))
    said = {n.person: n.text for n in Notice.objects.filter(kind="plan")}
    assert "việc đang làm trong kỳ này đơn vị vẫn làm xong" in said[old]
    assert "Việc đang làm trong kỳ này Sở Tài chính làm xong" in said[new]


def test_a_long_title_hides_nothing_of_what_is_told(given, period, duty, building, finance):  # fmt: skip
    old, new = make_user(agency=finance), make_user(agency=building)
    Task.objects.update(short_title=("Rà soát, sắp xếp, " * 20)[:250])
    apply(draft_of(given, agency_id=building.pk, work="keep"))
    said = {n.person: n.text for n in Notice.objects.filter(kind="plan")}
    assert said[old].endswith("việc đang làm trong kỳ này đơn vị vẫn làm xong.")
    assert said[new].endswith("Việc đang làm trong kỳ này Sở Tài chính làm xong.")
