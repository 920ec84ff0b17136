"""How measures change by a change of agencies or of the plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tasks.models import Period
from tasks.sums.targets import MeasureCount, count_measures


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """A measure's rate before and after: (numerator, denominator), empty
    where there is none."""

    code: str
    label: str
    before: tuple[str, str]
    after: tuple[str, str]


CountedMeasures = dict[tuple[int, str], tuple[str, str, str]]
CountedRow = tuple[Period, MeasureCount]


def counts_on(today: date, plans: Iterable[int] | None = None) -> list[CountedRow]:
    """Return the measures of open periods as counted on the day, of these plans where
    they are named.
    """
    periods = Period.objects.filter(state=Period.State.OPEN)
    if plans is not None:
        periods = periods.filter(plan__in=list(plans))
    return [
        (period, row)
        for period in periods
        for row in count_measures(period=period, data_day=period.data_day(today))
    ]


def as_measures(rows: Iterable[CountedRow]) -> CountedMeasures:
    """Return (period, code) → (label, numerator, denominator)."""
    found: CountedMeasures = {}
    for period, row in rows:
        numbers = row.numbers
        found[period.pk, row.measure.code] = (
            str(row.measure),
            f"{numbers.numerator:f}",
            "" if numbers.denominator is None else f"{numbers.denominator:f}",
        )
    return found


def changed_measures(
    before: CountedMeasures, after: CountedMeasures
) -> tuple[MeasureChange, ...]:
    """Return the measures whose numbers differ; one that is counted no more has none."""
    gone = ("", "", "")
    return tuple(
        MeasureChange(key[1], label, (up, down), after.get(key, gone)[1:])
        for key, (label, up, down) in before.items()
        if after.get(key, gone)[1:] != (up, down)
    )


def kept_measures(before: CountedMeasures, after: CountedMeasures) -> tuple[str, ...]:
    """Return the names of the measures whose numbers are the same, each once."""
    same = (now[0] for key, now in after.items() if before.get(key) == now)
    return tuple(dict.fromkeys(same))
