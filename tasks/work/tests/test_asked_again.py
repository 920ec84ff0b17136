"""Nothing bounces back untouched: what came back needs a change or an explanation."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import DutyNotOpen, Incomplete, InvalidInput
from tasks.duties.transitions import transition
from tasks.evidence.keeping import attach_evidence
from tasks.models import Duty
from tasks.pages.calendar import agenda_of
from tasks.reorganising.tests.reorganising import communes, merge, run
from tasks.review.deciding import return_duty
from tasks.tests.addresses import plan_page
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of
from tasks.work.asked_again import asked_again_of, explain_return, last_returns
from tasks.work.at_head import prepare_duty
from tasks.work.correcting_documents import correct_evidence
from tasks.work.logging import log_progress
from tasks.work.sending import missing_for_sending, submit_duty, submit_ready
from tasks.work.taking_back import take_back

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]
REASON = "Số lượt tiếp công dân thấp hơn số 6 tháng."


def moment(days):
    return {"today": TODAY + timedelta(days=days), "now": NOW + timedelta(days=days)}


@pytest.fixture
def reviewer():
    return make_user("officer", make_agency("Sở Nội vụ", code="so-noi-vu"))


@pytest.fixture
def duty(reviewer):
    return make_duty(period=make_period(make_plan(reviewer.memberships.get().agency)))


@pytest.fixture
def officer(duty):
    return make_user("officer", duty.agency)


@pytest.fixture
def head(duty):
    return make_user("head", duty.agency)


def log(duty, officer, days=0, **more):
    return log_progress(
        duties=[duty], author=officer, done_on=moment(days)["today"], progress="done",
        **{"text": "Đã tiếp công dân.", **more}, **moment(days),
    )  # fmt: skip


@pytest.fixture
def returned(duty, officer, head, reviewer):
    """Return the duty sent back on the second day, looked at on the fourth."""
    log(duty, officer, -3)
    submit_duty(duty=duty, actor=head, **moment(-2))
    return_duty(
        duty=duty, reason=REASON, new_due_on=TODAY + timedelta(days=5), earlier=True, day_off=True,
        actor=reviewer, **moment(-1),
    )  # fmt: skip
    return Duty.objects.for_page().get(pk=duty.pk)


def test_a_returned_duty_is_not_ready_until_something_changed(returned, officer, head):
    [reason] = missing_for_sending(returned)
    assert reason.startswith("Yêu cầu bổ sung ngày 09/06/2026, chưa có gì mới")
    who = {"agency": returned.agency, "period": returned.period, "actor": head}
    result = submit_ready(**who, **moment(0))
    assert (result.sent, result.missing) == ([], [(returned, [reason])])
    for service, actor in ((prepare_duty, officer), (submit_duty, head)):
        with pytest.raises(Incomplete, match="ghi giải trình"):
            service(duty=returned, actor=actor, **moment(0))
    log(returned, officer, text="Đã rà soát lại số lượt.")
    assert missing_for_sending(returned) == []
    assert submit_ready(**who, **moment(0)).sent == [returned]


def test_a_figure_alone_or_a_document_alone_is_a_change(returned, officer):
    figure = make_figure(returned.task, label="Số lượt tiếp")
    log(returned, officer, answers={figure.pk: "53"})
    whats = [change.what for change in asked_again_of(returned).since]
    assert sorted(whats) == ["Kết quả", "Số liệu"]
    attach_evidence(
        duties=[returned], actor=officer, subject="Báo cáo", number="312/BC",
        **moment(1),
    )  # fmt: skip
    last = asked_again_of(returned).since[-1]
    assert (last.what, last.text) == ("Văn bản", "312/BC Báo cáo")


def test_a_written_explanation_is_enough_and_stays(returned, officer, head):
    with pytest.raises(InvalidInput, match="Ghi nội dung giải trình"):
        explain_return(duty=returned, text="  ", actor=officer, **moment(0))
    explain_return(duty=returned, text="Số đã đúng.", actor=officer, **moment(0))
    assert missing_for_sending(returned) == []
    prepare_duty(duty=returned, actor=officer, **moment(0))
    explain_return(duty=returned, text="Kèm sổ tiếp dân.", actor=officer, **moment(1))
    row = Duty.objects.get(pk=returned.pk)
    assert row.state == "returned"  # as any edit does
    submit_duty(duty=returned, actor=head, **moment(1))
    back = last_returns([returned])[returned.pk]
    assert [change.text for change in back.since] == ["Số đã đúng.", "Kèm sổ tiếp dân."]
    row.refresh_from_db()
    with pytest.raises(DutyNotOpen):
        explain_return(duty=row, text="Thêm.", actor=officer, **moment(2))


def test_what_was_never_returned_needs_no_explanation(duty, officer):
    log(duty, officer)
    assert asked_again_of(duty) is None
    with pytest.raises(DutyNotOpen, match="không còn chờ bổ sung"):
        explain_return(duty=duty, text="Số đã đúng.", actor=officer, **moment(0))


def test_what_the_head_sent_back_is_not_ready_either(duty, officer, head):
    log(duty, officer, -2)
    prepare_duty(duty=duty, actor=officer, **moment(-2))
    row = Duty.objects.for_page().get(pk=duty.pk)
    transition([row], "sent_back", actor=head, note="Xem lại số.", **moment(-1))
    [reason] = missing_for_sending(row)
    assert reason.startswith("Thủ trưởng trả lại ngày 09/06/2026, chưa có gì mới")
    log(row, officer)
    assert missing_for_sending(row) == []


def test_sent_and_taken_back_the_first_request_stands_with_its_answer(
    returned, officer, head
):
    log(returned, officer)
    submit_duty(duty=returned, actor=head, **moment(0))
    row = take_back(duty=returned, actor=head, **moment(0))
    back = asked_again_of(row)
    assert back.event.note == REASON
    assert missing_for_sending(row) == []


def test_a_merger_is_no_change_and_the_reason_goes_along(reviewer):
    a, b, new = communes("A", "B", "Mới")
    plan = make_plan(reviewer.memberships.get().agency)
    task, period = make_task(plan, "III.1"), make_period(plan)
    duty = make_duty(task, a, period)
    officer = make_user("officer", a)
    log(duty, officer, -9)
    attach_evidence(
        duties=[duty], actor=officer, subject="Báo cáo", number="1/BC", **moment(-9)
    )
    submit_duty(duty=duty, actor=make_user("head", a), **moment(-8))
    return_duty(
        duty=duty, reason=REASON, new_due_on=TODAY + timedelta(days=9), earlier=True, day_off=True,
        actor=reviewer, **moment(-7),
    )  # fmt: skip
    run(merge(a, b, new=new))
    heir = Duty.objects.for_page().get(agency=new, task=task)
    back = asked_again_of(heir)
    assert (back.event.note, back.since) == (REASON, [])


def test_the_reason_stands_on_every_page_and_the_reviewer_sees_what_changed(
    login, returned, officer, head, reviewer
):
    desk = reverse("tasks:desk", args=[returned.agency.code])
    for url in (desk, reverse("tasks:duty", args=[returned.pk])):
        page = text_of(login(officer).get(url))
        assert REASON in page
        assert "09/06/2026" in page
    preview = reverse("tasks:send_ready", args=[returned.agency.code])
    assert REASON in text_of(login(head).get(preview))
    url = reverse("tasks:explain", args=[returned.pk])
    assert "Ghi nội dung giải trình" in text_of(login(officer).post(url, {"text": ""}))
    login(officer).post(url, {"text": "Số đã đúng, xem sổ."})
    assert REASON in text_of(login(officer).get(desk))
    assert REASON in text_of(login(head).get(preview))
    login(head).post(reverse("tasks:submit", args=[returned.pk]))
    assert REASON not in text_of(login(officer).get(desk))
    one = text_of(login(reviewer).get(reverse("tasks:review_one", args=[returned.pk])))
    assert REASON in one
    assert "Giải trình:</strong> Số đã đúng, xem sổ." in one


def test_the_reviewer_is_told_that_nothing_changed(login, returned, reviewer, head):
    """As it was possible before, and is still in what was sent then."""
    Duty.objects.filter(pk=returned.pk).update(
        state="submitted", submitted_by=head, submitted_at=NOW
    )
    one = login(reviewer).get(reverse("tasks:review_one", args=[returned.pk]))
    assert "Không có gì thay đổi so với lần gửi trước." in text_of(one)
    queue = text_of(login(reviewer).get(plan_page("tasks:review")))
    assert "Gửi lại sau yêu cầu bổ sung, chưa thay đổi gì" in queue


def test_what_is_new_since_the_return_is_marked(
    login, returned, reviewer, officer, head
):
    Duty.objects.filter(pk=returned.pk).update(state="open", return_due_on=None)
    log(returned, officer, days=-3, text="Kết quả trước khi trả lại.")
    Duty.objects.filter(pk=returned.pk).update(
        state="returned", return_due_on=returned.return_due_on
    )
    log(returned, officer, text="Đã sửa số lượt tiếp công dân.")
    submit_duty(duty=returned, actor=head, **moment(0))
    url = reverse("tasks:review_one", args=[returned.pk])
    one = text_of(login(reviewer).get(url))
    assert "Kết quả trước khi trả lại." in one
    assert one.count("Mới từ khi yêu cầu bổ sung") == 1
    queue = text_of(login(reviewer).get(plan_page("tasks:review")))
    assert "Gửi lại sau yêu cầu bổ sung: 1 kết quả" in queue


def test_the_reason_stands_in_the_calendar_until_it_is_sent(returned, officer, head):
    day = returned.return_due_on
    [event] = agenda_of(officer, day, day, TODAY)
    assert event.kind == "bo-sung"
    assert any(REASON in name for name in event.names)
    log(returned, officer)
    prepare_duty(duty=returned, actor=officer, **moment(0))
    [event] = agenda_of(officer, day, day, TODAY)
    assert any(REASON in name for name in event.names)
    submit_duty(duty=returned, actor=head, **moment(0))
    assert agenda_of(officer, day, day, TODAY) == []


def test_a_document_that_was_put_right_is_a_change(returned, officer, duty):
    Duty.objects.update(state="open", return_due_on=None)
    document = attach_evidence(
        duties=[returned], actor=officer, subject="Báo cáo", number="312/BC",
        **moment(-3),
    )  # fmt: skip
    Duty.objects.update(state="returned", return_due_on=TODAY + timedelta(days=5))
    returned.refresh_from_db()
    assert missing_for_sending(returned)
    correct_evidence(
        evidence=document, duty=returned, subject="Báo cáo", number="321/BC",
        reason="Gõ ngược số", actor=officer, **moment(0),
    )  # fmt: skip
    assert [change.what for change in asked_again_of(returned).since] == ["Sửa văn bản"]
    assert missing_for_sending(returned) == []
