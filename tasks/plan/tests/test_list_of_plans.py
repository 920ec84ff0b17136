"""«Các kế hoạch»: fifty plans a page, the nearest day first, from sums, at one cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.tests.factories import make_agency, make_user
from tasks.tests.factories import TODAY, make_duty, make_period, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_too,
    pytest.mark.usefixtures("_inside_the_period"),
]


@pytest.fixture
def steering():
    return make_agency("Sở Nội vụ")


def running(steering, days):
    """Return a plan whose period is due in so many days, with a duty in it."""
    plan = make_plan(steering)
    period = make_period(
        plan,
        data_from=TODAY - timedelta(days=9),
        data_to=TODAY + timedelta(days=days),
        unit_due=TODAY + timedelta(days=days + 1),
    )
    make_duty(make_task(plan), make_agency(), period)
    return plan


def test_sixty_plans_stand_on_two_pages_the_nearest_day_first(login, steering):
    plans = [running(steering, days=90 - number) for number in range(60)]
    draft = make_plan(steering, state="draft")
    client = login(make_user("head", steering))
    page = text_of(client.get("/ke-hoach/"))
    assert page.count('<li class="plan-line">') == 50
    assert "60 đang thực hiện, 1 dự thảo." in page
    lines = page.split("plan-lines")[1]
    places = [lines.find(f">{plan.short_title}<") for plan in reversed(plans)]
    assert all(place > 0 for place in places[:50])
    assert places[:50] == sorted(places[:50])
    assert places[50:] == [-1] * 10
    rest = text_of(client.get("/ke-hoach/?page=2"))
    assert rest.count('<li class="plan-line">') == 11
    assert draft.short_title in rest


def test_the_list_asks_twelve_times_at_most_for_any_number(login, steering):
    client, costs = login(make_user("head", steering)), []
    for more in (2, 6):
        for number in range(more):
            running(steering, days=9 + number)
        client.get("/ke-hoach/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/ke-hoach/").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 12


@pytest.mark.parametrize("code", ["²", "31/12/9999", "\ud7ff", "a b"])
def test_a_code_that_no_plan_can_have_is_not_found(login, steering, code):
    client = login(make_user("head", steering))
    assert client.get("/ke-hoach/", {"ke-hoach": code}).status_code == 404
    assert client.get("/ke-hoach/", {"ke-hoach": "khong-co"}).status_code == 302
