"""What agencies had answered in a plan goes on as answers in the plan that replaces it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from tasks.figures.answers import NUMBERS
from tasks.figures.keeping import together
from tasks.models import LIVE, Duty, Figure, FigureValue, PlanChangeLine, TaskFigure
from tasks.moving.duties_side import Stamp
from tasks.moving.journal import BATCH, Journal

_ONE_DAY = timedelta(days=1)


class _Place(NamedTuple):
    """Where an answer stands."""

    figure: int
    agency: int
    period: int
    row: int
    time: date | None


#: (figure, agency, period) → the times that are asked there: first day → last day.
_Times = dict[tuple[int, int, int], dict[date, date]]


def carry_answers(
    lines: Iterable[PlanChangeLine],
    periods: Mapping[int, int],
    journal: Journal,
    stamp: Stamp,
    *,
    called: str,
) -> None:
    """Store the standing answers under the figures' heirs, in the periods that follow,
    for agencies that owe something there and have not answered yet. The old answers stay;
    numbers of several figures with one heir add up. Of tasks that are begun anew nothing
    is carried.
    """
    heirs = _heirs_of(list(lines))
    new = set(periods.values())
    taken, owing = _answered(heirs.values(), new), _owing(new)
    found: dict[_Place, dict[int, list[FigureValue]]] = {}
    for value, place in _placed(heirs, periods):
        owes = (place.agency, place.period) in owing
        if (
            owes
            and place not in taken
            and heirs[value.figure_id].is_asked_of(value.agency)
        ):
            found.setdefault(place, {}).setdefault(value.figure_id, []).append(value)
    reason = f"Số đã báo cáo theo {called}"[:300]
    made = [_carried(place, list(said.values())) for place, said in found.items()]
    for value in made:
        value.recorded_at, value.reason = stamp.now, reason
    written = FigureValue.times.bulk_create(made, batch_size=BATCH)
    journal.created(FigureValue, (value.pk for value in written))


def _heirs_of(lines: list[PlanChangeLine]) -> dict[int, Figure]:
    """Return figure → heir, but for those that only tasks begun anew ask."""
    to = {line.figure_id: line.heir_id for line in lines if line.figure_id}
    anew = [
        line.task_id
        for line in lines
        if line.task_id and line.open_work == PlanChangeLine.OpenWork.END
    ]
    asked = TaskFigure.objects.filter(figure__in=to)
    begun = set(asked.filter(task__in=anew).values_list("figure_id", flat=True))
    begun -= set(asked.exclude(task__in=anew).values_list("figure_id", flat=True))
    found = Figure.objects.in_bulk([key for key in to.values() if key])
    return {
        old: found[new] for old, new in to.items() if new in found and old not in begun
    }


def _owing(periods: Iterable[int]) -> set[tuple[int, int]]:
    rows = Duty.objects.filter(period__in=list(periods), state__in=LIVE).order_by()
    return set(rows.values_list("agency_id", "period_id").distinct())


def _answered(figures: Iterable[Figure], periods: Iterable[int]) -> set[_Place]:
    rows = FigureValue.times.filter(
        figure__in=list(figures), period__in=list(periods), is_current=True
    )
    names = ("figure_id", "agency_id", "period_id", "row", "occurs_from")
    return {_Place(*row) for row in rows.values_list(*names)}


def _placed(
    heirs: Mapping[int, Figure], periods: Mapping[int, int]
) -> Iterator[tuple[FigureValue, _Place]]:
    """Yield each standing answer with its places: that of the period, and the time that
    keeps it in the sum of the heir's times.
    """
    rows = FigureValue.times.filter(
        figure__in=heirs, period__in=periods, is_current=True
    )
    values = list(rows.select_related("agency", "figure").order_by("occurs_from", "pk"))
    had = _times_of(heirs, periods)
    asked = _times_of((heir.pk for heir in heirs.values()), periods.values())
    timed = {_source(value) for value in values if value.occurs_from}
    for value in values:
        heir, period = heirs[value.figure_id].pk, periods[value.period_id]
        place = _Place(heir, value.agency_id, period, value.row, None)
        times = asked.get(place[:3], {})
        if value.occurs_from is None:
            yield value, place
            if times and _source(value) not in timed:
                yield value, place._replace(time=min(times) - _ONE_DAY)
        elif times:
            until = had.get(_source(value)[:3], {}).get(value.occurs_from)
            time = _time_for(value.occurs_from, until or value.occurs_from, times)
            yield value, place._replace(time=time)


def _source(value: FigureValue) -> tuple[int, int, int, int]:
    return value.figure_id, value.agency_id, value.period_id, value.row


def _times_of(figures: Iterable[int], periods: Iterable[int]) -> _Times:
    rows = Duty.objects.filter(
        period__in=list(periods),
        occurs_from__isnull=False,
        task__task_figures__figure__in=list(figures),
    )
    found: _Times = {}
    for figure, agency, period, first, last in rows.values_list(
        "task__task_figures__figure_id", "agency_id", "period_id", "occurs_from", "occurs_to"
    ):  # fmt: skip
        found.setdefault((figure, agency, period), {})[first] = last
    return found


def _time_for(first: date, last: date, times: Mapping[date, date]) -> date:
    """Return the time that the old one lies in: who answers it sees the number. Without
    one the number stays in a time that nobody is asked for.
    """
    for begins, ends in times.items():
        if begins <= first and last <= ends:
            return begins
    return min(times) - _ONE_DAY if first in times else first


def _carried(place: _Place, said: list[list[FigureValue]]) -> FigureValue:
    """Return what the times of each figure say together, and the figures' numbers."""
    answers, last = [together(values) for values in said], said[0][-1]
    fields = answers[0].fields()
    numbers = [each.number for each in answers if each.number is not None]
    if last.figure.type in NUMBERS and numbers:
        fields["number"] = sum(numbers, Decimal(0))
    return FigureValue(
        figure_id=place.figure,
        agency_id=place.agency,
        period_id=place.period,
        row=place.row,
        occurs_from=place.time,
        entered_by_id=last.entered_by_id,
        **fields,
    )
