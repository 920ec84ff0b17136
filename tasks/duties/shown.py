"""What a period shows, in its three modes: today, on a past day, as it was closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, FilteredRelation, Q, QuerySet, Value, When

from tasks.duties.as_of import ON_THE_DAY, stood
from tasks.models import Duty, DutyCount, Period
from tasks.models.querysets import DutyQuerySet
from tasks.models.status import FORMER_LABELS, Standing, standing_case

#: What a closed period stored of a duty (rule 4).
_AT_CLOSING = ("state", "progress", "due_on", "first_sent_on")
_BY_LABEL = [
    When(stored__label=label, then=Value(standing.value))
    for label, standing in ({s.label: s for s in Standing} | FORMER_LABELS).items()
]


@dataclass(frozen=True)
class PeriodDuties:
    """The duties that a period shows. An open period shows them as they stand today, a
    closed one as it stored them; `as_of` shows either as events tell of a past day.
    """

    period: Period
    today: date
    as_of: date | None = None
    #: False for who knows already that no other period carries duties over into this
    #: one (`carries_over`): the database then finds the rows by the period alone.
    carried_over: bool = True

    @property
    def is_now(self) -> bool:
        """Return whether these are duties that people work on, as they stand today."""
        return self.as_of is None and self.period.is_open

    @property
    def day(self) -> date:
        """Return the day that they are shown as of."""
        return self.as_of or self.today

    def rows(self) -> DutyQuerySet:
        """Return the duties, annotated `standing`; their other columns are where
        `column` says.
        """
        if self.as_of is not None:
            return stood(self.period, self.as_of)
        if self.period.is_open:
            rows = Duty.objects.shown_in(self.period, carried_over=self.carried_over)
            return rows.annotate(standing=standing_case(self.today))  # type: ignore[no-any-return]
        of_period = Q(snapshots__period=self.period)
        stored = FilteredRelation("snapshots", condition=of_period)
        rows = Duty.objects.annotate(stored=stored).filter(stored__isnull=False)
        word = Case(*_BY_LABEL, default=Value(""), output_field=CharField())
        return rows.annotate(standing=word)  # type: ignore[no-any-return]

    def sums(self) -> QuerySet[DutyCount]:
        """Return the same, where they are shown as of now, as the sums that the database
        keeps: so many duties of which task, kind of agency, progress (decision 007).
        """
        rows = DutyCount.objects.shown_in(self.period, carried_over=self.carried_over)
        return rows.order_by().annotate(standing=standing_case(self.today))  # type: ignore[no-any-return]

    def column(self, name: str) -> str:
        """Return where the rows hold a duty's column as this mode knows it."""
        if self.as_of is not None:
            return ON_THE_DAY.get(name, name)
        if self.period.is_open or name not in _AT_CLOSING:
            return name
        return f"stored__{name}"


def carries_over(period: Period, periods: Iterable[Period]) -> bool:
    """Return whether the open period shows duties that others of `periods` opened (one
    query at most).
    """
    if not any(other.carries_over_to(period) for other in periods):
        return False
    return DutyCount.objects.carried_into(period).exists()
