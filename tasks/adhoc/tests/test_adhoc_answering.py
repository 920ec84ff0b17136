"""Answers to ad-hoc requests: everything ready goes at once, each with its letter."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.adhoc import (
    close_request,
    copy_request,
    open_request,
    save_request,
    submit_answers,
)
from tasks.adhoc.drafting import questions_of
from tasks.adhoc.tests.requesting import DUE, MOMENT, Asking, facts
from tasks.duties.errors import NotAllowed
from tasks.evidence.tests import files
from tasks.figures.answers import field_name
from tasks.models import Notice, UnitReport
from tasks.official_letters.unit_reports import record_unit_report
from tasks.tests.factories import NOW, TODAY
from tasks.tests.pages import said as said_of
from tasks.tests.pages import text_of
from tasks.work.logging import log_progress
from tasks.work.powers import asks_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
LETTER = {"number": "77/UBND-VP", "signed_on": "10/06/2026", "confirmed_open": "on"}


@pytest.fixture
def asking():
    made = Asking()
    made.open()
    return made


def ask_again(asking, title):
    """Send one more request with the same questions to the same agencies."""
    row = copy_request(source=asking.request, actor=asking.officer, **MOMENT)
    save_request(
        request=row, said=facts(title=title), questions=questions_of(row), version=None,
        actor=asking.officer, today=TODAY,
    )  # fmt: skip
    open_request(request=row, actor=asking.officer, **MOMENT)
    row.refresh_from_db()
    return row


def answer(request, agency, *given):
    """Answer a request and say that it is done, without sending."""
    duty = request.period.duties.select_related("task", "agency", "period").get(
        agency=agency
    )
    figures = request.task.figures.order_by("position").values_list("pk", flat=True)
    log_progress(
        duties=[duty],
        author=make_user("officer", agency),
        done_on=TODAY,
        text=f"Đã rà soát theo {request.plan.title}.",
        progress="done",
        answers=dict(zip(figures, given, strict=False)),
        **MOMENT,
    )
    return duty


def test_everything_ready_of_several_requests_goes_at_once(login, asking):
    second, third = (ask_again(asking, title) for title in ("Hai", "Ba"))
    sent = [answer(row, asking.first, "4") for row in (asking.request, second)]
    other = answer(second, asking.second, "9")
    client = login(make_user("head", asking.first))
    address = reverse("tasks:send_answers", args=[asking.first.code])
    assert address in text_of(client.get(f"/don-vi/{asking.first.code}/"))
    shown = text_of(client.get(address))
    assert "Gửi 2 trả lời" in shown
    assert "Số cuộc kiểm tra" in shown
    assert "<strong>4</strong>" in shown
    assert "Chưa đủ điều kiện gửi" in shown
    said = text_of(client.post(address, follow=True))
    assert "Đã gửi 2 nhiệm vụ" in said
    for duty in sent:
        duty.refresh_from_db()
        assert (duty.state, duty.first_sent_on) == ("submitted", TODAY)
    other.refresh_from_db()
    assert other.state == "open"
    assert third.period.duties.get(agency=asking.first).state == "open"


def test_a_request_that_ended_is_left_alone(asking):
    second = ask_again(asking, "Hai")
    open_one, closed = (
        answer(row, asking.first, "4") for row in (asking.request, second)
    )
    late = DUE + timedelta(days=1)
    close_request(request=second, actor=asking.officer, today=late, now=NOW)
    head = make_user("head", asking.first)
    result = submit_answers(agency=asking.first, actor=head, today=late, now=NOW)
    assert [duty.pk for duty in result.sent] == [open_one.pk]
    closed.refresh_from_db()
    assert closed.state != "submitted"


def test_only_a_head_of_the_agency_sends(login, asking):
    answer(asking.request, asking.first, "4")
    address = reverse("tasks:send_answers", args=[asking.first.code])
    officer = make_user("officer", asking.first)
    assert login(officer).post(address).status_code == 403
    stranger = make_user("head", make_agency())
    assert login(stranger).post(address).status_code == 404
    with pytest.raises(NotAllowed):
        submit_answers(agency=asking.first, actor=officer, **MOMENT)


def test_the_page_before_costs_the_same_for_one_and_three(login, asking):
    client = login(make_user("head", asking.first))
    address = reverse("tasks:send_answers", args=[asking.first.code])
    answer(asking.request, asking.first, "4")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    cost()
    one = cost()
    for title in ("Hai", "Ba"):
        answer(ask_again(asking, title), asking.first, "4")
    assert cost() == one


def test_the_letter_stands_beside_the_answer(login, asking):
    page = reverse("tasks:adhoc_letter", args=[asking.request.pk, asking.first.code])
    clerk = login(make_user("clerk", asking.first))
    result = f"/bao-cao-dot-xuat/{asking.request.pk}/ket-qua/"
    assert page in text_of(clerk.get(result))
    assert "Ghi văn bản đã ký" in text_of(clerk.get(page))
    wrong = text_of(clerk.post(page, LETTER | {"signed_on": "hôm qua"}))
    assert "77/UBND-VP" in wrong
    told = {"covers": [asking.duty(asking.first).pk]}
    assert f'value="{told["covers"][0]}" checked' in clerk.get(page).content.decode()
    whole = LETTER | told | {"file": files.upload()}
    said = text_of(clerk.post(page, whole, follow=True))
    assert "Đã ghi văn bản của đơn vị." in said
    letter = UnitReport.objects.get()
    assert letter.get_absolute_url() == page
    duty = asking.duty(asking.first)
    assert (duty.state, duty.first_sent_on) == ("open", TODAY)
    shown = text_of(login(asking.officer).get(result))
    assert "Văn bản 77/UBND-VP ngày 10/06/2026" in shown
    table = login(asking.officer).get(f"/bao-cao-dot-xuat/{asking.request.pk}/csv/")
    line = next(
        each
        for each in table.content.decode("utf-8-sig").splitlines()
        if asking.first.name in each
    )
    assert ",77/UBND-VP,10/06/2026," in line


def test_the_steering_agency_enters_what_came_on_paper(login, asking):
    told = make_user("officer", asking.second)
    page = reverse("tasks:adhoc_letter", args=[asking.request.pk, asking.second.code])
    client = login(asking.officer)
    client.post(page, LETTER | {"arrived_on": "10/06/2026"})
    assert UnitReport.objects.get().entered_by_steering
    notice = Notice.objects.filter(person=told).latest("pk")
    assert notice.address == page
    assert login(told).get(page).status_code == 200


def test_strangers_to_the_request_or_the_agency_meet_404(login, asking):
    page = reverse("tasks:adhoc_letter", args=[asking.request.pk, asking.first.code])
    for agency in (make_agency(), asking.second):
        assert login(make_user("head", agency)).get(page).status_code == 404
    unasked = make_agency()
    wrong = reverse("tasks:adhoc_letter", args=[asking.request.pk, unasked.code])
    assert login(asking.officer).get(wrong).status_code == 404


def test_the_agency_page_leads_to_the_letter_of_each_kind(login, asking):
    record_unit_report(
        agency=asking.first,
        period=asking.request.period,
        number="78/UBND",
        signed_on=TODAY,
        actor=make_user("clerk", asking.first),
        **MOMENT,
    )
    page = text_of(login(asking.officer).get(f"/co-quan/{asking.first.code}/"))
    assert UnitReport.objects.get().get_absolute_url() in page


def test_an_answer_is_one_form_and_one_save(login, asking):
    """Words, answers, the letter with its number and PDF, and its way to the head."""
    duty = asking.duty(asking.first)
    page = reverse("tasks:log_progress", args=[duty.pk])
    client = login(make_user("officer", asking.first))
    shown = client.get(page)
    assert shown.context["form"]["progress"].value() == "done"
    assert "Đây là văn bản trả lời" in text_of(shown)
    answers = {field_name(pk): said for pk, said in asking.answers("4", "co").items()}
    form = said_of(
        duty,
        done_on="10/06/2026",
        number="77/UBND-VP",
        is_letter="on",
        then="trinh",
        **answers,
    )
    client.post(page, form | {"file": files.upload(), "confirmed_open": "on"})
    duty = asking.duty(asking.first)
    assert (duty.state, duty.progress) == ("prepared", "done")
    letter = UnitReport.objects.get()
    assert (letter.number, letter.signed_on) == ("77/UBND-VP", TODAY)
    with letter.file.open("rb") as stored:
        assert stored.read() == files.PDF
    assert duty.evidence.get().number == letter.number
    assert "Đây là văn bản trả lời" not in text_of(client.get(page))


def test_a_letter_that_was_taken_off_is_asked_for_again(asking):
    duty = asking.duty(asking.first)
    assert asks_letter(duty)
    letter = UnitReport.objects.create(
        agency=asking.first, period=duty.period, number="77/UBND-VP", signed_on=TODAY,
        arrived_on=TODAY, recorded_by=make_user("officer", asking.first),
        recorded_at=NOW,
    )  # fmt: skip
    assert not asks_letter(duty)
    letter.taken_off_at = NOW
    letter.save()
    assert asks_letter(duty)


def test_an_answer_that_names_no_letter_saves_nothing(login, asking):
    duty = asking.duty(asking.first)
    page = reverse("tasks:log_in_place", args=[duty.pk])
    client = login(make_user("officer", asking.first))
    form = said_of(duty, done_on="10/06/2026", is_letter="on", number="77/UBND-VP")
    answer = client.post(page, form, headers={"HX-Request": "true"})
    assert "tệp PDF đã ký" in text_of(answer)
    assert not UnitReport.objects.exists()
    assert not duty.entries.exists()


def test_the_head_answers_and_sends_in_one_step(login, asking):
    duty = asking.duty(asking.first)
    page = reverse("tasks:log_in_place", args=[duty.pk])
    answers = {field_name(pk): said for pk, said in asking.answers("4").items()}
    form = said_of(duty, done_on="10/06/2026", then="gui", **answers)
    client = login(make_user("head", asking.first))
    answer = client.post(page, form, headers={"HX-Request": "true"})
    assert "Đã lưu và gửi" in text_of(answer)
    assert asking.duty(asking.first).state == "submitted"
