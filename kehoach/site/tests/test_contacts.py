"""Every page says whom to ask at the agency that steers the plan in question."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Membership
from agencies.tests.factories import make_agency, make_membership, make_user
from kehoach.site.contacts import all_contacts
from tasks.tests.addresses import plan_page
from tasks.tests.factories import TODAY, make_duty, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]


@pytest.fixture
def steering():
    return make_agency("Sở Nội vụ", email="snv@khanhhoa.gov.vn")


@pytest.fixture
def plan(steering):
    return make_plan(steering)


def person(agency, name, **fields):
    user = make_user(full_name=name, phone="0258 123 456", position="Chuyên viên")
    make_membership(user, agency, "officer", **fields)
    return user


def asked():
    return [each.person for each in all_contacts(TODAY)]


def test_the_plans_contact_while_they_belong_there_else_the_primary_one(plan, steering):
    assert asked() == [""]
    make_user("viewer", steering, full_name="Chỉ Xem")
    person(steering, "Nguyễn Văn Hai")
    person(steering, "Trần Thị Chính", is_primary=True)
    assert asked() == ["Trần Thị Chính"]
    chosen = person(steering, "Lê Thị Kế Hoạch")
    plan.contact = chosen
    plan.save()
    assert asked() == ["Lê Thị Kế Hoạch"]
    held = Membership.objects.filter(user=chosen)
    held.update(valid_to=TODAY - timedelta(days=1))
    assert asked() == ["Trần Thị Chính"]
    held.update(valid_to=None)
    chosen.is_active = False
    chosen.save()
    assert asked() == ["Trần Thị Chính"]


def test_every_page_names_person_phone_and_mail(client, plan, steering, login):
    one = person(steering, "Trần Thị Chính")
    reader = make_user("officer", make_agency())
    nobody = make_user()
    for who in (None, reader, nobody):
        page = client if who is None else login(who)
        address = "login" if who is None else "tasks:calendar"
        text = text_of(page.get(plan_page(address)))
        assert "Trần Thị Chính" in text
        assert 'href="tel:0258123456"' in text
        assert f'href="mailto:{one.email}"' in text


def test_a_page_of_one_plan_names_its_own_agency(login, plan, steering):
    person(steering, "Trần Thị Chính")
    other = make_plan(make_agency("Sở Tư pháp", email="stp@khanhhoa.gov.vn"))
    duty = make_duty(make_task(other))
    client = login(make_user("officer", duty.agency))
    page = text_of(client.get(reverse("tasks:duty", args=[duty.pk])))
    assert "stp@khanhhoa.gov.vn" in page
    assert "Trần Thị Chính" not in page
    both = text_of(client.get(reverse("tasks:calendar")))
    assert "Trần Thị Chính" in both
    assert "stp@khanhhoa.gov.vn" in both


def test_the_contact_costs_no_query_of_its_own(login, plan, steering):
    client = login(make_user("officer", make_agency()))
    with CaptureQueriesContext(connection) as seen:
        client.get(reverse("tasks:notices"))
    assert sum("tasks_plan" in each["sql"] for each in seen) == 1


def test_a_page_offers_some_of_many_plans_and_the_list_of_all(login, plan):
    plans = [plan, *(make_plan(make_agency(f"Sở {n}")) for n in range(13))]
    client = login(make_user("officer", make_agency()))
    page = text_of(client.get(reverse("tasks:calendar")))
    assert page.count("aria-current") < 3
    offered = [each for each in plans if f'href="/ke-hoach/{each.code}/"' in page]
    assert offered == plans[-12:]
    assert "Tất cả 14 kế hoạch" in page
    assert page.count("<p>Hỏi về ") == 5
    page = text_of(client.get(reverse("tasks:plan", args=[plan.code])))
    assert f'href="/ke-hoach/{plan.code}/" aria-current="true"' in page
    assert page.count("<p>Hỏi về ") == 1
