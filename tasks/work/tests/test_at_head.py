"""Between officer and head: sent back with a remark, given to a colleague."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Membership
from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed
from tasks.models import Duty, Notice
from tasks.people.staffing import hand_over
from tasks.tests.factories import NOW, TODAY, make_duty
from tasks.tests.pages import text_of
from tasks.work.at_head import prepare_duty, send_back
from tasks.work.holding import assign_holder, release_held
from tasks.work.logging import log_progress

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]
MOMENT = {"today": TODAY, "now": NOW}
BEFORE = {"today": TODAY, "now": NOW - timedelta(hours=1)}
LATER = {"today": TODAY, "now": NOW + timedelta(hours=1)}


@pytest.fixture
def prepared(duty, officer):
    log_progress(
        duties=[duty], author=officer, done_on=TODAY, text="Đã họp dân.",
        progress="done", **BEFORE,
    )  # fmt: skip
    prepare_duty(duty=duty, actor=officer, **BEFORE)
    return Duty.objects.for_page().get(pk=duty.pk)


def test_the_head_gives_it_back_and_the_officer_is_told(login, prepared, officer, head):
    page = reverse("tasks:send_ready", args=[prepared.agency.code])
    assert f"Ý kiến trả lại cho {officer}" in text_of(login(head).get(page))
    url = reverse("tasks:send_back", args=[prepared.pk])
    answer = login(head).post(url, {"remark": " ", "next": page})
    assert "Ghi cán bộ cần sửa gì." in text_of(answer)
    answer = login(head).post(url, {"remark": "Khớp với sổ tiếp dân.", "next": page})
    assert answer["Location"] == page
    prepared.refresh_from_db()
    assert prepared.state == "open"
    notice = Notice.objects.get(person=officer)
    assert notice.kind == "sent_back"
    assert notice.text.endswith("Khớp với sổ tiếp dân.")
    desk = reverse("tasks:desk", args=[prepared.agency.code])
    words = text_of(login(officer).get(desk))
    assert "Thủ trưởng trả lại" in words
    assert "Khớp với sổ tiếp dân." in words
    assert "Sửa và giải trình" in words


def test_only_who_sends_gives_back_and_only_what_waits(prepared, officer, head):
    with pytest.raises(NotAllowed):
        send_back(duty=prepared, remark="Sửa.", actor=officer, **LATER)
    send_back(duty=prepared, remark="Sửa.", actor=head, **LATER)
    with pytest.raises(DutyNotOpen, match="không còn chờ thủ trưởng"):
        send_back(duty=prepared, remark="Sửa.", actor=head, **LATER)


def test_a_duty_is_given_to_a_colleague_who_is_told(login, duty, officer, head):
    colleague = make_user("officer", duty.agency)
    url = reverse("tasks:assign_holder", args=[duty.pk])
    assert str(colleague) in text_of(login(officer).get(url))
    login(officer).post(url, {"to": colleague.pk})
    duty.refresh_from_db()
    assert duty.holder == colleague
    notice = Notice.objects.get(person=colleague)
    assert f"{officer} phân công anh/chị xử lý" in notice.text
    desk = reverse("tasks:desk", args=[duty.agency.code])
    assert f"giao {colleague}" in text_of(login(head).get(desk))
    login(head).post(url, {"to": ""})
    duty.refresh_from_db()
    assert duty.holder is None


def test_nobody_outside_the_agency_can_hold_it(duty, officer):
    clerk, stranger = (
        make_user("clerk", duty.agency),
        make_user("officer", make_agency()),
    )
    for person in (clerk, stranger):
        with pytest.raises(InvalidInput, match="Chọn một cán bộ"):
            assign_holder(duties=[duty], to=person, actor=officer, **MOMENT)
    with pytest.raises(NotAllowed):
        assign_holder(duties=[duty], to=officer, actor=stranger, **MOMENT)


def test_what_a_leaver_held_goes_back_to_the_contact(duty, officer, head):
    leaving = make_user("officer", duty.agency)
    assign_holder(duties=[duty], to=leaving, actor=officer, **MOMENT)
    hand_over(
        agency=duty.agency, leaving=leaving, last_day=TODAY - timedelta(days=1),
        successor_email=officer.email, actor=head, **MOMENT,
    )  # fmt: skip
    duty.refresh_from_db()
    assert duty.holder is None  # not the successor's: it was personal


def test_a_role_that_ends_later_gives_it_back_in_the_night(duty, officer):
    other = make_duty(agency=duty.agency, period=duty.period)
    assign_holder(duties=[duty, other], to=officer, actor=officer, **MOMENT)
    Membership.objects.filter(user=officer).update(valid_to=TODAY)
    assert release_held(today=TODAY) == 0
    with CaptureQueriesContext(connection) as seen:
        assert release_held(today=TODAY + timedelta(days=1)) == 2
    asked = [each["sql"] for each in seen if "tasks_duty" in each["sql"]]
    assert asked[-1].startswith("UPDATE")
    assert " ORDER BY " in asked[-2]  # locked in one order (rule 21)
    assert release_held(today=TODAY + timedelta(days=1)) == 0
