"""How measures change by a change of agencies or of the plan."""

from dataclasses import dataclass
from datetime import date

from tasks.models import Period
from tasks.sums.targets import count_measures


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """A measure's rate before and after: (numerator, denominator), empty
    where there is none."""

    code: str
    label: str
    before: tuple[str, str]
    after: tuple[str, str]


CountedMeasures = dict[tuple[int, str], tuple[str, str, str]]


def measures_on(today: date) -> CountedMeasures:
    """Return (period, code) → (label, numerator, denominator) of open periods."""
    found: CountedMeasures = {}
    for period in Period.objects.filter(state=Period.State.OPEN):
        for row in count_measures(period=period, data_day=period.data_day(today)):
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
    """Return the measures whose numbers differ."""
    return tuple(
        MeasureChange(key[1], label, (up, down), after[key][1:])
        for key, (label, up, down) in before.items()
        if after[key][1:] != (up, down)
    )
