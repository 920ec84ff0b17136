"""Reports issued at the same instant stand in the chain one after the other."""

from time import sleep

import pytest
from django.db import transaction

from reporting.kept.facts import chain, check_chain
from reporting.models import IssuedLink, YearlyReport
from tasks.tests.factories import TODAY, make_period, make_plan
from tasks.tests.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgres]


def test_two_issued_at_the_same_instant_follow_one_another():
    waiting = [
        YearlyReport.objects.create(
            period=make_period(make_plan()), number=f"{number}/BC", issued_on=TODAY
        )
        for number in range(4)
    ]

    def issues():
        with transaction.atomic():
            link = chain(waiting.pop(), "facts", None)
            sleep(0.2)  # the rest of the issuing
        return link.place

    assert sorted(at_once(*[issues] * 2)) == [
        1,
        2,
    ]  # also when nothing was issued before
    assert sorted(at_once(*[issues] * 2)) == [3, 4]
    assert IssuedLink.objects.count() == 4
    assert list(check_chain()) == []
