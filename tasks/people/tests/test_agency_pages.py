"""«Cơ quan»: list, page, red list, hand-over and delegation."""

import html
import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.jobs import run_asked
from agencies.models import Membership, User
from agencies.tests.factories import make_agency, make_membership, make_user
from tasks.duties.authority import can_send
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.models import Envelope, Plan, Reminder, Rung
from tasks.people.delegations import delegate
from tasks.people.staffing import hand_over, may_staff, scope_of, without_contact
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, TODAY, make_duty, make_plan
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MOMENT = {"today": TODAY, "now": NOW}
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def reviewer(duty):
    return make_user("officer", duty.period.plan.steering_agency)


def names(response):
    return [agency.name for agency in response.context["page"]]


def test_everybody_lists_what_they_read(login, duty, officer, reviewer):
    other = make_duty(duty.task, make_agency("UBND xã Đông Hải"), duty.period)
    url = reverse("tasks:agencies")
    assert names(login(officer).get(url)) == ["UBND xã Hòa Bình"]
    client = login(reviewer)
    assert "UBND xã Đông Hải" in names(client.get(url))
    assert names(client.get(url, {"q": "dong hai"})) == ["UBND xã Đông Hải"]
    other.agency.valid_to = YESTERDAY
    other.agency.save()
    assert names(client.get(url, {"q": "dong hai"})) == []
    both = client.get(url, {"q": "dong hai", "ket-thuc": "co"})
    assert names(both) == ["UBND xã Đông Hải"]


@pytest.mark.parametrize("rows", [1, 3, 60])
@pytest.mark.parametrize(("name", "queries"), [("agencies", 7), ("red_list", 6)])
def test_lists_cost_the_same_at_any_size(login, duty, reviewer, name, queries, rows):
    for number in range(rows - 1):
        make_duty(duty.task, make_agency(f"UBND xã {number}"), duty.period)
    client = login(reviewer)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(plan_page(f"tasks:{name}")).status_code == 200
    assert len(seen) == queries, [q["sql"][:90] for q in seen]


def test_the_page_tells_years_that_open_their_rows(login, duty, head):
    client = login(head)
    page = text_of(client.get(reverse("tasks:agency", args=[duty.agency.code])))
    links = re.findall(r'href="(/ke-hoach/[^/"]+/danh-sach/[^"]+)">(\d+)</a>', page)
    assert len(links) == 4
    for address, number in links:
        found = client.get(html.unescape(address))
        assert found.context["total"] == int(number)
    assert head.email in page


def test_contacts_are_for_those_who_need_them(login, duty, officer, reviewer):
    leader = make_user("leader", make_agency("UBND tỉnh"))
    url = reverse("tasks:agency", args=[duty.agency.code])
    assert officer.email in text_of(login(reviewer).get(url))
    page = text_of(login(leader).get(url))
    assert str(officer) in page
    assert officer.email not in page
    stranger = make_user("officer", make_agency())
    assert login(stranger).get(url).status_code == 404


def test_the_red_list_says_why(login, duty, reviewer):
    nobody = make_duty(duty.task, make_agency("UBND xã A"), duty.period).agency
    locked = make_duty(duty.task, make_agency("UBND xã B"), duty.period).agency
    make_user("officer", locked, is_active=False)
    mute = make_duty(duty.task, make_agency("UBND xã C"), duty.period).agency
    make_user("head", mute, email="")
    make_user("officer", duty.agency)
    assert list(without_contact(TODAY)) == [nobody, locked, mute]
    page = text_of(login(reviewer).get(reverse("tasks:red_list")))
    for words in ("Chưa cử đầu mối", "đã khóa", "chưa có thư điện tử"):
        assert words in page
    assert (
        login(make_user("officer", nobody)).get(reverse("tasks:red_list")).status_code
        == 403
    )


def test_a_hand_over_moves_roles_primary_contact_and_reminders(duty, head):
    leaving = make_user()
    make_membership(leaving, duty.agency, "officer", is_primary=True)
    rung = Rung.objects.create(
        plan=duty.period.plan,
        schedule="annual",
        basis="due",
        offset_days=-7,
        addressees="primary",
    )
    waiting = Reminder.objects.create(
        duty=duty,
        person=leaving,
        rung=rung,
        occasion=TODAY,
        envelope=Envelope.objects.create(person=leaving, planned_at=NOW),
    )
    done = hand_over(
        agency=duty.agency,
        leaving=leaving,
        last_day=YESTERDAY,
        successor_email="Moi@KhanhHoa.gov.vn",
        successor_name="Lê Thị Mới",
        actor=head,
        **MOMENT,
    )
    assert (done.ended, done.is_new, done.dropped_reminders) == (1, True, 1)
    assert not done.leaves_nobody
    new = Membership.objects.get(user=done.successor)
    assert (new.role, new.is_primary, new.valid_from) == ("officer", True, TODAY)
    assert done.successor.email == "moi@khanhhoa.gov.vn"
    waiting.refresh_from_db()
    assert waiting.state == "dropped"
    old = Membership.objects.get(user=leaving)
    assert old.valid_to == YESTERDAY
    assert "Lê Thị Mới" in old.note


def test_a_hand_over_to_nobody_warns(login, duty, reviewer):
    leaving = make_user("officer", duty.agency)
    url = reverse("tasks:hand_over", args=[duty.agency.code, leaving.pk])
    page = login(reviewer).post(url, {"last_day": "09/06/2026"}, follow=True)
    assert "không còn đầu mối" in text_of(page)
    assert list(without_contact(TODAY)) == [duty.agency]


def test_a_new_person_needs_a_name_and_gets_a_letter(login, duty, head):
    leaving = make_user("officer", duty.agency)
    client = login(head)
    url = reverse("tasks:hand_over", args=[duty.agency.code, leaving.pk])
    said = {"last_day": "09/06/2026", "successor_email": "moi@example.vn"}
    page = client.post(url, said)
    assert "ghi cả họ và tên" in text_of(page)
    assert "moi@example.vn" in text_of(page)
    assert not User.objects.filter(email="moi@example.vn").exists()
    client.post(url, said | {"successor_name": "Trần Văn Mới"})
    assert mail.outbox == []
    run_asked()
    assert [letter.to for letter in mail.outbox] == [["moi@example.vn"]]


def test_nobody_hands_over_to_themselves_or_twice(duty, head):
    leaving = make_user("officer", duty.agency)
    common = {"agency": duty.agency, "leaving": leaving, "actor": head, **MOMENT}
    with pytest.raises(InvalidInput, match="người khác"):
        hand_over(last_day=TODAY, successor_email=leaving.email, **common)
    hand_over(last_day=YESTERDAY, **common)
    with pytest.raises(InvalidInput, match="không còn vai trò"):
        hand_over(last_day=YESTERDAY, **common)


def test_a_delegation_begins_and_ends_by_itself(duty, head):
    deputy = make_user("officer", duty.agency)
    delegate(
        agency=duty.agency,
        to=deputy,
        first=TOMORROW,
        last=TOMORROW + timedelta(days=2),
        basis="GUQ-12 ngày 09/6/2026",
        actor=head,
        today=TODAY,
    )
    days = [TODAY + timedelta(days=number) for number in range(6)]
    assert [can_send(deputy, duty.agency, day) for day in days] == [
        False,
        True,
        True,
        True,
        False,
        False,
    ]


def heads_of(agency, person):
    rows = Membership.objects.filter(agency=agency, user=person, role="head")
    return list(rows.order_by("valid_from").values_list("valid_from", "valid_to"))


def hand_to(duty, leaving, successor, actor):
    given = {"agency": duty.agency, "leaving": leaving, "last_day": TODAY}
    hand_over(**given, successor_email=successor.email, actor=actor, **MOMENT)


def test_a_delegation_handed_over_keeps_its_end(duty, head):
    """The successor of a deputy does not become head for good."""
    deputy = make_user("officer", duty.agency)
    last = TODAY + timedelta(days=4)
    make_membership(deputy, duty.agency, "head", valid_from=TODAY, valid_to=last)
    new = make_user("officer", duty.agency)
    hand_to(duty, deputy, new, head)
    assert heads_of(duty.agency, new) == [(TOMORROW, last)]
    assert not can_send(new, duty.agency, last + timedelta(days=1))


def test_a_delegation_that_had_not_begun_never_begins_for_who_left(duty, head):
    deputy = make_user("officer", duty.agency)
    later, last = TODAY + timedelta(days=10), TODAY + timedelta(days=12)
    make_membership(deputy, duty.agency, "head", valid_from=later, valid_to=last)
    new = make_user("officer", duty.agency)
    hand_to(duty, deputy, new, head)
    assert heads_of(duty.agency, deputy) == []
    assert heads_of(duty.agency, new) == [(later, last)]


def test_a_head_who_hands_over_to_the_deputy_leaves_a_head(duty, head, reviewer):
    """The deputy's dated delegation does not end what was handed over."""
    deputy = make_user("officer", duty.agency)
    last = TODAY + timedelta(days=4)
    make_membership(deputy, duty.agency, "head", valid_from=TODAY, valid_to=last)
    hand_to(duty, head, deputy, reviewer)
    assert can_send(deputy, duty.agency, last + timedelta(days=30))


def test_a_deputy_does_not_hand_over_what_outlasts_the_delegation(duty, head):
    deputy, new = (make_user("officer", duty.agency) for _ in range(2))
    last = TODAY + timedelta(days=4)
    make_membership(deputy, duty.agency, "head", valid_from=TODAY, valid_to=last)
    with pytest.raises(NotAllowed, match="được ủy quyền đến"):
        hand_to(duty, head, new, deputy)
    hand_to(duty, deputy, new, deputy)
    assert heads_of(duty.agency, new) == [(TOMORROW, last)]
    assert heads_of(duty.agency, head) == [(None, None)]


def test_a_deputy_delegates_no_longer_than_they_may(duty):
    deputy, other = (make_user("officer", duty.agency) for _ in range(2))
    last = TODAY + timedelta(days=4)
    make_membership(deputy, duty.agency, "head", valid_from=TODAY, valid_to=last)
    given = {"agency": duty.agency, "to": other, "first": TODAY, "basis": ""}
    with pytest.raises(InvalidInput, match="không ủy quyền lâu hơn"):
        delegate(**given, last=last + timedelta(days=1), actor=deputy, today=TODAY)
    delegate(**given, last=last, actor=deputy, today=TODAY)
    assert heads_of(duty.agency, other) == [(TODAY, last)]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (YESTERDAY, TOMORROW, "last"),
        (TOMORROW, TODAY, "last"),
        (TODAY, TODAY + timedelta(days=366), "last"),
    ],
)
def test_a_delegation_needs_days_that_can_be(duty, head, first, last, field):
    deputy = make_user("officer", duty.agency)
    with pytest.raises(InvalidInput) as refused:
        delegate(
            agency=duty.agency,
            to=deputy,
            first=first,
            last=last,
            basis="",
            actor=head,
            today=TODAY,
        )
    assert list(refused.value.problems) == [field]


def test_officers_and_strangers_change_nobody(login, duty, officer, head):
    with pytest.raises(NotAllowed):
        delegate(
            agency=duty.agency,
            to=officer,
            first=TODAY,
            last=TODAY,
            basis="",
            actor=officer,
            today=TODAY,
        )
    urls = [
        reverse("tasks:delegate", args=[duty.agency.code]),
        reverse("tasks:hand_over", args=[duty.agency.code, head.pk]),
    ]
    stranger = make_user("head", make_agency())
    for url in urls:
        assert login(officer).get(url).status_code == 403
        assert login(stranger).get(url).status_code == 404
        assert login(head).get(url).status_code == 200
    other = reverse("tasks:hand_over", args=[duty.agency.code, stranger.pk])
    assert login(head).get(other).status_code == 404


def test_the_delegate_page_offers_colleagues_only(login, duty, head):
    deputy = make_user("officer", duty.agency)
    stranger = make_user("officer", make_agency())
    url = reverse("tasks:delegate", args=[duty.agency.code])
    said = {"first": "10/06/2026", "last": "20/06/2026", "basis": ""}
    client = login(head)
    assert client.post(url, said | {"to": stranger.pk}).status_code == 200
    assert client.post(url, said | {"to": deputy.pk}).status_code == 302
    given = Membership.objects.get(user=deputy, role="head")
    assert given.valid_to == date(2026, 6, 20)


def test_who_only_drafts_a_plan_names_nobody_elsewhere(duty):
    drafting = make_agency()
    plan = make_plan(drafting, state="draft")
    head = make_user("head", drafting)
    assert not may_staff(head, duty.agency, TODAY)
    assert scope_of(head, TODAY).agencies == {drafting.pk}
    Plan.objects.filter(pk=plan.pk).update(state="running")
    assert may_staff(head, duty.agency, TODAY)
    assert scope_of(head, TODAY).agencies is None
