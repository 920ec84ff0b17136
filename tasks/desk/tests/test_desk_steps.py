"""The desk in one sentence, and the one next step of each row."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.desk.page_steps import Hands, hands_of
from tasks.duties.authority import can_record_letter, can_send, can_write
from tasks.evidence.keeping import attach_evidence
from tasks.models import Duty, DutyEvent, Notice, UnitReport
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
from tasks.work.logging import log_progress

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]
MOMENT = {"today": TODAY, "now": NOW}


def desk(login, person, agency, **asked):
    return login(person).get(reverse("tasks:desk", args=[agency.code]), asked)


def step(login, person, duty):
    line = desk(login, person, duty.agency).context["desk"].line_of(duty)
    return line.step.label if line.step else ""


def sentence(answer):
    return "".join(part.text for part in answer.context["says"])


def log(duty, officer, progress="in_progress", **more):
    log_progress(
        duties=[duty], author=officer, done_on=TODAY, text="Đã họp dân.",
        progress=progress, **more, **MOMENT,
    )  # fmt: skip


def test_the_step_follows_what_is_missing(login, duty, officer, head):
    task = make_task(duty.task.plan, evidence_required=True)
    row = make_duty(task, duty.agency, duty.period)
    figures = [make_figure(task, required=True) for _ in range(2)]
    assert step(login, officer, row) == "Cập nhật kết quả"
    log(row, officer)
    attach_evidence(
        duties=[row], actor=officer, subject="Biên bản", number="1/BB", **MOMENT
    )
    assert step(login, officer, row) == "Nhập 2 số liệu"
    log(row, officer, answers={figure.pk: "3" for figure in figures})
    assert step(login, officer, row) == "Trình thủ trưởng"  # complete, goes on
    assert step(login, head, row) == "Xem và gửi"
    row.evidence_links.update(removed_at=NOW)
    assert step(login, officer, row) == "Kèm văn bản"


def test_a_clerk_writes_the_number_and_is_offered_nothing_else(login, duty, officer):
    clerk = make_user("clerk", duty.agency)
    assert step(login, clerk, duty) == ""
    page = text_of(desk(login, clerk, duty.agency))
    for words in ("Cập nhật kết quả", "Trình thủ trưởng", "Điền bằng bảng tính"):
        assert words not in page
    Duty.objects.filter(pk=duty.pk).update(state="submitted", first_sent_on=TODAY)
    assert step(login, clerk, duty) == "Ghi số, ngày"
    UnitReport.objects.create(
        agency=duty.agency, period=duty.period, number="1/BC", signed_on=TODAY,
        arrived_on=TODAY, recorded_by=clerk, recorded_at=NOW,
    )  # fmt: skip
    assert step(login, clerk, duty) == ""


def test_what_was_just_said_is_what_the_row_says(login, duty, officer):
    log(duty, officer, progress="done")
    page = text_of(desk(login, officer, duty.agency))
    assert "đã đủ, sẵn sàng gửi" in page
    assert "Đang thực hiện" not in page
    one = text_of(login(officer).get(reverse("tasks:duty", args=[duty.pk])))
    assert "Đang thực hiện – trong hạn" not in one
    assert "Đã thực hiện, chưa gửi" in one


def test_one_sentence_says_what_is_left_and_the_nearest_day(login, duty, officer):
    near = make_duty(
        make_task(duty.task.plan), duty.agency, duty.period,
        due_on=TODAY + timedelta(days=3),
    )  # fmt: skip
    answer = desk(login, officer, duty.agency)
    assert sentence(answer) == "Còn 2 việc, việc gần nhất hạn 13/06."
    links = [part.href for part in answer.context["says"] if part.href]
    assert links == ["#viec", f"#dong-{near.pk}"]
    Duty.objects.filter(pk=near.pk).update(due_on=TODAY - timedelta(days=1))
    Duty.objects.filter(pk=duty.pk).update(due_on=TODAY)
    answer = desk(login, officer, duty.agency)
    assert sentence(answer) == (
        "Còn 2 việc, 1 việc quá hạn, việc gần nhất hạn chót hôm nay."
    )
    Duty.objects.update(state="submitted", first_sent_on=TODAY)
    answer = desk(login, officer, duty.agency)
    assert sentence(answer) == (
        "Đã gửi đủ 2 việc của năm 2026. Không còn việc nào chờ đơn vị."
    )


def test_requested_bodies_get_their_own_words_and_no_debt(login, duty, officer):
    Duty.objects.update(is_requested=True, due_on=TODAY - timedelta(days=2))
    answer = desk(login, officer, duty.agency)
    assert sentence(answer) == "1 việc được đề nghị thực hiện, không tính chậm."
    [line] = answer.context["desk"].lines
    assert (line.tone, line.day_note) == ("", "không tính chậm")
    assert "quá hạn" not in text_of(answer).lower()


def test_a_hundred_rows_stand_on_pages_of_fifty_at_the_same_cost(
    login, duty, officer, django_assert_num_queries, django_assert_max_num_queries
):
    client = login(officer)
    url = reverse("tasks:desk", args=[duty.agency.code])
    back = {"state": "returned", "return_due_on": TODAY, "first_sent_on": TODAY}
    for number in range(2):
        row = make_duty(make_task(duty.task.plan), duty.agency, duty.period, **back)
        returned(row, officer, minutes=number)
    client.get(url)
    with django_assert_max_num_queries(60) as few:
        client.get(url)
    for number in range(98):
        more = back if number < 9 else {"holder": officer}
        row = make_duty(make_task(duty.task.plan), duty.agency, duty.period, **more)
        if "state" in more:
            returned(row, officer, minutes=number)
    with django_assert_num_queries(len(few)):
        page = text_of(client.get(url))
    assert page.count('<li class="desk-line"') == 50
    assert "Xem thêm 51 việc" in page


def returned(duty, actor, minutes):
    return DutyEvent.objects.create(
        duty=duty, kind="returned", from_state="submitted", to_state="returned",
        actor=actor, effective_on=TODAY, recorded_at=NOW + timedelta(minutes=minutes),
        note="Bổ sung.", return_due_on=TODAY,
    )  # fmt: skip


def test_rows_are_filtered_by_chips(login, duty, officer):
    mine = make_duty(
        make_task(duty.task.plan), duty.agency, duty.period, holder=officer
    )
    page = desk(login, officer, duty.agency)
    chips = [(chip["label"], chip["number"]) for chip in page.context["chips"]]
    assert chips == [("Tất cả", 2), ("Việc của tôi", 1)]
    page = desk(login, officer, duty.agency, loc="toi")
    assert [line.duty for line in page.context["groups"][0].lines] == [mine]
    assert len(page.context["groups"]) == 1


def test_who_only_reads_meets_no_step(login, duty):
    viewer = make_user("viewer", duty.agency)
    assert step(login, viewer, duty) == ""
    assert desk(login, viewer, duty.agency).context["hands"] == Hands(person=viewer.pk)


def test_everything_complete_is_put_before_the_head_who_is_told(
    login, duty, officer, head
):
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    goes_on = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    for row, progress in ((duty, "done"), (other, "done"), (goes_on, "in_progress")):
        log(row, officer, progress=progress)
    assert "Trình 2 nhiệm vụ đã đủ" in text_of(desk(login, officer, duty.agency))
    url = reverse("tasks:prepare_ready", args=[duty.agency.code])
    login(officer).post(url, {"period": duty.period.pk})
    states = dict(Duty.objects.values_list("pk", "state"))
    assert states == {duty.pk: "prepared", other.pk: "prepared", goes_on.pk: "open"}
    notice = Notice.objects.get(person=head)
    assert (notice.kind, notice.address) == ("to_send", f"/don-vi/{duty.agency.code}/")
    assert f"{officer} trình" in notice.text
    assert not Notice.objects.filter(person=officer).exists()
    answer = desk(login, head, duty.agency)
    assert sentence(answer).startswith("2 việc chờ anh/chị xem và gửi. Còn 1 việc")
    assert answer.context["desk"].groups[0].title == "Chờ anh/chị xem và gửi"
    assert answer.context["desk"].groups[0].lines[0].is_first
    stranger = make_user("officer", make_agency("UBND xã Lạ"))
    assert login(stranger).post(url, {"period": duty.period.pk}).status_code == 404


def test_a_desk_without_a_period_still_says_something(login):
    agency = make_agency("UBND xã Mới")
    make_plan()
    person = make_user("officer", agency)
    answer = desk(login, person, agency)
    assert "Chưa có kỳ báo cáo nào" in text_of(answer)


def test_a_past_day_shows_no_step(login, duty, officer):
    make_period(duty.task.plan, 2025, state="closed")
    answer = desk(login, officer, duty.agency, ngay="2026-06-01")
    assert sentence(answer).startswith("Đến hết ngày 01/06/2026")
    assert answer.context["desk"].lines
    assert all(line.step is None for line in answer.context["desk"].lines)


@pytest.mark.parametrize("role", ["officer", "head", "clerk", "viewer"])
@pytest.mark.parametrize("one_step", [False, True])
def test_hands_say_what_the_gates_say(role, one_step):
    agency = make_agency("UBND xã Một", one_step=one_step)
    person = make_user(role, agency)
    hands = hands_of(person, agency, TODAY)
    assert hands.writes == can_write(person, agency.pk, TODAY)
    assert hands.sends == can_send(person, agency, TODAY)
    assert hands.records == can_record_letter(person, agency.pk, TODAY)
