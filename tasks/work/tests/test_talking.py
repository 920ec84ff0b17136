"""Questions, answers and later days asked for: who may, who hears, where they end."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from kehoach.site.context import badges_of, memberships_today
from tasks.coordination.contributions import ask_contribution
from tasks.difficulties.handling import raise_difficulty
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed, PeriodClosed
from tasks.models import (
    Difficulty,
    Duty,
    DutyEvent,
    DutyMessage,
    ExtensionRequest,
    Notice,
    Period,
)
from tasks.periods.closing import close_period
from tasks.reorganising import undo_event
from tasks.reorganising.tests.reorganising import LATER, merge, run
from tasks.tests.factories import NOW, TODAY, make_duty, make_period, make_task
from tasks.tests.pages import text_of
from tasks.work.extension_requests import (
    ask_extension,
    grant_request,
    refuse_request,
    withdraw_extension_request,
)
from tasks.work.extensions import extend_agency, extend_duty
from tasks.work.talking import answer_question, ask_question

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]
MOMENT = {"today": TODAY, "now": NOW}
LATER_DAY = date(2026, 12, 21)
SUNDAY = date(2026, 12, 20)


@pytest.fixture
def reviewer(duty):
    return make_user("officer", duty.period.plan.steering_agency)


def badge(person):
    return badges_of(memberships_today(person, TODAY)).get("tasks:talks")


def ask_later(duty, officer, wanted_on=LATER_DAY, **more):
    said = {"wanted_on": wanted_on, "reason": "Mưa bão"} | more
    return ask_extension(
        agency=duty.agency, period=duty.period, duty=duty, actor=officer,
        **said, **MOMENT,
    )  # fmt: skip


def test_either_side_asks_and_the_other_answers(duty, officer, reviewer):
    question = ask_question(
        duty=duty, text="Số này gồm cả thôn mới?", actor=reviewer, **MOMENT
    )
    assert (question.from_steering, question.waits) == (True, True)
    assert (badge(officer), badge(reviewer)) == (1, 0)
    [told] = Notice.objects.filter(person=officer)
    assert told.text.endswith(f"hỏi về {duty.task.code}: Số này gồm cả thôn mới?")
    with pytest.raises(NotAllowed):
        answer_question(question=question, text="Tự trả lời", actor=reviewer, **MOMENT)
    said = answer_question(question=question, text="Gồm cả.", actor=officer, **MOMENT)
    assert (said.answers, said.agency) == (question, duty.agency)
    assert badge(officer) == 0
    assert Notice.objects.filter(person=reviewer, kind="message").count() == 1
    with pytest.raises(DutyNotOpen):
        answer_question(question=question, text="Lần nữa", actor=officer, **MOMENT)
    mine = ask_question(duty=duty, text="Hạn có đổi không?", actor=officer, **MOMENT)
    assert (mine.from_steering, badge(reviewer)) == (False, 1)


def test_words_are_needed_and_strangers_do_not_talk(duty, officer):
    with pytest.raises(InvalidInput):
        ask_question(duty=duty, text="  ", actor=officer, **MOMENT)
    for person in (
        make_user("viewer", duty.agency),
        make_user("officer", make_agency()),
    ):
        with pytest.raises(NotAllowed):
            ask_question(duty=duty, text="Hỏi", actor=person, **MOMENT)


def test_the_pages_ask_answer_and_keep_what_was_typed(login, duty, officer, reviewer):
    place = reverse("tasks:say", args=[duty.pk])
    login(reviewer).post(place, {"text": "Biên bản đâu?"})
    [question] = DutyMessage.objects.all()
    page = text_of(login(officer).get(reverse("tasks:duty", args=[duty.pk])))
    assert page.count("Biên bản đâu?") == 2  # in the talk and on the timeline
    assert "Không ghi họ tên, địa chỉ, số điện thoại của công dân" in page
    refused = login(officer).post(place, {"text": " ", "answers": question.pk})
    assert "Ghi nội dung trao đổi." in text_of(refused)
    waiting = text_of(login(officer).get(reverse("tasks:talks")))
    assert "Câu hỏi chờ anh/chị trả lời" in waiting
    desk = reverse("tasks:desk", args=[duty.agency.code])
    assert "Biên bản đâu?" in text_of(login(officer).get(desk))
    login(officer).post(place, {"text": "Đã tải lên.", "answers": question.pk})
    question.refresh_from_db()
    assert not question.waits
    assert question.replies.get().text == "Đã tải lên."
    stranger = login(make_user("officer", make_agency())).post(place, {"text": "Hỏi"})
    assert stranger.status_code == 404


def test_a_later_day_is_asked_and_granted_by_one_press(login, duty, officer, reviewer):
    client = login(officer)
    place = reverse("tasks:ask_extension", args=[duty.pk])
    form = {"wanted_on": "20/12/2026", "reason": "Mưa bão"}
    page = text_of(client.post(place, form))
    assert "20/12/2026 là Chủ nhật, vẫn chọn?" in page
    assert 'type="checkbox" name="day_off"' in page
    assert "Mưa bão" in page
    client.post(place, form | {"wanted_on": "21/12/2026"})
    [row] = ExtensionRequest.objects.all()
    assert badge(reviewer) == 1
    desk = text_of(client.get(reverse("tasks:desk", args=[duty.agency.code])))
    assert "Chờ quyết định" in desk
    assert "đề nghị gia hạn đến 21/12, chờ quyết định" in desk
    client = login(reviewer)
    queue = reverse("tasks:review", args=[duty.period.plan.code])
    for address in (queue, reverse("tasks:talks")):
        assert "Gia hạn đến 21/12/2026" in text_of(client.get(address))
    client.post(reverse("tasks:decide_extension", args=[row.pk]), {"act": "grant"})
    duty.refresh_from_db()
    row.refresh_from_db()
    assert (duty.due_on, row.state, row.extension.duty) == (LATER_DAY, "granted", duty)
    assert DutyEvent.objects.filter(duty=duty, kind="extended").exists()
    [told] = Notice.objects.filter(person=officer, kind="extended")
    assert "21/12/2026" in told.text
    assert badge(reviewer) == 0


def test_a_refusal_needs_a_reason_and_the_day_stays(duty, officer, reviewer):
    row = ask_later(duty, officer)
    with pytest.raises(InvalidInput):
        refuse_request(request=row, answer=" ", actor=reviewer, **MOMENT)
    with pytest.raises(NotAllowed):
        refuse_request(request=row, answer="Không", actor=officer, **MOMENT)
    refuse_request(request=row, answer="Cần số cho báo cáo", actor=reviewer, **MOMENT)
    duty.refresh_from_db()
    assert duty.due_on == date(2026, 12, 16)
    [told] = Notice.objects.filter(person=officer)
    assert told.text.endswith("Cần số cho báo cáo")
    with pytest.raises(DutyNotOpen):
        grant_request(request=row, actor=reviewer, **MOMENT)


def test_one_request_waits_at_a_time_and_can_be_taken_back(duty, officer):
    row = ask_later(duty, officer)
    with pytest.raises(InvalidInput, match="đang chờ"):
        ask_later(duty, officer)
    withdraw_extension_request(request=row, actor=officer, **MOMENT)
    assert ask_later(duty, officer).is_open


def test_all_of_a_period_is_asked_for_and_granted(duty, officer, reviewer):
    row = ask_extension(
        agency=duty.agency, period=duty.period, wanted_on=LATER_DAY, reason="Bão",
        actor=officer, **MOMENT,
    )  # fmt: skip
    grant_request(request=row, actor=reviewer, **MOMENT)
    duty.refresh_from_db()
    assert duty.due_on == LATER_DAY
    row.refresh_from_db()
    assert row.extension.agency == duty.agency


def test_a_new_day_is_later_than_the_one_that_counts(duty, officer, reviewer):
    common = {"reason": "Bão", "actor": reviewer, **MOMENT}
    for day in (date(2026, 12, 7), duty.due_on):
        with pytest.raises(InvalidInput) as refused:
            extend_duty(duty=duty, new_due_on=day, **common)
        assert "16/12/2026" in refused.value.problems["new_due_on"]
        with pytest.raises(InvalidInput):
            ask_later(duty, officer, wanted_on=day)
        with pytest.raises(InvalidInput):
            extend_agency(
                agency=duty.agency, period=duty.period, new_due_on=day, **common
            )
    with pytest.raises(InvalidInput) as refused:
        extend_duty(duty=duty, new_due_on=SUNDAY, **common)
    assert refused.value.problems["day_off"].startswith("20/12/2026 là Chủ nhật")
    extend_duty(duty=duty, new_due_on=SUNDAY, day_off=True, **common)
    duty.refresh_from_db()
    assert duty.due_on == SUNDAY


def test_a_merger_takes_questions_and_requests_along(duty, officer, reviewer):
    heir = make_agency("UBND xã Mới", kind="cap-xa")
    writer = make_user("officer", heir)
    question = ask_question(duty=duty, text="Đâu?", actor=reviewer, **MOMENT)
    one = ask_later(duty, officer)
    whole = ask_extension(
        agency=duty.agency, period=duty.period, wanted_on=LATER_DAY, reason="Bão",
        actor=officer, **MOMENT,
    )  # fmt: skip
    event = merge(duty.agency, new=heir)
    run(event)
    new = Duty.objects.get(agency=heir)
    for row in (question, one, whole):
        row.refresh_from_db()
    assert (question.duty, one.duty, whole.agency) == (new, new, heir)
    assert badge(writer) == 1
    undo_event(event=event, actor=None, today=TODAY, now=LATER)
    for row in (question, one, whole):
        row.refresh_from_db()
    assert (question.duty, one.duty, whole.agency) == (duty, duty, duty.agency)
    again = merge(duty.agency, new=heir)
    run(again)
    new = Duty.objects.get(agency=heir)
    answer_question(question=question, text="Đây", actor=writer, today=TODAY, now=LATER)
    grant_request(request=one, actor=reviewer, today=TODAY, now=LATER)
    new.refresh_from_db()
    assert new.due_on == LATER_DAY
    with pytest.raises(InvalidInput, match="đã trao đổi"):
        undo_event(event=again, actor=None, today=TODAY, now=LATER)


def test_a_closed_period_ends_talks_and_requests(duty, officer, reviewer):
    question = ask_question(duty=duty, text="Đâu?", actor=reviewer, **MOMENT)
    row = ask_later(duty, officer)
    head = make_user("head", duty.period.plan.steering_agency)
    after = {"today": date(2026, 12, 30), "now": NOW}
    close_period(period=duty.period, actor=head, **after)
    assert Period.objects.get().state == "closed"
    duty.refresh_from_db()
    assert (badge(officer), badge(reviewer)) == (0, 0)
    for refused in (
        lambda: ask_question(duty=duty, text="Hỏi", actor=officer, **after),
        lambda: answer_question(question=question, text="Đây", actor=officer, **after),
        lambda: grant_request(request=row, actor=reviewer, **after),
    ):
        with pytest.raises(PeriodClosed):
            refused()


def test_a_difficulty_is_raised_without_a_duty_and_by_who_owes_nothing(
    login, duty, officer
):
    nobody = make_agency("Ban Quản lý vịnh", kind="so")
    for agency, person in (
        (duty.agency, officer),
        (nobody, make_user("officer", nobody)),
    ):
        client = login(person)
        desk = text_of(client.get(reverse("tasks:desk", args=[agency.code])))
        place = reverse("tasks:new_difficulty", args=[agency.code])
        assert place in desk
        client.post(place, {"text": "Thiếu kinh phí", "recommendation": "Cấp thêm"})
        assert Difficulty.objects.get(agency=agency).duty is None
    about = {"text": "Khó", "duty": duty.pk}
    login(officer).post(reverse("tasks:new_difficulty", args=[duty.agency.code]), about)
    assert Difficulty.objects.filter(duty=duty).count() == 1
    foreign = login(make_user("officer", nobody)).post(
        reverse("tasks:new_difficulty", args=[nobody.code]), about
    )
    assert foreign.status_code == 200
    assert Difficulty.objects.filter(duty=duty).count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_at_any_size(
    login, duty, officer, reviewer, rows, django_assert_max_num_queries
):
    for number in range(rows):
        moment = {"today": TODAY, "now": NOW + timedelta(minutes=number)}
        ask_question(duty=duty, text=f"Hỏi {number}", actor=officer, **moment)
    client = login(reviewer)
    with django_assert_max_num_queries(14):
        client.get(reverse("tasks:talks"))


def test_a_question_ends_with_its_duty(duty, officer, reviewer):
    ask_question(duty=duty, text="Số liệu lấy từ đâu?", actor=reviewer, **MOMENT)
    assert DutyMessage.objects.waiting(today=TODAY).count() == 1
    Duty.objects.update(state="waived", reason="Không có.", ended_on=TODAY)
    assert not DutyMessage.objects.waiting(today=TODAY).exists()


def test_a_duty_reopened_by_name_shows_its_question_until_that_day(
    login, duty, officer, reviewer
):
    Period.objects.update(state="closed", closed_at=NOW)
    Duty.objects.update(reopened_until=TODAY)
    duty.refresh_from_db()
    ask_question(duty=duty, text="Số liệu lấy từ đâu?", actor=reviewer, **MOMENT)
    assert (badge(officer), badge(reviewer)) == (1, 0)
    page = text_of(login(officer).get(reverse("tasks:talks")))
    assert "Số liệu lấy từ đâu?" in page
    later = TODAY + timedelta(days=1)
    assert badges_of(memberships_today(officer, later)).get("tasks:talks") == 0
    assert not DutyMessage.objects.waiting(today=later).exists()


@pytest.fixture
def carried(duty, officer):
    """Return a duty that an earlier, closed period opened and that is still owed."""
    old = make_period(duty.period.plan, 2025, state="closed")
    task = make_task(duty.period.plan, schedule="once")
    due = date(2026, 12, 16)
    return make_duty(task, duty.agency, old, due_on=due, original_due_on=due)


def test_a_duty_carried_from_an_earlier_period_is_talked_about(
    login, carried, officer, reviewer
):
    question = ask_question(duty=carried, text="Đâu?", actor=reviewer, **MOMENT)
    assert badge(officer) == 1
    page = text_of(login(officer).get(reverse("tasks:duty", args=[carried.pk])))
    place = reverse("tasks:say", args=[carried.pk])
    assert (
        page.count(f'action="{place}"') == 2
    )  # the answer, and a question of one's own
    login(officer).post(place, {"text": "Đây.", "answers": question.pk})
    assert DutyMessage.objects.get(answers=question).text == "Đây."


def test_a_later_day_of_a_carried_duty_is_asked_for_and_granted(
    login, carried, duty, officer, reviewer
):
    client = login(officer)
    place = reverse("tasks:ask_extension", args=[carried.pk])
    page = text_of(client.get(reverse("tasks:duty", args=[carried.pk])))
    assert f'href="{place}"' in page
    client.post(place, {"wanted_on": "21/12/2026", "reason": "Mưa bão"})
    row = ExtensionRequest.objects.get()
    assert (row.period, badge(reviewer)) == (duty.period, 1)
    grant_request(request=row, actor=reviewer, **MOMENT)
    carried.refresh_from_db()
    assert carried.due_on == LATER_DAY


def test_who_merely_coordinates_reads_no_talk_and_no_reason(
    login, duty, officer, reviewer
):
    helper, other = make_agency("Sở Tư pháp"), make_agency("Sở Y tế")
    for agency in (helper, other):
        ask_contribution(
            duty=duty, agency=agency, question="Số lớp", due_on=LATER_DAY,
            actor=officer, **MOMENT,
        )  # fmt: skip
    ask_question(duty=duty, text="Sao chậm thế?", actor=reviewer, **MOMENT)
    ask_later(duty, officer, reason="Cán bộ ốm")
    raise_difficulty(
        agency=duty.agency, period=duty.period, duty=duty, text="Thiếu người",
        actor=officer, **MOMENT,
    )  # fmt: skip
    address = reverse("tasks:duty", args=[duty.pk])
    secret = ("Sao chậm thế?", "Cán bộ ốm", "Thiếu người", "Sở Y tế")
    whole = text_of(login(officer).get(address))
    assert all(words in whole for words in secret)
    page = text_of(login(make_user("officer", helper)).get(address))
    assert not [words for words in secret if words in page]
    assert "Sở Tư pháp" in page
    assert duty.task.text in page
