"""What stands around the rows of a desk: asked for only where there is any."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.events.family import family_of, lines_near
from agencies.models import Agency, User
from tasks.coordination.page import parts_asked_of, parts_waiting_for
from tasks.desk.page_steps import Hands
from tasks.duties.of_agency import proposals_for, proposed_in
from tasks.duties.other_periods import Other
from tasks.figures.deadlines import deadlines_of
from tasks.models import Duty, Period, Plan, Schedule
from tasks.models.querysets import number_of
from tasks.people.readers import readers_of
from tasks.work.page_talk import (
    asked_by_agency,
    later_days_of,
    questions_asked_of,
    questions_to,
)


def what_there_is(
    agency: Agency,
    period: Period | None,
    hands: Hands,
    today: date,
    reader: User | None = None,
) -> set[str]:
    """Return which of the lists around the rows have anything (one query); a reader of
    another agency's desk finds there nothing of plans that this person does not see.
    """
    lists: dict[str, QuerySet[Any]] = {
        "family": lines_near(agency),
        "asked": parts_asked_of(agency, today, reader),
        "questions": questions_asked_of(agency, today, reader),
    }
    if hands.records:
        lists["inspections"] = readers_of(agency, today)
    if period:
        lists["later"] = later_days_of(agency, period)
        lists["proposals"] = proposed_in(period.plan, period.data_day(today))
        lists["figures"] = deadlines_of(period.plan)
    rows = Agency.objects.filter(pk=agency.pk)
    asked = {f"has_{name}": Exists(found) for name, found in lists.items()}
    [row] = rows.annotate(**asked).values(*asked)
    return {name.removeprefix("has_") for name, holds in row.items() if holds}


def lists_around(
    there: set[str],
    agency: Agency,
    period: Period | None,
    today: date,
    reader: User | None = None,
) -> dict[str, Any]:
    """Return the lists that have anything, and nothing for the others."""
    reads: dict[str, Callable[[], Any]] = {
        "family": lambda: family_of(agency),
        "asked": lambda: parts_waiting_for(agency, today, reader),
        "questions": lambda: questions_to(agency, today, reader),
        "inspections": lambda: readers_of(agency, today),
        "later": lambda: asked_by_agency(agency, period) if period else (),
        "proposals": lambda: (
            proposals_for(agency, period.plan, period.data_day(today)) if period else ()
        ),
    }
    return {name: read() if name in there else [] for name, read in reads.items()}


def periods_with_work(plan: Plan, agency: Agency, today: date) -> list[Period]:
    """Return the plan's periods, first the one that is meant, each with `waits`, the
    agency's duties that wait in it, and `stays`, those that never were a debt of the year
    (one query).
    """
    to_do = Duty.objects.filter(agency=agency, period=OuterRef("pk")).to_do()
    beside = to_do.filter(Q(schedule=Schedule.ONCE) | Q(is_requested=True))
    rows = Period.objects.filter(plan=plan).meant_first(today)
    found = list(rows.annotate(waits=number_of(to_do), stays=number_of(beside)))
    for period in found:
        period.plan = plan
    return found


def besides(period: Period, periods: Iterable[Any]) -> list[Other]:
    """Return the other open periods that wait for the agency, without what is left of the
    year before: its rows stand on the desk (`tasks.adhoc.page.still_owed_before`).
    """
    rows = [
        Other(each, each.stays if is_year_before(each, period) else each.waits)
        for each in periods
        if each.is_open and each.pk != period.pk
    ]
    kept = [row for row in rows if row.number]
    return sorted(kept, key=lambda row: (row.period.unit_due, row.period.pk))


def is_year_before(one: Period, period: Period) -> bool:
    """Return whether what is left of the period `one` is a debt beside the other."""
    return one.is_whole and one.data_to < period.data_from
