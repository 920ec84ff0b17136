"""A reorganisation carries open work to exactly one place and loses nothing."""

from datetime import date, timedelta

import pytest

from agencies.models import (
    Agency,
    GroupMember,
    Membership,
    Succession,
)
from agencies.tests.factories import make_agency, make_membership, make_user
from tasks.duties.errors import InvalidInput
from tasks.evidence.keeping import attach_evidence
from tasks.models import (
    Assignment,
    Duty,
    DutyEvent,
    Envelope,
    Reminder,
    Rung,
)
from tasks.moving.outcome import StalePreview
from tasks.reorganising import (
    NeedsDecision,
    apply_event,
    decide_carry,
    decide_once,
    event_problems,
    people_to_move,
    rehearse,
    take_over,
)
from tasks.reorganising.tests.reorganising import (
    BEFORE,
    EVE,
    ON,
    communes,
    log,
    make_event,
    merge,
    plan_successor,
    run,
    split,
)
from tasks.review.deciding import return_duty
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


def test_two_agencies_with_open_work_and_a_once_duty_are_joined() -> None:
    a, b, c = communes("A", "B", "C")
    plan = make_plan()
    early, late = make_period(plan, 2025), make_period(plan, 2026)
    task = make_task(plan, "III.2.a", schedule="ongoing")
    own_plan = make_task(plan, "IV.11.1", schedule="once")
    first, second = make_duty(task, a, late), make_duty(task, b, late)
    once_a = make_duty(own_plan, a, early, due_on=None, original_due_on=None)
    make_duty(own_plan, b, late, due_on=None, original_due_on=None)
    entries = [log(first, "Việc của A"), log(second, "Việc của B")]
    author = make_user("officer", a)
    proof = attach_evidence(
        duties=[first], actor=author, number="1/BC", issued_on=BEFORE, issuer="A",
        subject="Báo cáo", today=TODAY, now=NOW,
    )  # fmt: skip

    counts = run(merge(a, b, new=c))

    assert (counts["before"], counts["joined"], counts["kept"]) == (4, 4, 0)
    joined = Duty.objects.get(task=task, agency=c)
    assert joined.period == late
    assert joined.progress == "in_progress"
    assert set(joined.entries.all()) == set(entries)
    assert [e.agency for e in joined.entries.order_by("pk")] == [a, b]
    assert list(joined.evidence.all()) == [proof]
    first.refresh_from_db()
    assert (first.state, first.carried_to) == ("transferred", joined)
    live = Duty.objects.live().filter(task=own_plan)
    assert [duty.agency for duty in live] == [c]
    once_a.refresh_from_db()
    assert once_a.carried_to == live.get()
    a.refresh_from_db()
    assert a.valid_to == EVE


def test_what_was_accepted_stays_with_the_old_agency() -> None:
    a, b, c = communes("A", "B", "C")
    plan = make_plan()
    period, task = make_period(plan), make_task(plan)
    accepted = make_duty(
        task, a, period, state="accepted", first_sent_on=BEFORE, accepted_on=BEFORE
    )
    waiting = make_duty(task, b, period)
    counts = run(merge(a, b, new=c))
    assert (counts["kept"], counts["transferred"]) == (1, 1)
    accepted.refresh_from_db()
    assert (accepted.state, accepted.agency) == ("accepted", a)
    waiting.refresh_from_db()
    assert waiting.carried_to is not None
    assert waiting.carried_to.agency == c


def test_a_late_record_takes_along_what_was_sent_after_the_effective_day() -> None:
    a, c = communes("A", "C")
    plan = make_plan()
    duty = make_duty(
        make_task(plan), a, make_period(plan), state="submitted", first_sent_on=TODAY
    )
    run(merge(a, new=c, kind="rename"))
    heir = Duty.objects.get(agency=c)
    assert (heir.state, heir.first_sent_on) == ("submitted", TODAY)
    duty.refresh_from_db()
    assert (duty.state, duty.carried_to) == ("transferred", heir)


def test_a_reported_successor_gets_a_supplementary_round() -> None:
    a, c = communes("A", "C")
    plan = make_plan()
    period, task = make_period(plan), make_task(plan)
    make_duty(task, a, period)
    own = make_duty(
        task, c, period, state="accepted", first_sent_on=BEFORE, accepted_on=BEFORE
    )
    counts = run(merge(a, new=c))
    assert (counts["joined"], counts["supplementary"]) == (1, 1)
    own.refresh_from_db()
    assert own.state == "returned"
    assert own.first_sent_on == BEFORE
    assert own.return_due_on == date(2026, 6, 24)
    assert own.version == 2


def test_a_rename_owes_nothing_twice() -> None:
    a, c = communes("A", "C")
    plan = make_plan()
    period, task = make_period(plan), make_task(plan)
    make_assignment(task, c)
    make_duty(
        task, a, period, state="accepted", first_sent_on=BEFORE, accepted_on=BEFORE
    )
    counts = run(merge(a, new=c, kind="rename"))
    assert (counts["kept"], counts["credited"], counts["opened"]) == (1, 1, 0)
    heir = Duty.objects.get(agency=c)
    assert heir.state == "waived"
    assert "Đã thực hiện dưới tên A" in heir.reason


def test_a_merged_successor_owes_the_year_anew() -> None:
    a, b, c = communes("A", "B", "C")
    plan = make_plan()
    period, task = make_period(plan), make_task(plan)
    make_assignment(task, c, valid_from=ON)
    for agency in (a, b):
        make_duty(
            task, agency, period, state="accepted", first_sent_on=BEFORE,
            accepted_on=BEFORE,
        )  # fmt: skip
    counts = run(merge(a, b, new=c))
    assert (counts["kept"], counts["opened"]) == (2, 1)
    assert Duty.objects.get(agency=c).opened_on == ON


def test_once_work_that_was_accepted_asks_whether_it_is_enough() -> None:
    a, b, c = communes("A", "B", "C")
    plan = make_plan()
    period = make_period(plan)
    task = make_task(plan, schedule="once")
    make_assignment(task, c, valid_from=ON)
    make_duty(
        task, a, period, state="accepted", first_sent_on=BEFORE, accepted_on=BEFORE,
        due_on=None,
    )  # fmt: skip
    opened = make_duty(task, b, period, due_on=None)
    event = merge(a, b, new=c)
    (question,) = rehearse(event=event, today=TODAY, now=NOW).questions
    assert (question.kind, question.task_code) == ("once", task.code)
    with pytest.raises(NeedsDecision):
        apply_event(event=event, actor=None, digest=None, today=TODAY, now=NOW)
    decide_once(event=event, task=task, is_satisfied=True)
    counts = run(event)
    assert (counts["kept"], counts["ended"], counts["opened"]) == (1, 1, 0)
    opened.refresh_from_db()
    assert opened.reason == "A đã hoàn thành, được tiếp nhận"
    assert Duty.objects.get(agency=c).state == "waived"


def test_once_work_that_is_not_enough_goes_on() -> None:
    a, b, c = communes("A", "B", "C")
    plan = make_plan()
    period = make_period(plan)
    task = make_task(plan, schedule="once")
    make_duty(
        task, a, period, state="accepted", first_sent_on=BEFORE, accepted_on=BEFORE,
        due_on=None,
    )  # fmt: skip
    make_duty(task, b, period, due_on=None)
    event = merge(a, b, new=c)
    decide_once(event=event, task=task, is_satisfied=False)
    assert run(event)["transferred"] == 1
    assert Duty.objects.get(agency=c).state == "open"


def test_a_dissolved_agency_ends_by_decision_or_hands_over() -> None:
    a, b, c = communes("A", "B", "C")
    plan = make_plan()
    period = make_period(plan)
    gone, taken = make_task(plan), make_task(plan)
    duty, other = make_duty(gone, a, period), make_duty(taken, a, period)
    event = merge(a, new=None, kind="dissolve")
    with pytest.raises(NeedsDecision):
        apply_event(event=event, actor=None, digest=None, today=TODAY, now=NOW)
    decide_carry(event=event, predecessor=None, task=None, takes_code="")
    decide_carry(event=event, predecessor=None, task=taken, takes_code=b.code)
    counts = run(event)
    assert (counts["ended"], counts["transferred"]) == (1, 1)
    duty.refresh_from_db()
    assert duty.state == "ended"
    assert duty.reason == (
        f"Đơn vị giải thể theo {event.legal_basis}; không còn đối tượng"
    )
    other.refresh_from_db()
    assert other.carried_to == Duty.objects.get(agency=b)
    assert not Duty.objects.filter(agency=c).exists()


def test_a_split_goes_where_a_person_says() -> None:
    a, b, c = communes("A", "B", "C")
    plan = make_plan()
    period = make_period(plan)
    first, second = make_task(plan), make_task(plan)
    make_duty(first, a, period)
    make_duty(second, a, period)
    event = split(a, b, c)
    preview = rehearse(event=event, today=TODAY, now=NOW)
    assert len(preview.questions) == 2
    assert set(preview.questions[0].choices) == {(b.code, "B"), (c.code, "C")}
    assert preview.fates is not None
    assert preview.fates["pending"] == 2
    decide_carry(event=event, predecessor=a, task=None, takes_code=b.code)
    decide_carry(event=event, predecessor=a, task=second, takes_code=c.code)
    assert run(event)["transferred"] == 2
    assert Duty.objects.get(agency=b).task == first
    assert Duty.objects.get(agency=c).task == second


def test_a_preview_leaves_no_trace_and_apply_does_what_it_said() -> None:
    a, b, _ = communes("A", "B", "C")
    plan = make_plan()
    make_duty(make_task(plan), a, make_period(plan))
    event = make_event()
    plan_successor(event, a, b, code="xa-moi")
    before = (Duty.objects.count(), Agency.objects.count(), DutyEvent.objects.count())
    preview = rehearse(event=event, today=TODAY, now=NOW)
    after = (Duty.objects.count(), Agency.objects.count(), DutyEvent.objects.count())
    assert before == after
    event.refresh_from_db()
    assert event.state == "draft"
    assert preview.begins == (("xa-moi", "UBND xã xa-moi"),)
    assert run(event)["transferred"] == 1
    new = Agency.objects.get(code="xa-moi")
    assert new.valid_from == ON
    assert Duty.objects.live().get().agency == new
    assert set(event.lines.values_list("successor", flat=True)) == {new.pk}


def test_work_between_preview_and_apply_is_noticed() -> None:
    a, c = communes("A", "C")
    plan = make_plan()
    duty = make_duty(make_task(plan), a, make_period(plan))
    event = merge(a, new=c)
    digest = rehearse(event=event, today=TODAY, now=NOW).digest
    log(duty, "Vừa ghi thêm")
    with pytest.raises(StalePreview):
        apply_event(event=event, actor=None, digest=digest, today=TODAY, now=NOW)
    duty.refresh_from_db()
    assert duty.state == "open"


def test_people_lose_the_old_role_and_are_offered_the_new_one() -> None:
    a, c = communes("A", "C")
    head = make_user("head", a)
    officer = make_user("officer", a)
    event = merge(a, new=c)
    run(event)
    assert set(
        Membership.objects.filter(agency=a).values_list("valid_to", flat=True)
    ) == {EVE}
    moves = people_to_move(event=event)
    assert {m.user_id for m in moves} == {head.pk, officer.pk}
    assert moves[0].successors == ((c.code, "C"),)
    made = take_over(
        event=event, predecessor=a, successor=c, users=None, actor=None, today=TODAY,
        now=NOW,
    )  # fmt: skip
    assert made == 2
    new = Membership.objects.get(user=head, agency=c)
    assert (new.role, new.valid_from) == ("head", TODAY)
    moved = people_to_move(event=event)
    assert moved
    assert all(m.taken_over for m in moved)
    again = take_over(
        event=event, predecessor=a, successor=c, users=None, actor=None, today=TODAY,
        now=NOW,
    )  # fmt: skip
    assert again == 0


def test_successors_people_read_what_the_old_agencies_left() -> None:
    a, b, c = communes("A", "B", "C")
    plan = make_plan()
    period, task = make_period(plan), make_task(plan)
    kept = make_duty(
        task, a, period, state="accepted", first_sent_on=BEFORE, accepted_on=BEFORE
    )
    old = make_user("officer", a)
    run(merge(a, new=b, on=date(2026, 5, 20)))
    run(merge(b, new=c))
    reader = make_user("officer", c)
    seen = Duty.objects.visible_to(reader, today=TODAY)
    assert kept in seen
    assert not Duty.objects.visible_to(old, today=TODAY).exists()


def test_named_members_and_assignments_go_on_with_the_plans_wording() -> None:
    a, b, c = communes("Báo", "Đài", "Báo và Đài")
    plan = make_plan()
    task = make_task(plan)
    make_period(plan)
    first = make_assignment(task, a, wording="Báo Khánh Hòa, Đài PT-TH")
    make_assignment(task, b, wording="Báo Khánh Hòa, Đài PT-TH")
    from agencies.models import AgencyGroup

    group = AgencyGroup.objects.create(code="bao-chi", name="Báo chí")
    GroupMember.objects.create(group=group, agency=a)
    run(merge(a, b, new=c))
    heir = Assignment.objects.get(agency=c)
    assert (heir.wording, heir.valid_from) == ("Báo Khánh Hòa, Đài PT-TH", ON)
    assert heir.replaces == first
    first.refresh_from_db()
    assert first.valid_to == EVE
    members = Agency.objects.in_group(group.pk, TODAY)
    assert list(members) == [c]
    assert list(Agency.objects.in_group(group.pk, EVE)) == [a]


def test_planned_reminders_of_moved_work_are_dropped() -> None:
    a, c = communes("A", "C")
    plan = make_plan()
    duty = make_duty(make_task(plan), a, make_period(plan))
    rung = Rung.objects.create(
        plan=plan, schedule="annual", basis="due", offset_days=-7, addressees="officers"
    )
    officer = make_user("officer", a)
    envelope = Envelope.objects.create(person=officer, planned_at=NOW)
    Reminder.objects.create(
        duty=duty, person=officer, rung=rung, occasion=TODAY, envelope=envelope
    )
    assert run(merge(a, new=c))["reminders_dropped"] == 1
    assert Reminder.objects.get().state == "dropped"


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("future", "áp dụng được từ ngày đó"),
        ("ended", "đã kết thúc ngày"),
        ("not-yet", "sau ngày có hiệu lực"),
        ("both", "vừa là cơ quan cũ vừa là cơ quan mới"),
        ("closed", "đã chốt"),
        ("overlap", "cũng có trong dự thảo"),
        ("empty", "chưa có dòng nào"),
        ("two-merges", "nhiều cơ quan mới thì ghi"),
    ],
)
def test_a_bad_event_is_refused_in_words(kind: str, message: str) -> None:
    a, b, c = communes("A", "B", "C")
    plan = make_plan()
    period = make_period(plan)
    event = merge(a, new=c, on=TODAY + timedelta(days=9) if kind == "future" else ON)
    if kind == "ended":
        Agency.objects.filter(pk=c.pk).update(valid_to=BEFORE)
    elif kind == "not-yet":
        Agency.objects.filter(pk=c.pk).update(valid_from=TODAY)
    elif kind == "both":
        Succession.objects.create(event=event, predecessor=c, successor=b, kind="merge")
    elif kind == "closed":
        period.state = "closed"
        period.closed_at = NOW
        period.save()
    elif kind == "overlap":
        merge(a, new=b)
    elif kind == "empty":
        event.lines.all().delete()
    elif kind == "two-merges":
        Succession.objects.create(event=event, predecessor=a, successor=b, kind="merge")
    said = event_problems(event=event, today=TODAY)
    assert any(message in line for line in said), said
    with pytest.raises(InvalidInput, match=message):
        apply_event(event=event, actor=None, digest=None, today=TODAY, now=NOW)
    a.refresh_from_db()
    assert a.valid_to is None


def test_nobody_succeeds_itself() -> None:
    from django.db import IntegrityError

    (a,) = communes("A")
    with pytest.raises(IntegrityError, match="not_itself"):
        merge(a, new=a)


def test_an_event_is_applied_once() -> None:
    a, c = communes("A", "C")
    event = merge(a, new=c)
    run(event)
    with pytest.raises(InvalidInput, match="không áp dụng được nữa"):
        apply_event(event=event, actor=None, digest=None, today=TODAY, now=NOW)


def test_names_that_differ_by_a_mark_are_pointed_out() -> None:
    from tasks.reorganising import event_warnings

    a, c = communes("UBND xã Thành Hải", "UBND xã Mới")
    make_agency("UBND xã Thanh Hải", kind="cap-xa")
    said = event_warnings(event=merge(a, new=c))
    assert said == ["«UBND xã Thành Hải» gần giống «UBND xã Thanh Hải»: kiểm tra dấu."]


def test_a_role_that_began_late_ends_too() -> None:
    a, c = communes("A", "C")
    person = make_user()
    make_membership(person, a, "officer", valid_from=date(2026, 6, 5), valid_to=None)
    run(merge(a, new=c))
    assert not Membership.objects.alive_on(TODAY).filter(user=person).exists()


def test_what_is_sent_back_to_an_ended_agency_goes_to_its_successor() -> None:
    a, c = communes("A", "C")
    plan = make_plan()
    duty = make_duty(
        make_task(plan), a, make_period(plan), state="submitted", first_sent_on=BEFORE
    )
    run(merge(a, new=c))
    duty.refresh_from_db()
    assert duty.state == "submitted"
    reviewer = make_user("head", plan.steering_agency)
    due = TODAY + timedelta(days=7)
    row = return_duty(
        duty=duty, reason="Bổ sung số liệu", new_due_on=due, earlier=True, day_off=True, actor=reviewer,
        today=TODAY, now=NOW + timedelta(hours=1),
    )  # fmt: skip
    heir = Duty.objects.get(agency=c)
    assert (row.state, row.carried_to) == ("transferred", heir)
    assert (heir.state, heir.return_due_on, heir.first_sent_on) == (
        "returned", due, BEFORE,
    )  # fmt: skip


def test_what_is_sent_back_after_a_split_needs_somebody_to_take_it() -> None:
    a, b, c = communes("A", "B", "C")
    plan = make_plan()
    duty = make_duty(
        make_task(plan), a, make_period(plan), state="submitted", first_sent_on=BEFORE
    )
    run(split(a, b, c))
    reviewer = make_user("head", plan.steering_agency)
    with pytest.raises(InvalidInput, match="chưa rõ cơ quan nào tiếp nhận"):
        return_duty(
            duty=duty, reason="Bổ sung", new_due_on=TODAY + timedelta(days=7), earlier=True, day_off=True,
            actor=reviewer, today=TODAY, now=NOW + timedelta(hours=1),
        )  # fmt: skip
    duty.refresh_from_db()
    assert duty.state == "submitted"


def test_an_event_of_a_later_day_can_be_prepared() -> None:
    a, c = communes("A", "C")
    plan = make_plan()
    make_duty(make_task(plan), a, make_period(plan))
    event = merge(a, new=c, on=TODAY + timedelta(days=9))
    preview = rehearse(event=event, today=TODAY, now=NOW)
    assert preview.fates is not None
    assert preview.fates["transferred"] == 1
    assert not preview.can_apply
    assert "áp dụng được từ ngày đó" in preview.problems[0]
    a.refresh_from_db()
    assert a.valid_to is None
