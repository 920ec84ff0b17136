"""Who acts for whom on a day."""

from datetime import date, timedelta
from itertools import product

import pytest

from agencies.models.authority import (
    Role,
    acts_for,
    is_leader,
    is_member,
    memberships_of,
)
from agencies.tests.factories import make_agency, make_membership, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
TODAY = date(2026, 6, 10)
DAYS = [None, *(TODAY + timedelta(days=number) for number in (-1, 0, 1))]


def test_a_role_is_held_on_the_days_of_its_membership():
    """The text that every door asks says what `memberships_of` says."""
    agency, other = make_agency(), make_agency()
    for first, last in product(DAYS, DAYS):
        if first and last and last < first:
            continue
        person = make_user("clerk", agency, valid_from=first, valid_to=last)
        make_membership(person, other, "head", valid_to=TODAY)
        for day, at, role in product(DAYS[1:], (agency, other), ("clerk", "head")):
            held = memberships_of(person, day).filter(agency=at, role=role)
            assert acts_for(person, at.pk, day, role) == held.exists()


def test_one_of_several_roles_is_enough_for_who_is_active():
    agency = make_agency()
    person = make_user("head", agency)
    assert acts_for(person, agency.pk, TODAY, Role.OFFICER, Role.HEAD)
    assert not acts_for(person, agency.pk, TODAY, Role.OFFICER, Role.CLERK)
    assert not acts_for(person, agency.pk, TODAY)
    person.is_active = False
    assert not acts_for(person, agency.pk, TODAY, Role.HEAD)


def test_a_page_asks_once_and_an_act_each_time(django_assert_num_queries):
    agency = make_agency()
    person = make_user("head", agency)
    with django_assert_num_queries(2):
        assert acts_for(person, agency.pk, TODAY, Role.HEAD)
        assert not is_leader(person, TODAY)

    person.roles_kept = {}
    with django_assert_num_queries(2):
        assert acts_for(person, agency.pk, TODAY, Role.HEAD)
        assert is_member(person, agency.pk, TODAY)
        assert not is_leader(person, TODAY)
        assert acts_for(person, agency.pk, TODAY + timedelta(days=1), Role.HEAD)


def test_only_pages_that_are_read_keep_roles(client):
    person = make_user("officer", make_agency())
    client.force_login(person)
    for method, kept in (("get", True), ("post", False)):
        answer = getattr(client, method)("/tai-khoan/")
        assert (answer.wsgi_request.user.roles_kept is not None) is kept
