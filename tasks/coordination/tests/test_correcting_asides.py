"""A difficulty until it is answered, a contribution until it is used: put right (A4)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.coordination.contributions import ask_contribution, give_contribution
from tasks.coordination.correcting import correct_contribution, withdraw_contribution
from tasks.difficulties.correcting import correct_difficulty, withdraw_difficulty
from tasks.difficulties.handling import (
    answer_difficulty,
    merge_difficulties,
    raise_difficulty,
)
from tasks.duties.errors import DutyNotOpen, InvalidInput, NotAllowed, PeriodClosed
from tasks.models import Difficulty, Notice
from tasks.pages.search_said import coordination, coordination_hit
from tasks.tests.factories import NOW, TODAY
from tasks.work.beside import parts_given

pytestmark = pytest.mark.django_db
MOMENT = {"today": TODAY, "now": NOW}
WHY = {"reason": "Gõ nhầm", **MOMENT}


def raised(duty, actor, text="Thiếu kinh phí 5 triệu."):
    return raise_difficulty(
        agency=duty.agency, period=duty.period, duty=duty, text=text, actor=actor,
        **MOMENT,
    )  # fmt: skip


@pytest.fixture
def reviewer(duty):
    return make_user("head", duty.period.plan.steering_agency)


def test_an_unanswered_difficulty_is_corrected_and_the_first_words_stay(duty, officer):
    row = raised(duty, officer)
    correct_difficulty(difficulty=row, text="Thiếu 50 triệu.", actor=officer, **WHY)
    row.refresh_from_db()
    assert row.text == "Thiếu 50 triệu."
    assert row.corrections.get().said == {"text": "Thiếu kinh phí 5 triệu."}


def test_a_withdrawn_difficulty_counts_nowhere_and_is_not_answered(
    duty, officer, reviewer
):
    row = raised(duty, officer)
    withdraw_difficulty(difficulty=row, actor=officer, **WHY)
    assert not Difficulty.objects.counted_once().exists()
    with pytest.raises(DutyNotOpen, match="đã rút"):
        answer_difficulty(difficulty=row, answer="Có.", actor=reviewer, **MOMENT)
    with pytest.raises(DutyNotOpen):
        correct_difficulty(difficulty=row, text="Khác", actor=officer, **WHY)


def test_what_was_answered_or_merged_stays(duty, officer, reviewer):
    row = raised(duty, officer)
    other, third = raised(duty, officer, "Hai"), raised(duty, officer, "Ba")
    merge_difficulties(rows=[other, third], head=other, actor=reviewer, **MOMENT)
    answer_difficulty(difficulty=row, answer="Đã cấp.", actor=reviewer, **MOMENT)
    for each in (row, other, third):
        with pytest.raises(DutyNotOpen):
            withdraw_difficulty(difficulty=each, actor=officer, **WHY)


def test_what_a_correction_of_a_difficulty_needs(duty, officer):
    row = raised(duty, officer)
    with pytest.raises(InvalidInput, match="Ghi lý do"):
        correct_difficulty(
            difficulty=row, text="Khác", actor=officer, reason="", **MOMENT
        )
    with pytest.raises(InvalidInput, match="Chưa thấy gì khác"):
        correct_difficulty(difficulty=row, text=row.text, actor=officer, **WHY)
    stranger = make_user("officer", make_agency())
    with pytest.raises(NotAllowed):
        withdraw_difficulty(difficulty=row, actor=stranger, **WHY)
    duty.period.state, duty.period.closed_at = "closed", NOW
    duty.period.save()
    with pytest.raises(PeriodClosed):
        withdraw_difficulty(difficulty=row, actor=officer, **WHY)


@pytest.fixture
def given(duty, officer):
    giver = make_user("officer", make_agency("Sở Tài chính"))
    asked = ask_contribution(
        duty=duty, agency=giver.memberships.get().agency, question="Cho số liệu",
        due_on=TODAY, day_off=True, actor=officer, **MOMENT,
    )  # fmt: skip
    return give_contribution(
        request=asked, text="Đã cấp 5 triệu.", actor=giver, **MOMENT
    )


def test_a_contribution_is_corrected_until_the_lead_sent_it_on(duty, given, officer):
    giver = given.given_by
    correct_contribution(
        contribution=given, text="Đã cấp 50 triệu.", actor=giver, **WHY
    )
    assert [part.text for part in parts_given(duty)] == ["Đã cấp 50 triệu."]
    assert "Gõ nhầm" in Notice.objects.filter(person=officer).first().text
    type(duty).objects.filter(pk=duty.pk).update(submitted_at=NOW + timedelta(hours=1))
    for act in (withdraw_contribution, correct_contribution):
        more = {"text": "x"} if act is correct_contribution else {}
        with pytest.raises(DutyNotOpen, match="đã gửi nhiệm vụ"):
            act(contribution=given, actor=giver, **more, **WHY)


def test_a_withdrawn_contribution_lets_the_request_wait_again(duty, given, officer):
    with pytest.raises(NotAllowed):
        withdraw_contribution(contribution=given, actor=officer, **WHY)
    withdraw_contribution(contribution=given, actor=given.given_by, **WHY)
    given.request.refresh_from_db()
    assert given.request.state == "asked"
    assert not parts_given(duty)


def test_the_search_finds_no_part_that_was_withdrawn(duty, given, officer):
    def found(words):
        rows = coordination([words], officer, TODAY)
        hits = [coordination_hit(row, [words]).snippet for row in rows]
        return [f"{hit.before}{hit.hit}{hit.after}" for hit in hits]

    assert "Đã cấp" in "".join(found("cap"))
    withdraw_contribution(contribution=given, actor=given.given_by, **WHY)
    assert found("cap") == []
    assert "Đã cấp" not in "".join(found("so lieu"))


@pytest.mark.usefixtures("_inside_the_period")
def test_the_pages_correct_and_withdraw(duty, officer, given, login):
    row = raised(duty, officer)
    address = reverse("tasks:correct_difficulty", args=[row.pk])
    for page in (
        reverse("tasks:duty", args=[duty.pk]),
        reverse("tasks:difficulties"),
    ):
        assert address in login(officer).get(page).content.decode()
    refused = login(officer).post(address, {"text": "Thiếu 50"}).content.decode()
    assert "Ghi lý do sửa." in refused
    said = {"text": "Thiếu 50", "reason": "Thiếu số 0"}
    page = login(officer).post(address, said, follow=True).content.decode()
    assert "<s>Thiếu kinh phí 5 triệu.</s>" in page
    no_reason = login(officer).post(address, {"text": "Thiếu 50", "rut": "1"})
    assert "Ghi lý do rút." in no_reason.content.decode()
    login(officer).post(address, {"rut": "1", "reason": "Nhầm"})
    row.refresh_from_db()
    assert row.state == "withdrawn"
    mine = reverse("tasks:contribution", args=[given.request_id])
    change = reverse("tasks:correct_contribution", args=[given.request_id, given.pk])
    assert change in login(given.given_by).get(mine).content.decode()
    login(given.given_by).post(change, {"text": "Đã cấp 50.", "reason": "Sai"})
    assert "Đã cấp 50." in login(given.given_by).get(mine).content.decode()
    assert login(officer).get(change).status_code == 403


def test_a_part_is_not_withdrawn_beside_a_newer_request(duty, given, officer):
    request = given.request
    ask_contribution(
        duty=duty, agency=request.agency, question="Còn quý IV?", due_on=TODAY, day_off=True,
        actor=officer, **MOMENT,
    )  # fmt: skip
    with pytest.raises(DutyNotOpen, match="đề nghị lại"):
        withdraw_contribution(contribution=given, actor=given.given_by, **WHY)
