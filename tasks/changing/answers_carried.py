"""What agencies had answered in a plan goes on as answers in the plan that replaces it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tasks.figures.answers import NUMBERS
from tasks.models import LIVE, Duty, Figure, FigureValue, PlanChangeLine
from tasks.moving.duties_side import Stamp
from tasks.moving.journal import BATCH, Journal

#: (figure of the next plan, agency, its period, row, time).
_Place = tuple[int, int, int, int, Any]


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
    numbers of several figures with one heir add up.
    """
    heirs = _heirs_of(lines)
    rows = FigureValue.times.filter(
        figure__in=heirs, period__in=periods, is_current=True
    )
    new = set(periods.values())
    owing = set(
        Duty.objects.filter(period__in=new, state__in=LIVE)
        .order_by()
        .values_list("agency_id", "period_id")
        .distinct()
    )
    taken = _answered(heirs.values(), new)
    made: dict[_Place, FigureValue] = {}
    for value in rows.select_related("agency").order_by("pk"):
        heir, period = heirs[value.figure_id], periods[value.period_id]
        place = (heir.pk, value.agency_id, period, value.row, value.occurs_from)
        owes = (value.agency_id, period) in owing and heir.is_asked_of(value.agency)
        if not owes or place in taken:
            continue
        if place in made:
            _add(made[place], value, heir)
        else:
            made[place] = _carried(value, heir, period, stamp, called)
    written = FigureValue.times.bulk_create(made.values(), batch_size=BATCH)
    journal.created(FigureValue, (value.pk for value in written))


def _heirs_of(lines: Iterable[PlanChangeLine]) -> dict[int, Figure]:
    to = {line.figure_id: line.heir_id for line in lines if line.figure_id}
    found = Figure.objects.in_bulk([key for key in to.values() if key])
    return {old: found[new] for old, new in to.items() if new in found}


def _answered(figures: Iterable[Figure], periods: Iterable[int]) -> set[_Place]:
    rows = FigureValue.times.filter(
        figure__in=list(figures), period__in=list(periods), is_current=True
    )
    names = ("figure_id", "agency_id", "period_id", "row", "occurs_from")
    return set(rows.values_list(*names))


def _carried(
    value: FigureValue, heir: Figure, period: int, stamp: Stamp, called: str
) -> FigureValue:
    return FigureValue(
        figure=heir,
        agency_id=value.agency_id,
        period_id=period,
        row=value.row,
        occurs_from=value.occurs_from,
        number=value.number,
        flag=value.flag,
        text=value.text,
        day=value.day,
        entered_by_id=value.entered_by_id,
        recorded_at=stamp.now,
        reason=f"Số đã báo cáo theo {called}"[:300],
    )


def _add(made: FigureValue, value: FigureValue, heir: Figure) -> None:
    if heir.type in NUMBERS and value.number is not None:
        made.number = (made.number or Decimal(0)) + value.number
