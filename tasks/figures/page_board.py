"""Yearly days of figures as pages show them: who answered, who has not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from agencies.models import Agency
from tasks.figures.deadlines import asked_in, dues, open_dues, owing_in
from tasks.models import Duty, Figure, FigureDeadline, FigureValue, Period

#: Days before its day that an agency sees it on its desk.
SEEN_BEFORE = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Board:
    """One deadline for the whole province."""

    deadline: FigureDeadline
    period: Period
    day: date
    days_left: int
    asked: int
    waiting: list[Agency]

    @property
    def answered(self) -> int:
        """Return how many agencies have answered everything."""
        return self.asked - len(self.waiting)

    @property
    def is_over(self) -> bool:
        """Return whether its last day in time is over."""
        return self.days_left < 0


def boards(periods: Iterable[Period], today: date) -> list[Board]:
    """Return the periods' deadlines with the agencies that still owe figures."""
    found = []
    for due in dues(periods):
        owing = owing_in(due).values("agency_id")
        agencies = Agency.objects.filter(pk__in=owing)
        left = (due.day - today).days
        found.append(
            Board(
                due.deadline,
                due.period,
                due.day,
                left,
                asked_in(due).count(),
                list(agencies.order_by("sort_key", "pk")),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class OwedFigures:
    """What one agency still owes by a day."""

    deadline: FigureDeadline
    day: date
    days_left: int
    duty: Duty
    missing: list[Figure]

    @property
    def is_over(self) -> bool:
        """Return whether its last day in time is over."""
        return self.days_left < 0


def owed_by(agency: Agency, period: Period, today: date) -> list[OwedFigures]:
    """Return the deadlines near whose figures the agency has not answered yet."""
    found = []
    for due in dues([period]):
        if due.day - today > SEEN_BEFORE:
            continue
        duty = owing_in(due).filter(agency=agency).select_related("task").first()
        if duty:
            missing = _missing(due.deadline, agency, period)
            left = (due.day - today).days
            found.append(OwedFigures(due.deadline, due.day, left, duty, missing))
    return found


def _missing(deadline: FigureDeadline, agency: Agency, period: Period) -> list[Figure]:
    answers = FigureValue.objects.filter(
        figure_id=OuterRef("pk"), agency=agency, period=period, is_current=True
    )
    rows = deadline.figures.filter(~Exists(answers), is_active=True)
    return [figure for figure in rows if figure.is_asked_of(agency)]


def owing_among(
    agencies: QuerySet[Agency], first: date, last: date
) -> list[OwedFigures]:
    """Return what these agencies still owe by days from `first` to `last`."""
    keys = agencies.order_by().values("pk")
    found = []
    for due in open_dues():
        if first <= due.day <= last:
            rows = owing_in(due).filter(agency_id__in=keys)
            found += [
                OwedFigures(due.deadline, due.day, 0, duty, [])
                for duty in rows.select_related("agency", "task")
            ]
    return found
