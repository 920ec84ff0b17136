"""What an agency's letter tells of, checked against what was sent through the portal."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from agencies.models import Agency
from tasks.duties.past_words import in_their_periods
from tasks.models import Duty, Period, State, UnitReport
from tasks.official_letters.unit_reports import answered_by

#: How many letters a page shows, and the parameter that names the page.
LETTERS_PER_PAGE, LETTERS_PAGE = 50, "vb"


@dataclass(frozen=True)
class Coverage:
    """The duties of an agency's period, as a letter and the portal know them."""

    #: Sent through the portal; the letter need not be asked about them.
    sent: list[Duty]
    #: Not sent; those that the letter tells of count as sent on its arrival.
    told: list[Duty]
    #: Neither sent nor told.
    left: list[Duty]

    @property
    def unsent(self) -> list[Duty]:
        """Return what the form asks about, in the order of the plan."""
        rows = [*self.told, *self.left]
        return sorted(rows, key=lambda duty: (duty.task.position, duty.pk))

    @property
    def empty(self) -> list[Duty]:
        """Return what the letter tells of while the portal has no result of it."""
        return [duty for duty in self.told if duty.last_entry_on is None]


def coverage_of(
    agency: Agency, period: Period, report: UnitReport | None = None
) -> Coverage:
    """Return what the letter covers; without one, what the portal has results of."""
    duties = answered_by(agency, period).select_related("task")
    duties = duties.order_by("task__position", "pk")
    held = set(report.covers.values_list("duty", flat=True)) if report else set()
    sent, told, left = [], [], []
    for duty in in_their_periods(duties):
        if duty.state in {State.SUBMITTED, State.ACCEPTED} or duty.submitted_at:
            sent.append(duty)
        elif duty.pk in held if report else duty.last_entry_on:
            told.append(duty)
        else:
            left.append(duty)
    return Coverage(sent, told, left)


def to_compare(period: Period, number: str | None) -> Page:  # type: ignore[type-arg]
    """Return a page of the letters that the steering agency has not compared yet, each
    with how many duties count as sent by it alone; those with most first (two queries).
    """
    rows = UnitReport.objects.standing().filter(period=period, confirmed_at=None)
    alone = Count("covers", filter=Q(covers__duty__submitted_at=None))
    counted = rows.select_related("agency", "period__plan").annotate(alone=alone)
    pages = Paginator(counted.order_by("-alone", "arrived_on", "pk"), LETTERS_PER_PAGE)
    return pages.get_page(number)
