"""What is personal ends with the person: delegations, what was followed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.models import Membership
from agencies.people.rows import PeopleRow
from agencies.people.scope import Scope
from agencies.tests.factories import make_agency, make_membership, make_user
from tasks.difficulties.following import begin_following, share_difficulty
from tasks.difficulties.handling import answer_difficulty, raise_difficulty
from tasks.duties.authority import can_send
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.jobs import sync_duties_job
from tasks.models import Difficulty, DifficultyFollow, Draft, Notice
from tasks.moving.personal import settle_delegations
from tasks.people.delegations import delegate, name_people
from tasks.people.staffing import hand_over
from tasks.reminders.letter_news import news_of
from tasks.reorganising import people_to_move, take_over, undo_event
from tasks.reorganising.tests.reorganising import EVE, communes, merge, run
from tasks.tests.factories import NOW, TODAY, make_duty
from tasks.tests.pages import text_of
from tasks.work.drafts import keep_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MOMENT = {"today": TODAY, "now": NOW}
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LAST = TODAY + timedelta(days=30)


def given(agency, to, head, first=TODAY, last=LAST):
    return delegate(
        agency=agency, to=to, first=first, last=last, basis="", actor=head, today=TODAY
    )


def told(person):
    rows = Notice.objects.filter(person=person, kind="delegation")
    return list(rows.values_list("text", flat=True))


def leaves(agency, leaving, successor, actor, last_day=TODAY):
    return hand_over(
        agency=agency,
        leaving=leaving,
        last_day=last_day,
        successor_email=successor.email,
        actor=actor,
        **MOMENT,
    )


def test_the_newcomer_does_not_get_the_delegation_and_the_giver_hears(duty, head):
    agency = duty.agency
    deputy, new = make_user("officer", agency), make_user()
    given(agency, deputy, head)
    later = LAST + timedelta(days=10)
    given(agency, deputy, head, first=later, last=later)
    leaves(agency, deputy, new, deputy)
    roles = Membership.objects.filter(user=new, agency=agency)
    assert list(roles.values_list("role", flat=True)) == ["officer"]
    assert [can_send(deputy, agency, day) for day in (TODAY, TOMORROW, later)] == [
        True,
        False,
        False,
    ]
    assert not any(can_send(new, agency, day) for day in (TODAY, TOMORROW, later))
    began, never = sorted(told(head))
    assert f"cho {deputy} hết hiệu lực sau ngày 10/06/2026" in began
    assert "không bắt đầu nữa" in never
    assert told(new) == told(deputy) == []


def test_without_its_giver_the_heads_hear(duty, head):
    deputy, other = make_user("officer", duty.agency), make_user("head", duty.agency)
    given(duty.agency, deputy, head)
    Membership.objects.filter(user=head).update(valid_to=YESTERDAY)
    leaves(duty.agency, deputy, make_user(), other)
    assert len(told(other)) == 1


def ended_in_the_admin(agency, deputy):
    Membership.objects.filter(user=deputy, role="officer").update(valid_to=YESTERDAY)
    sync_duties_job()


def ended_by_a_list(agency, deputy):
    cells = {
        "code": agency.code,
        "full_name": deputy.full_name,
        "email": deputy.email,
        "role": "Cán bộ đầu mối",
        "valid_to": TODAY.strftime("%d/%m/%Y"),
    }
    rows = [PeopleRow(2, cells, dict.fromkeys(cells, "A"))]
    everybody = Scope(agencies=None, everything=True)
    name_people(rows=rows, scope=everybody, answers={}, **MOMENT)


@pytest.mark.parametrize("end", [ended_in_the_admin, ended_by_a_list])
def test_a_role_that_ends_takes_the_delegation_with_it(duty, head, end):
    deputy = make_user("officer", duty.agency)
    given(duty.agency, deputy, head)
    assert settle_delegations(**MOMENT) == 0
    end(duty.agency, deputy)
    assert not can_send(deputy, duty.agency, TOMORROW)
    assert len(told(head)) == 1
    sync_duties_job()
    assert len(told(head)) == 1


def test_a_delegation_lasts_no_longer_than_the_role_and_is_not_passed_on(duty, head):
    deputy = make_user("officer", duty.agency, valid_to=TOMORROW)
    with pytest.raises(InvalidInput, match="chỉ đến 11/06/2026"):
        given(duty.agency, deputy, head)
    given(duty.agency, deputy, head, last=TOMORROW)
    with pytest.raises(NotAllowed, match="ủy quyền lại"):
        given(duty.agency, make_user("officer", duty.agency), deputy, last=TOMORROW)


def test_a_list_names_a_head_beside_the_delegation(duty, head):
    """The delegation is not taken for the appointment, and is in no list handed out."""
    deputy = make_user("officer", duty.agency)
    given(duty.agency, deputy, head, first=TOMORROW)
    cells = {
        "code": duty.agency.code,
        "full_name": deputy.full_name,
        "email": deputy.email,
        "role": "Thủ trưởng",
    }
    rows = [PeopleRow(2, cells, dict.fromkeys(cells, "A"))]
    everybody = Scope(agencies=None, everything=True)
    assert name_people(rows=rows, scope=everybody, answers={}, **MOMENT).given == 1
    assert can_send(deputy, duty.agency, LAST + timedelta(days=9))


def test_a_merger_ends_it_and_hands_it_to_nobody():
    old, new = communes("A", "C")
    head, deputy = make_user("head", old), make_user("officer", old)
    make_membership(
        deputy,
        old,
        "head",
        valid_from=EVE,
        valid_to=LAST,
        is_delegation=True,
        delegated_by=head,
    )
    event = merge(old, new=new)
    run(event)
    assert len(told(head)) == 1
    roles = {move.user_id: move.roles for move in people_to_move(event=event)}
    assert roles[deputy.pk] == ("Cán bộ đầu mối",)
    given_on = {
        "event": event, "predecessor": old, "successor": new, "users": None,
        "actor": None,
    }  # fmt: skip
    assert take_over(**given_on, **MOMENT) == 2
    assert not can_send(deputy, new, TODAY)
    undo_event(event=event, actor=None, **MOMENT)
    back = Membership.objects.get(user=deputy, is_delegation=True)
    assert (back.agency, back.valid_to) == (old, LAST)


def test_drafts_and_what_was_followed_stay_with_the_person(duty, officer, head):
    """Who left reads nothing more of it and hears no more; the newcomer gets nothing."""
    neighbour = make_duty(duty.task, make_agency("UBND xã Bên"), duty.period).agency
    leaving, new = make_user("officer", neighbour), make_user()
    reviewer = make_user("officer", duty.period.plan.steering_agency)
    raised = raise_difficulty(
        agency=duty.agency,
        period=duty.period,
        duty=duty,
        text="Thiếu kinh phí",
        actor=officer,
        **MOMENT,
    )
    share_difficulty(difficulty=raised, shared=True, actor=reviewer, **MOMENT)
    begin_following(difficulty=raised, person=leaving, **MOMENT)
    keep_draft(duty=duty, person=leaving, fields={"text": ["nháp"]}, now=NOW)
    leaves(neighbour, leaving, new, reviewer, last_day=YESTERDAY)
    answer_difficulty(
        difficulty=Difficulty.objects.get(pk=raised.pk),
        answer="Đã bố trí",
        actor=reviewer,
        **MOMENT,
    )
    assert not Notice.objects.filter(person__in=(leaving, new)).exists()
    assert not Draft.objects.filter(person=new).exists()
    assert not DifficultyFollow.objects.filter(person=new).exists()


def test_the_giver_reads_it_among_the_notices(login, duty, head):
    deputy = make_user("officer", duty.agency)
    given(duty.agency, deputy, head)
    leaves(duty.agency, deputy, make_user(), deputy)
    page = text_of(login(head).get(reverse("tasks:notices")))
    assert f"Ủy quyền gửi thay {duty.agency.short_name} cho {deputy}" in page


def test_long_names_leave_the_giver_what_to_do(duty, head):
    duty.agency.short_name = ("Dài " * 40)[:120]
    duty.agency.save()
    deputy = make_user("officer", duty.agency, full_name=("Lê " * 60)[:150])
    given(duty.agency, deputy, head)
    leaves(duty.agency, deputy, make_user(), deputy)
    notice = Notice.objects.get(person=head)
    assert notice.text.endswith("Nếu cần, hãy ủy quyền cho người khác.")


def test_whom_to_ask_about_the_plan_goes_to_who_follows(duty, head):
    """That is a post of the agency, not personal."""
    plan = duty.period.plan
    asked, new = make_user("officer", plan.steering_agency), make_user()
    plan.contact = asked
    plan.save()
    leaves(plan.steering_agency, asked, new, make_user("head", plan.steering_agency))
    plan.refresh_from_db()
    assert plan.contact == new


def test_the_giver_hears_in_the_letter_of_the_day(duty, head):
    deputy = make_user("officer", duty.agency)
    given(duty.agency, deputy, head)
    leaves(duty.agency, deputy, make_user(), deputy)
    [news] = news_of([head.pk], NOW)[head.pk]
    assert news.text == told(head)[0]
    assert news.address == f"/co-quan/{duty.agency.code}/"
