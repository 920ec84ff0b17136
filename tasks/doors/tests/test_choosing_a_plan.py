"""An old address that several plans have: the plans are offered, fifty on a page."""

import re

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from kehoach.site import middleware
from tasks.tests.factories import make_duty, make_period, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
OFFERED = re.compile(r'href="([^"]+)" data-keep-part')


@pytest.fixture
def plans(monkeypatch):
    """Return a function that makes so many plans of one steering agency."""
    monkeypatch.setattr(middleware, "_PLANS_PER_PAGE", 2)
    steering = make_agency("Sở Nội vụ")

    def made(number):
        return [make_plan(steering) for _ in range(number)]

    made.head = make_user("head", steering)
    return made


def test_plans_stand_on_pages_and_each_on_one(
    login, plans, django_assert_max_num_queries
):
    rows, client = plans(3), login(plans.head)
    url = "/don-doc/?loc=tre"
    first, second = (client.get(f"{url}&page={n}") for n in (1, 2))
    assert "Trang này có ở 3 kế hoạch" in text_of(first)
    assert "1–2 trong 3" in text_of(first)
    shown = [OFFERED.findall(text_of(each)) for each in (first, second)]
    assert [len(each) for each in shown] == [2, 1]
    assert {address for each in shown for address in each} == {
        f"/ke-hoach/{plan.code}/don-doc/?loc=tre" for plan in rows
    }
    with django_assert_max_num_queries(30) as few:
        client.get(url)
    plans(6)
    with django_assert_max_num_queries(len(few)):
        client.get(url)


def test_plans_of_one_agency_stand_on_pages(login, plans):
    agency = make_agency("Xã A")
    for plan in plans(3):
        make_duty(make_task(plan), agency, make_period(plan))
    client = login(make_user("officer", agency))
    url = reverse("tasks:unit_report", args=[agency.code])
    page = text_of(client.get(f"{url}?page=2"))
    assert "3–3 trong 3" in page
    [address] = OFFERED.findall(page)
    assert "page=" not in address
    assert client.get(address.replace("&amp;", "&")).status_code == 200
