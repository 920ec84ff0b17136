"""The gates of one duty say what `visible_to` says, by fewer and shorter queries."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from agencies.models import Ancestry
from agencies.tests.factories import make_agency, make_user
from tasks.duties.access import duty_for, duty_to_review, duty_to_write, reads_duty
from tasks.models import Duty, State
from tasks.tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def people(duty):
    """Return a person of every standing towards the duty."""
    steering = duty.period.plan.steering_agency
    heir = make_agency("UBND xã Kế Thừa", kind="cap-xa")
    Ancestry.objects.create(elder=duty.agency, heir=heir, since=YESTERDAY)
    province = make_agency("UBND tỉnh")
    return {
        "officer": make_user("officer", duty.agency),
        "head": make_user("head", duty.agency),
        "clerk": make_user("clerk", duty.agency),
        "viewer": make_user("viewer", duty.agency),
        "gone": make_user("officer", duty.agency, valid_to=YESTERDAY),
        "inactive": make_user("officer", duty.agency, is_active=False),
        "reviewer": make_user("officer", steering),
        "reader": make_user("viewer", steering),
        "heir": make_user("officer", heir),
        "leader": make_user("leader", province),
        "admin": make_user(is_superuser=True),
        "stranger": make_user("head", make_agency("UBND xã Lạ", kind="cap-xa")),
    }


def named(people, gate, duty) -> set[str]:
    """Return whom the gate lets in; a stranger meets 404, never 403."""
    found = set()
    for name, person in people.items():
        try:
            assert gate(person, duty.pk, TODAY) == duty
            found.add(name)
        except PermissionDenied:
            assert reads_duty(person, duty, TODAY)
        except Http404:
            assert not reads_duty(person, duty, TODAY)
    return found


def test_one_duty_is_read_by_whom_lists_show_it(people, duty):
    listed = {
        name
        for name, person in people.items()
        if Duty.objects.visible_to(person, today=TODAY).filter(pk=duty.pk).exists()
    }
    assert named(people, duty_for, duty) == listed
    assert set(people) - listed == {"gone", "inactive", "stranger"}


def test_writers_write_and_reviewers_review(people, duty):
    assert named(people, duty_to_write, duty) == {"officer", "head"}
    assert named(people, duty_to_review, duty) == {"reviewer"}


@pytest.mark.usefixtures("_inside_the_period")
def test_moves_of_a_duty_ask_little(login, people, duty, django_assert_max_num_queries):
    client = login(people["officer"])
    with django_assert_max_num_queries(19):
        proof = {"subject": "Biên bản", "number": "1/BB"}
        client.post(reverse("tasks:attach_evidence", args=[duty.pk]), proof)
    duty.state, duty.first_sent_on, duty.submitted_at = State.SUBMITTED, TODAY, NOW
    duty.save()
    client = login(people["reviewer"])
    with django_assert_max_num_queries(16):
        client.post(reverse("tasks:accept", args=[duty.pk]))
    duty.refresh_from_db()
    assert duty.evidence.count() == 1
    assert duty.state == State.ACCEPTED
