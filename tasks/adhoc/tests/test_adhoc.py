"""Ad-hoc requests: a draft is owed by nobody, sending happens once, ending is kept."""

from datetime import date, timedelta
from unicodedata import normalize

import pytest
from django.db import IntegrityError, transaction

from agencies.models import Agency
from agencies.tests.factories import make_agency, make_user
from tasks.adhoc import (
    RequestQuestion,
    add_addressees,
    cancel_request,
    close_request,
    copy_request,
    create_request,
    drop_request,
    extend_request,
    open_request,
    remove_addressees,
    save_request,
)
from tasks.adhoc.drafting import questions_of
from tasks.adhoc.gates import RequestState
from tasks.adhoc.tests.requesting import DUE, MOMENT, QUESTIONS, Asking, facts
from tasks.duties.errors import InvalidInput, NotAllowed, StaleVersion
from tasks.models import (
    AdhocRequest,
    Duty,
    DutySnapshot,
    Notice,
    Period,
    Plan,
    Reminder,
)
from tasks.models.status import Standing, standing_of
from tasks.periods.opening import open_period
from tasks.periods.syncing import sync_duties
from tasks.reminders.due_today import urgeable
from tasks.reminders.planning import plan_reminders
from tasks.reorganising.tests.reorganising import merge, run
from tasks.review.deciding import accept_duty, return_duty
from tasks.tests.factories import NOW, TODAY, make_assignment, make_period, make_task
from tasks.tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking():
    return Asking()


def test_a_draft_is_owed_by_nobody(asking):
    sync_duties(**MOMENT)
    assert not Duty.objects.exists()
    assert not Period.objects.filter(plan=asking.request.plan).exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "", "issued_on": None}, "Số và ngày của công văn"),
        ({"unit_due": None}, "Hạn gửi báo cáo"),
        ({"unit_due": TODAY}, "Hạn gửi sau hôm nay"),
    ],
)
def test_without_letter_or_day_it_stays_a_draft(changes, words):
    asking = Asking(**changes)
    with pytest.raises(InvalidInput, match=words):
        asking.open()
    assert asking.request.is_draft
    assert not Duty.objects.exists()


def test_without_letter_it_says_so():
    assert Asking(number="", issued_on=None).request.label == "Dự thảo, chưa có văn bản"
    assert Asking().request.label == "Dự thảo"


def test_without_question_or_addressee_it_stays_a_draft(asking):
    with pytest.raises(InvalidInput, match="câu hỏi"):
        Asking(questions=()).open()
    ids = [asking.first.pk, asking.second.pk, asking.front.pk]
    gone = {"request": asking.request, "actor": asking.officer, "today": TODAY}
    assert remove_addressees(ids=ids, **gone) == len(ids)
    with pytest.raises(InvalidInput, match="đơn vị"):
        asking.open()


def test_the_database_refuses_an_adhoc_period_without_letter(asking):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_period(asking.request.plan, kind="dot-xuat")


def test_sending_creates_each_duty_once(asking):
    assert asking.open() == 3
    with pytest.raises(RequestState):
        asking.open()
    sync_duties(**MOMENT)
    assert Duty.objects.count() == 3
    assert Period.objects.filter(plan=asking.request.plan).count() == 1
    duty = asking.duty(asking.first)
    assert (duty.due_on, duty.opened_on, duty.schedule) == (DUE, TODAY, "letter")
    assert duty.period.request_number == "123/SNV-CCHC"


def test_many_requests_in_one_year_under_one_steering_agency(asking):
    asking.open()
    other = copy_request(source=asking.request, actor=asking.officer, **MOMENT)
    changes = {"request": other, "version": None, "questions": questions_of(other)}
    save_request(said=facts(), actor=asking.officer, today=TODAY, **changes)
    assert open_request(request=other, actor=asking.officer, **MOMENT) == 3
    assert Duty.objects.filter(agency=asking.first).count() == 2


def test_requested_bodies_are_asked_and_never_late_or_urged(asking):
    asking.open()
    after = DUE + timedelta(days=1)
    late = {row.agency_id for row in urgeable(after)}
    assert late == {asking.first.pk, asking.second.pk}
    assert standing_of(asking.duty(asking.front), after) != Standing.OVERDUE
    assert standing_of(asking.duty(asking.first), after) == Standing.OVERDUE


def test_answering_on_the_last_day_is_in_time(asking):
    asking.open()
    duty = asking.send(asking.first, "4", today=DUE)
    assert standing_of(duty, DUE + timedelta(days=9)) == Standing.WAITING
    late = asking.send(asking.second, "4", today=DUE + timedelta(days=1))
    assert standing_of(late, DUE + timedelta(days=9)) == Standing.WAITING_LATE


def test_agencies_are_told_in_the_portal(asking):
    officer = make_user("officer", asking.first)
    front = make_user("officer", asking.front)
    asking.open()
    assert (
        "yêu cầu báo cáo chậm nhất ngày 20/06/2026"
        in Notice.objects.get(person=officer).text
    )
    assert "đề nghị báo cáo" in Notice.objects.get(person=front).text


def test_the_ladder_reminds_three_working_days_before(asking):
    make_user("officer", asking.first)
    asking.open()
    plan_reminders(today=DUE - timedelta(days=3), now=NOW)  # DUE is a Saturday
    held = Reminder.objects.select_related("rung")
    assert {row.rung.offset_days for row in held} == {-3}
    # The second commune has nobody, so its reminder goes to Sở Nội vụ.
    owing = {asking.first.pk, asking.second.pk}
    assert {row.duty.agency_id for row in held} == owing


def test_an_agency_that_ended_meanwhile_is_left_out(asking):
    Agency.objects.filter(pk=asking.second.pk).update(valid_to=TODAY - timedelta(1))
    assert asking.open() == 2


def test_an_agency_dissolved_after_sending_owes_nothing_more(asking):
    asking.open()
    Agency.objects.filter(pk=asking.second.pk).update(valid_to=TODAY)
    sync_duties(today=TODAY + timedelta(days=1), now=NOW)
    assert asking.duty(asking.second).state == "ended"
    assert asking.duty(asking.first).state == "open"


def test_a_merger_carries_the_duty_to_the_successor(asking):
    asking.open()
    heir = make_agency("UBND xã Hòa Mới", kind="cap-xa")
    run(merge(asking.first, asking.second, new=heir))
    assert asking.duty(asking.first).state == "transferred"
    duty = asking.duty(heir)
    assert (duty.state, duty.due_on) == ("open", DUE)
    sync_duties(**MOMENT)
    assert asking.duty(heir).state == "open"
    assert Duty.objects.filter(agency=heir).count() == 1


def test_a_merger_moves_the_addressee_of_a_draft(asking):
    heir = make_agency("UBND xã Hòa Mới", kind="cap-xa")
    run(merge(asking.first, new=heir, kind="rename"))
    asking.open()
    owing = set(Duty.objects.values_list("agency_id", flat=True))
    assert owing == {heir.pk, asking.second.pk, asking.front.pk}


def test_a_closed_request_does_not_stop_a_merger_and_stays_as_it_was(asking):
    asking.open()
    close_request(
        request=asking.request, actor=asking.officer,
        today=TODAY + timedelta(days=1), now=NOW,
    )  # fmt: skip
    heir = make_agency("UBND xã Hòa Mới", kind="cap-xa")
    Period.objects.update(data_from=date(2026, 5, 1))  # around the effective day
    run(merge(asking.first, new=heir))
    assert asking.duty(asking.first).state == "open"
    assert not Duty.objects.filter(agency=heir).exists()


def test_text_is_composed(asking):
    said = facts(title=normalize("NFD", "Niêm yết"), number=normalize("NFD", "1/Đ"))
    asked = [
        RequestQuestion(normalize("NFD", "Số hộ"), "choice", choices=("Có", "Không"))
    ]
    row = create_request(
        steering=asking.steering, said=said, questions=asked, actor=asking.officer,
        **MOMENT,
    )  # fmt: skip
    assert row.plan.title == row.task.short_title == "Niêm yết"
    assert row.task.figures.get().label == "Số hộ"
    assert row.plan.number == "1/Đ"


def test_only_people_of_the_steering_agency_write_and_send(asking):
    for person in (
        make_user("head", asking.first),
        make_user("viewer", asking.steering),
        make_user(),
    ):
        with pytest.raises(NotAllowed):
            open_request(request=asking.request, actor=person, **MOMENT)
        with pytest.raises(NotAllowed):
            create_request(
                steering=asking.steering, said=facts(), actor=person, **MOMENT
            )


def test_two_people_at_once_do_not_overwrite_each_other(asking):
    changes = {"request": asking.request, "questions": QUESTIONS, "version": 1}
    who = {"actor": asking.officer, "today": TODAY}
    save_request(said=facts(title="Một"), **changes, **who)
    with pytest.raises(StaleVersion):
        save_request(said=facts(title="Hai"), **changes, **who)
    asking.request.plan.refresh_from_db()
    assert asking.request.plan.title == "Một"


def test_questions_are_changed_removed_and_ordered_in_a_draft(asking):
    held = questions_of(asking.request)
    new = RequestQuestion("Số hộ", "money", required=False)
    save_request(
        request=asking.request, said=facts(), questions=[new, held[2], held[0]],
        version=None, actor=asking.officer, today=TODAY,
    )  # fmt: skip
    now = questions_of(asking.request)
    assert [each.label for each in now] == ["Số hộ", "Ghi chú", "Số cuộc kiểm tra"]
    assert [each.required for each in now] == [False, False, True]
    assert now[2].pk == held[0].pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"number": "12", "issued_on": None},
        {"issued_on": TODAY + timedelta(days=1)},
        {"data_from": TODAY},
        {"data_from": TODAY, "data_to": TODAY - timedelta(days=1)},
        {"data_from": TODAY, "data_to": DUE},
    ],
)
def test_facts_that_cannot_be_are_refused(wrong):
    with pytest.raises(InvalidInput):
        Asking(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        RequestQuestion(" ", "integer"),
        RequestQuestion("Số", "x"),
        RequestQuestion("Số", "choice"),
    ],
)
def test_questions_that_cannot_be_asked_are_refused(wrong):
    with pytest.raises(InvalidInput):
        Asking(questions=[wrong])
    assert not AdhocRequest.objects.exists()


def test_extending_moves_who_has_not_answered(asking):
    asking.open()
    asking.send(asking.first, "4")
    later = DUE + timedelta(days=5)
    given = {"request": asking.request, "actor": asking.officer, **MOMENT}
    with pytest.raises(InvalidInput):
        extend_request(new_due_on=DUE, reason="Mưa lũ", **given)
    with pytest.raises(InvalidInput):
        extend_request(new_due_on=later, reason=" ", **given)
    assert extend_request(new_due_on=later, reason="Mưa lũ", **given) == 2
    assert asking.duty(asking.first).due_on == DUE
    assert asking.duty(asking.second).due_on == later
    assert "Mưa lũ" in asking.request.period.events.last().note


def test_closing_keeps_it_read_only(asking):
    asking.open()
    given = {"request": asking.request, "actor": asking.officer, "now": NOW}
    with pytest.raises(InvalidInput):
        close_request(today=TODAY, **given)
    close_request(today=TODAY + timedelta(days=1), **given)
    asking.request.refresh_from_db()
    assert asking.request.state == "closed"
    assert DutySnapshot.objects.count() == 3
    assert not urgeable(DUE + timedelta(days=1)).exists()
    with pytest.raises(RequestState):
        cancel_request(reason="Nhầm", today=DUE, **given)


def test_cancelling_ends_what_was_not_answered_with_the_reason(asking):
    asking.open()
    sent = asking.send(asking.first, "4")
    given = {"request": asking.request, "actor": asking.officer, **MOMENT}
    with pytest.raises(InvalidInput):
        cancel_request(reason="", **given)
    assert cancel_request(reason="Trùng với công văn khác", **given) == 2
    assert asking.duty(asking.first).state == sent.state == "submitted"
    ended = asking.duty(asking.second)
    assert (ended.state, ended.reason) == (
        "ended",
        "Rút yêu cầu: Trùng với công văn khác",
    )
    assert ended.events.get(kind="ended").actor == asking.officer
    asking.request.refresh_from_db()
    assert asking.request.label == "Đã rút"


def test_a_draft_is_dropped_whole(asking):
    plans = Plan.objects.count()
    drop_request(request=asking.request, actor=asking.officer, today=TODAY)
    assert Plan.objects.count() == plans - 1
    assert not AdhocRequest.objects.exists()
    opened = Asking()
    opened.open()
    with pytest.raises(RequestState):
        drop_request(request=opened.request, actor=opened.officer, today=TODAY)


def test_what_was_sent_is_reviewed_like_any_duty(asking):
    asking.open()
    duty = asking.send(asking.first, "4")
    return_duty(
        duty=duty,
        reason="Thiếu",
        new_due_on=DUE,
        earlier=True,
        day_off=True,
        actor=asking.officer,
        **MOMENT,
    )
    asking.send(asking.first)
    accept_duty(duty=duty, actor=asking.officer, **MOMENT)
    assert standing_of(asking.duty(asking.first), TODAY) == Standing.DONE_ON_TIME


def test_the_plan_opens_no_duty_of_a_request_and_the_other_way_round(asking):
    make_assignment(make_task(asking.plan), asking.first)
    asking.open()
    period = open_period(plan=asking.plan, year=2026, **MOMENT)
    sync_duties(**MOMENT)
    assert period.duties.count() == 1
    assert asking.request.period.duties.count() == 3


def test_agencies_may_be_added_twice_and_count_once(asking):
    again = {"request": asking.request, "actor": asking.officer, "today": TODAY}
    gone = make_agency("UBND xã cũ", kind="cap-xa", valid_to=TODAY - timedelta(1))
    new = make_agency("UBND xã mới", kind="cap-xa")
    assert add_addressees(agencies=[asking.first, new, gone], **again) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.needs_postgres
def test_two_people_sending_at_once_send_it_once(asking):
    def press():
        try:
            return open_request(request=asking.request, actor=asking.officer, **MOMENT)
        except RequestState:
            return "refused"

    assert sorted(at_once(*[press] * 2), key=str) == [3, "refused"]
    assert Duty.objects.count() == 3
