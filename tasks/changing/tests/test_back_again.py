"""A → B → A: the same agency follows itself in time, and never overlaps."""

from datetime import date

import pytest
from django.db import IntegrityError

from agencies.tests.factories import make_agency
from tasks.changing.tests.changing import apply, draft_of, live, opened
from tasks.models import Assignment
from tasks.tests.factories import make_assignment, make_plan, make_task
from tasks.tests.together import at_once

AWAY, BACK = date(2026, 3, 1), date(2026, 6, 1)


@pytest.mark.django_db
@pytest.mark.sqlite_too
def test_work_goes_away_and_comes_back_by_two_changes():
    task = make_task(make_plan(), "IV.5.1", assignee_text="Sở Tài chính")
    first, second = make_agency("Sở Tài chính"), make_agency("Sở Xây dựng")
    given = make_assignment(task, first)
    opened(task)
    apply(draft_of(given, on=AWAY, agency_id=second.pk))
    away = Assignment.objects.get(task=task, agency=second)
    apply(draft_of(away, on=BACK, agency_id=first.pk))
    spans = task.assignments.order_by("pk").values_list(
        "agency_id", "valid_from", "valid_to"
    )
    assert list(spans) == [
        (first.pk, None, date(2026, 2, 28)),
        (second.pk, AWAY, date(2026, 5, 31)),
        (first.pk, BACK, None),
    ]
    duty = live(task).get()
    assert (duty.agency, duty.assignment.valid_from) == (first, BACK)


@pytest.mark.django_db(transaction=True)
@pytest.mark.needs_postgres
def test_of_two_who_give_the_same_work_at_once_one_is_refused():
    """Two connections at the same moment: the constraint lets one of them wait."""
    task, agency = make_task(make_plan()), make_agency()
    days = iter([date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)])

    def give():
        try:
            return make_assignment(task, agency, valid_from=next(days))
        except IntegrityError:
            return None

    answers = at_once(*[give] * 3)
    assert len([each for each in answers if each]) == 1
    assert Assignment.objects.filter(task=task).count() == 1
