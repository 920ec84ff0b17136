"""Coordination: asked by a lead, answered by another agency, no duty moved."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Ancestry
from agencies.tests.factories import make_agency, make_user
from tasks.coordination.contributions import (
    ask_contribution,
    decline_contribution,
    give_contribution,
    withdraw_part_request,
)
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed, PeriodClosed
from tasks.evidence.keeping import attach_evidence
from tasks.evidence.tests.files import upload
from tasks.models import Contribution, ContributionRequest, Evidence, Notice
from tasks.pages.calendar import agenda_of
from tasks.tests.factories import NOW, TODAY, make_assignment, make_duty
from tasks.tests.pages import text_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]
MOMENT = {"today": TODAY, "now": NOW}
DUE = TODAY + timedelta(days=10)


@pytest.fixture
def helper():
    return make_agency("Sở Tư pháp")


@pytest.fixture
def lawyer(helper):
    return make_user("officer", helper)


@pytest.fixture
def asked(duty, officer, helper, lawyer):
    return ask_contribution(
        duty=duty, agency=helper, question="Số lớp tập huấn", due_on=DUE, day_off=True,
        actor=officer, **MOMENT,
    )  # fmt: skip


def status(client, path):
    """Return the status of a file, read to its end."""
    answer = client.get(path)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


def test_asking_tells_the_agency_and_moves_no_duty(duty, asked, lawyer):
    before = (duty.version, duty.state, duty.heartbeat_on, duty.last_entry_on)
    duty.refresh_from_db()
    assert (duty.version, duty.state, duty.heartbeat_on, duty.last_entry_on) == before
    notice = Notice.objects.get(person=lawyer)
    assert "chậm nhất ngày 20/06/2026: Số lớp tập huấn" in notice.text
    assert notice.address == reverse("tasks:contribution", args=[asked.pk])


def test_giving_keeps_the_heartbeat_of_the_lead(duty, asked, lawyer, officer):
    give_contribution(request=asked, text="Đã mở 4 lớp.", actor=lawyer, **MOMENT)
    asked.refresh_from_db()
    duty.refresh_from_db()
    assert (asked.state, duty.last_entry_on, duty.entries.count()) == (
        "answered",
        None,
        0,
    )
    assert Notice.objects.get(person=officer).kind == "coordinate"


def test_wrong_questions_are_refused(duty, officer, helper, asked):
    dead = make_agency("Sở Cũ", valid_to=TODAY - timedelta(days=1))
    common = {"duty": duty, "actor": officer, "question": "Hỏi", **MOMENT}
    for wrong in (
        {"agency": duty.agency, "due_on": DUE},
        {"agency": dead, "due_on": DUE},
        {"agency": helper, "due_on": DUE},
        {"agency": make_agency(), "due_on": TODAY - timedelta(days=1)},
        {"agency": make_agency(), "due_on": DUE, "question": " "},
    ):
        with pytest.raises(InvalidInput):
            ask_contribution(**common | wrong)
    assert ContributionRequest.objects.count() == 1


def test_only_the_leads_writers_ask_and_only_the_asked_answer(
    duty, asked, officer, lawyer
):
    with pytest.raises(NotAllowed):
        ask_contribution(
            duty=duty, agency=make_agency(), question="Hỏi", due_on=DUE, day_off=True,
            actor=lawyer, **MOMENT,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        give_contribution(request=asked, text="Tự trả lời", actor=officer, **MOMENT)
    with pytest.raises(NotAllowed):
        withdraw_part_request(request=asked, actor=lawyer, **MOMENT)


def test_a_second_answer_completes_and_the_first_stays(asked, lawyer):
    give_contribution(request=asked, text="Đã mở 4 lớp.", actor=lawyer, **MOMENT)
    give_contribution(request=asked, text="Đính chính: 5 lớp.", actor=lawyer, **MOMENT)
    assert [row.text for row in Contribution.objects.all()] == [
        "Đã mở 4 lớp.",
        "Đính chính: 5 lớp.",
    ]
    with pytest.raises(DutyNotOpen):
        decline_contribution(request=asked, reason="Không có", actor=lawyer, **MOMENT)


def test_a_withdrawn_request_is_closed(asked, officer, lawyer):
    withdraw_part_request(request=asked, actor=officer, **MOMENT)
    with pytest.raises(DutyNotOpen):
        give_contribution(request=asked, text="Muộn", actor=lawyer, **MOMENT)


def test_a_closed_period_takes_no_answer(duty, asked, lawyer):
    duty.period.state = "closed"
    duty.period.save()
    with pytest.raises(PeriodClosed):
        give_contribution(request=asked, text="Muộn", actor=lawyer, **MOMENT)


def test_the_duty_and_its_proof_open_to_the_asked_and_close_again(
    login, duty, officer, asked, lawyer
):
    proof = attach_evidence(
        duties=[duty], actor=officer, subject="Biên bản", upload=upload(),
        confirmed_open=True, **MOMENT,
    )  # fmt: skip
    page = reverse("tasks:duty", args=[duty.pk])
    file = reverse("tasks:evidence_file", args=[proof.pk])
    client = login(lawyer)
    assert client.get(page).status_code == status(client, file) == 200
    desk = reverse("tasks:desk", args=[duty.agency.code])
    assert client.get(desk).status_code == 404
    log = reverse("tasks:log_progress", args=[duty.pk])
    assert client.get(log).status_code == 404
    withdraw_part_request(request=asked, actor=officer, **MOMENT)
    assert client.get(page).status_code == client.get(file).status_code == 404


def test_a_stranger_meets_404(login, duty, asked):
    client = login(make_user("officer", make_agency("UBND xã Lạ")))
    for name in ("contribution", "withdraw_contribution"):
        path = reverse(f"tasks:{name}", args=[asked.pk])
        assert client.post(path).status_code == 404
    assert client.get(reverse("tasks:duty", args=[duty.pk])).status_code == 404


def test_the_pages_lead_from_the_question_to_the_answer(
    login, duty, officer, helper, lawyer
):
    make_assignment(duty.task, helper, role="coordinate")
    path = reverse("tasks:ask_contribution", args=[duty.pk])
    offered = f'name="agency_chon" value="{helper.code}"'
    assert offered in text_of(login(officer).get(path))
    form = {
        "agency": helper.code,
        "question": "Số lớp tập huấn",
        "due_on": "20/06/2026",
        "day_off": "on",
    }
    wrong = login(officer).post(path, form | {"due_on": "01/01/2020"})
    assert "Chọn ngày từ hôm nay trở đi." in text_of(wrong)
    assert "Số lớp tập huấn" in text_of(wrong)
    page = text_of(login(officer).post(path, form, follow=True))
    assert '<p class="mb-0">Số lớp tập huấn</p>' in page
    assert "Trả lời chậm nhất ngày 20/06/2026" in page
    make_duty(agency=helper, period=duty.period)
    desk = text_of(login(lawyer).get(reverse("tasks:desk", args=[helper.code])))
    assert "Đơn vị khác đề nghị phối hợp" in desk
    asked = ContributionRequest.objects.get()
    answer = login(lawyer).post(
        reverse("tasks:contribution", args=[asked.pk]),
        {"text": "Đã mở 4 lớp.", "upload": upload(), "confirmed_open": "on"},
        follow=True,
    )
    assert "Đã gửi phần phối hợp" in text_of(answer)
    assert Evidence.objects.get().agency == helper
    log = text_of(login(officer).get(reverse("tasks:log_progress", args=[duty.pk])))
    assert 'data-copy-value="Theo Sở Tư pháp: Đã mở 4 lớp."' in log
    file = reverse("tasks:evidence_file", args=[Evidence.objects.get().pk])
    assert status(login(officer), file) == 200


def test_a_file_that_is_not_confirmed_comes_back_with_the_text(login, asked, lawyer):
    answer = login(lawyer).post(
        reverse("tasks:contribution", args=[asked.pk]),
        {"text": "Đã mở 4 lớp.", "upload": upload()},
    )
    assert "Xác nhận tệp không có độ mật" in text_of(answer)
    assert "Đã mở 4 lớp." in text_of(answer)
    assert not Contribution.objects.exists()


def test_declining_needs_a_reason(login, asked, lawyer):
    path = reverse("tasks:contribution", args=[asked.pk])
    assert "Ghi lý do" in text_of(login(lawyer).post(path, {"reason": ""}))
    login(lawyer).post(path, {"reason": "Không thuộc chức năng"})
    asked.refresh_from_db()
    assert asked.state == "declined"


def test_an_heir_answers_for_an_agency_that_ended(login, duty, helper, asked):
    heir = make_agency("Sở Tư pháp mới")
    Ancestry.objects.create(elder=helper, heir=heir, since=TODAY)
    make_duty(agency=heir, period=duty.period)
    new = make_user("officer", heir)
    desk = text_of(login(new).get(reverse("tasks:desk", args=[heir.code])))
    assert "Số lớp tập huấn" in desk
    give_contribution(request=asked, text="Đơn vị mới trả lời", actor=new, **MOMENT)
    asked.refresh_from_db()
    assert asked.state == "answered"


def test_the_calendar_shows_the_day(asked, lawyer):
    found = agenda_of(lawyer, TODAY, date(2026, 6, 30), TODAY)
    assert [(each.day, each.title) for each in found if each.kind == "phoi-hop"] == [
        (DUE, "Được đề nghị phối hợp: UBND xã Hòa Bình")
    ]


def test_the_list_costs_the_same_for_one_row_and_for_three(
    login, duty, officer, helper, lawyer, asked
):
    client = login(lawyer)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("tasks:contributions"))
        return page.context["page"].paginator.count, len(queries)

    cost()
    few = cost()
    for _ in range(2):
        other = make_duty(period=duty.period)
        ask_contribution(
            duty=other, agency=helper, question="Hỏi", due_on=DUE, day_off=True,
            actor=make_user("officer", other.agency), **MOMENT,
        )  # fmt: skip
    assert (few, cost()) == ((1, few[1]), (3, few[1]))


def test_each_side_finds_its_own_list_first(login, officer, lawyer, asked):
    """Who asked and was never asked sees at once who has answered."""
    path = reverse("tasks:contributions")
    for person in (officer, lawyer):
        assert login(person).get(path).context["page"].paginator.count == 1
    received = login(officer).get(path + "?phia=nhan")
    assert received.context["page"].paginator.count == 0
    assert "Chưa ai đề nghị đơn vị phối hợp" in text_of(received)
    answered = {"request": asked, "text": "Ba lớp", "actor": lawyer}
    give_contribution(**answered, **MOMENT)
    waiting = login(officer).get(path + "?phia=gui&cho=1")
    assert "Không còn đề nghị nào chờ trả lời" in text_of(waiting)


def test_a_script_that_sent_a_file_is_told_where_to_go(login, lawyer, asked):
    """An error comes back into the page, which keeps the file; success is a page."""
    path = reverse("tasks:contribution", args=[asked.pk])
    client = login(lawyer)
    wrong = client.post(path, {"text": ""}, headers={"HX-Request": "true"})
    assert wrong.status_code == 200
    right = client.post(path, {"text": "Ba lớp"}, headers={"HX-Request": "true"})
    assert right.headers["HX-Redirect"] == path
