"""A head asks a person of another agency; nothing holds until the person agrees."""

from datetime import timedelta

import pytest
from celery import current_app
from django.urls import reverse

from agencies.jobs import run_asked
from agencies.models import AuditRecord, Membership, RoleOffer
from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from tasks.models import Notice
from tasks.people import jobs as people_jobs
from tasks.people.offering import take_back_offer, take_offer_answer, tell_offered
from tasks.people.staffing import hand_over
from tasks.tests.factories import NOW, TODAY
from tasks.tests.pages import text_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]


@pytest.fixture
def stranger():
    other = make_agency("Sở Tài chính")
    return make_user(
        "officer", other, full_name="Ông Khác", email="khac@stc.vn", phone="0901"
    )


@pytest.fixture
def offer(duty, head, stranger):
    return RoleOffer.objects.create(
        user=stranger,
        agency=duty.agency,
        role="clerk",
        offered_by=head,
        offered_on=TODAY,
    )


def roles_of(person, agency):
    return list(
        Membership.objects.filter(user=person, agency=agency).values_list(
            "role", flat=True
        )
    )


def answered(offer, person, *, agrees):
    return take_offer_answer(
        offer=offer, agrees=agrees, actor=person, today=TODAY, now=NOW
    )


def test_adding_a_person_of_another_agency_asks_and_changes_nothing(
    login, duty, head, stranger
):
    said = {
        "full_name": "Tên Giả",
        "email": "KHAC@stc.vn",
        "phone": "0999999999",
        "position": "Sếp",
        "role": "head",
        "answer": "doi-ten",
    }
    client = login(head)
    address = reverse("tasks:add_person", args=[duty.agency.code])
    refused = client.post(address, said)
    assert refused.status_code == 200
    page = client.post(address, said | {"answer": "giu"}, follow=True)
    assert "khi người ấy đồng ý" in text_of(page)
    stranger.refresh_from_db()
    held = (stranger.full_name, stranger.phone, stranger.position)
    assert held == ("Ông Khác", "0901", "")
    assert roles_of(stranger, duty.agency) == []
    assert RoleOffer.objects.get().role == "head"
    assert Notice.objects.get(person=stranger).address == reverse("tasks:role_offers")
    page = text_of(client.get(reverse("tasks:agency", args=[duty.agency.code])))
    assert "đang chờ trả lời" in page


def test_the_person_agrees_on_a_page_and_the_head_hears(
    login, duty, head, stranger, offer
):
    client = login(stranger)
    assert "Đồng ý nhận" in text_of(client.get(reverse("tasks:role_offers")))
    client.post(reverse("tasks:answer_offer", args=[offer.pk]), {"answer": "dong-y"})
    assert roles_of(stranger, duty.agency) == ["clerk"]
    assert "đồng ý" in Notice.objects.get(person=head).text
    said = AuditRecord.objects.filter(kind="role", person=stranger).latest("pk")
    assert (said.actor, said.after["state"]) == (stranger, "accepted")


def test_a_person_who_declines_gets_no_role(duty, stranger, offer):
    answered(offer, stranger, agrees=False)
    assert roles_of(stranger, duty.agency) == []
    with pytest.raises(RuleBroken, match="không đồng ý"):
        answered(offer, stranger, agrees=True)


def test_nobody_answers_for_another(login, head, offer):
    address = reverse("tasks:answer_offer", args=[offer.pk])
    assert login(head).post(address, {"answer": "dong-y"}).status_code == 404


def test_a_head_takes_an_offer_back(login, duty, head, stranger, offer):
    address = reverse("tasks:withdraw_offer", args=[duty.agency.code, offer.pk])
    assert login(stranger).post(address).status_code in {403, 404}
    assert login(head).post(address).status_code == 302
    with pytest.raises(RuleBroken, match="đã rút"):
        answered(offer, stranger, agrees=True)
    with pytest.raises(RuleBroken):
        take_back_offer(offer=offer, now=NOW)


def test_what_an_ended_agency_offered_is_not_taken(duty, stranger, offer):
    duty.agency.valid_to = TODAY - timedelta(days=1)
    duty.agency.save()
    with pytest.raises(RuleBroken, match="kết thúc hoạt động"):
        answered(offer, stranger, agrees=True)


def test_a_hand_over_to_a_person_of_another_agency_asks_first(
    duty, head, officer, stranger
):
    done = hand_over(
        agency=duty.agency,
        leaving=officer,
        last_day=TODAY,
        successor_email=stranger.email,
        actor=head,
        today=TODAY,
        now=NOW,
    )
    assert done.is_offered
    assert roles_of(stranger, duty.agency) == []
    (offer,) = RoleOffer.objects.all()
    answered(offer, stranger, agrees=True)
    given = Membership.objects.get(user=stranger, agency=duty.agency)
    assert (given.role, given.valid_from) == ("officer", TODAY + timedelta(days=1))


def test_a_hand_over_says_who_gave_and_took_which_role(duty, head, officer):
    colleague = make_user("clerk", duty.agency)
    hand_over(
        agency=duty.agency,
        leaving=officer,
        last_day=TODAY,
        successor_email=colleague.email,
        actor=head,
        today=TODAY,
        now=NOW,
    )
    taken, given = (
        AuditRecord.objects.get(kind="role", person=each)
        for each in (officer, colleague)
    )
    assert taken.before["valid_to"] is None
    assert taken.after["valid_to"] == TODAY.isoformat()
    assert given.after["role"] == "officer"


def test_the_person_hears_of_an_offer_by_mail_too(
    login, duty, head, stranger, mailoutbox
):
    said = {"full_name": "Ông Khác", "email": stranger.email, "role": "clerk"}
    said["answer"] = "giu"
    login(head).post(reverse("tasks:add_person", args=[duty.agency.code]), said)
    assert RoleOffer.objects.get().state == "open"
    assert people_jobs.send_offers_job.name in current_app.tasks
    run_asked()
    (letter,) = mailoutbox
    assert letter.to == [stranger.email]
    assert duty.agency.name in letter.body
    assert "/vai-tro-de-nghi/" in letter.body
    run_asked()
    assert len(mailoutbox) == 1


def test_no_letter_of_an_offer_that_was_taken_back(offer, mailoutbox):
    tell_offered(rows=[offer], now=NOW)
    take_back_offer(offer=offer, now=NOW)
    run_asked()
    assert mailoutbox == []
