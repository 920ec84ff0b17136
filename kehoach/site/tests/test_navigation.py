"""The navigation's one query in text says what the rows and their rules say."""

from datetime import timedelta

import pytest

from agencies.models.authority import memberships_of
from agencies.tests.factories import make_agency, make_membership, make_user
from kehoach.site.context import memberships_today
from tasks.models import Notice
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_period,
    make_plan,
    make_task,
)

pytestmark = pytest.mark.django_db
NEAR = (None, *(TODAY + timedelta(days=days) for days in (-1, 0, 1)))


def test_the_memberships_are_those_that_hold_on_the_day_the_main_one_first():
    user = make_user()
    for first in NEAR:
        for last in NEAR:
            if not first or not last or first <= last:
                make_membership(user, make_agency(), valid_from=first, valid_to=last)
    main = make_membership(user, make_agency(), "head", is_primary=True)
    wanted = memberships_of(user, TODAY).order_by("-is_primary", "pk")
    names = wanted.values_list("role", "agency__name", "agency__short_name")
    found = memberships_today(user, TODAY)
    assert [each[:3] for each in found] == list(names)
    assert len(found) == 10
    assert found[0].name == main.agency.name
    user.is_active = False
    assert memberships_today(user, TODAY) == []


def test_the_numbers_are_those_of_open_periods_and_of_the_person():
    steering, unit = make_agency("Sở Nội vụ"), make_agency("UBND xã")
    plan = make_plan(steering)
    period, closed = make_period(plan), make_period(plan, 2025, state="closed")
    for state in ("submitted", "submitted", "returned", "open"):
        for each in (period, closed):
            sent = {"first_sent_on": TODAY} if state != "open" else {}
            back = {"return_due_on": TODAY} if state == "returned" else {}
            make_duty(make_task(plan), unit, each, state=state, **sent, **back)
    officer, reviewer = make_user("officer", unit), make_user("officer", steering)
    Notice.objects.create(
        person=officer, kind="accepted", text="Đã nhận", address="/", created_at=NOW
    )
    (held,) = memberships_today(officer, TODAY)
    assert (bool(held.steers), held.waiting, held.back, held.unread) == (False, 0, 1, 1)
    (held,) = memberships_today(reviewer, TODAY)
    assert (bool(held.steers), held.waiting, held.back, held.unread) == (True, 2, 0, 0)
