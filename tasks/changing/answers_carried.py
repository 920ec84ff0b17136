"""What agencies had answered in a plan goes on as answers in the plan that replaces it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tasks.changing.next_years import NextYears, next_years, wholes_of
from tasks.figures.answers import NUMBERS
from tasks.figures.keeping import (
    add_up_in_part,
    replace_values,
    sums_of_times,
    together,
)
from tasks.models import (
    LIVE,
    Duty,
    Figure,
    FigureValue,
    PlanChangeLine,
    TaskFigure,
)
from tasks.moving.duties_side import Stamp
from tasks.moving.journal import BATCH, Journal


class _Place(NamedTuple):
    """Where an answer stands."""

    figure: int
    agency: int
    period: int
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
    years = next_years(periods.values())
    new = {*periods.values(), *(years.whole_of.values())}
    taken, owing = _answered(heirs.values(), new), _owing(new)
    found: dict[_Place, dict[int, list[FigureValue]]] = {}
    for value, place in _placed(heirs, periods, years):
        whole = years.whole_of.get(place.period, place.period)
        owes = {(place.agency, place.period), (place.agency, whole)} & owing
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
    _add_up_anew(written, taken, journal)
    for part in years.open_parts:
        journal.created(
            FigureValue, (each.pk for each in add_up_in_part(part, now=stamp.now))
        )


def _add_up_anew(
    written: Iterable[FigureValue], taken: Collection[_Place], journal: Journal
) -> None:
    """Let answers that the next plan had add up with the times that came to theirs."""
    came: dict[_Place, FigureValue] = {}
    for value in written:
        at = value.agency_id, value.period_id
        place = _Place(value.figure_id, *at, None)
        if value.occurs_from and place in taken:
            came[place] = value
    for place, value in came.items():
        where = {
            "agency_id": place.agency, "period_id": place.period
        }  # fmt: skip
        said = {
            "entered_by_id": value.entered_by_id,
            "recorded_at": value.recorded_at,
            "reason": value.reason,
        }
        for of_period, answers in sums_of_times(where, [place.figure]):
            rows = FigureValue.times.filter(
                figure=place.figure, is_current=True, **of_period
            )
            stood = list(rows.values_list("pk", flat=True))
            journal.changed(
                FigureValue, ({"pk": pk, "is_current": True} for pk in stood)
            )
            replace_values(of_period, said, answers, {})
            journal.created(FigureValue, rows.values_list("pk", flat=True))


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
    names = ("figure_id", "agency_id", "period_id", "occurs_from")
    return {_Place(*row) for row in rows.values_list(*names)}


def _placed(
    heirs: Mapping[int, Figure], periods: Mapping[int, int], years: NextYears
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
    year_of = wholes_of(periods)
    for value in values:
        heir, period = heirs[value.figure_id].pk, periods[value.period_id]
        place = _Place(heir, value.agency_id, period, None)
        whole = years.whole_of.get(period, period)
        times = asked.get((heir, value.agency_id, whole), {})
        if value.occurs_from is None:
            year = year_of.get(value.period_id, value.period_id)
            adds_up = (value.figure_id, value.agency_id, year) in timed
            if times and adds_up and period != whole:
                continue  # its times come, and add up there
            yield value, place
            if times and not adds_up:
                first = years.spans[period][0]
                own = first if period != whole else years.before(period)
                yield value, place._replace(time=own)
        elif times:
            until = had.get(_source(value), {}).get(value.occurs_from)
            time = _time_for(
                value.occurs_from, until or value.occurs_from, times, period, years
            )
            yield value, place._replace(time=time)


def _source(value: FigureValue) -> tuple[int, int, int]:
    return value.figure_id, value.agency_id, value.period_id


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


def _time_for(
    first: date, last: date, times: Mapping[date, date], period: int, years: NextYears
) -> date:
    """Return the time that the old one lies in: who answers it sees the number. Without
    one the number stays in a time that nobody is asked for.
    """
    for begins, ends in times.items():
        if begins <= first and last <= ends:
            return begins
    return years.day_in(period, first, last, times)


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
        occurs_from=place.time,
        entered_by_id=last.entered_by_id,
        **fields,
    )
