"""The years of the next plan that answers go into, and where in them a time may lie."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from tasks.models import Period
from tasks.periods.calendars import proposed_periods

_ONE_DAY = timedelta(days=1)


class NextYears(NamedTuple):
    """The years of the next plan that answers go into, and their parts."""

    whole_of: dict[int, int]
    open_parts: list[Period]
    #: Period → its first day, and the spans of the parts that its year has.
    spans: dict[int, tuple[date, list[tuple[date, date]]]]

    def day_in(
        self, period: int, first: date, last: date, taken: Collection[date]
    ) -> date:
        """Return a day for a time that nobody is asked for: free, and in just the parts
        that hold its last day, by which parts count times.
        """
        parts = self.spans[period][1]
        after = [part[0] for part in parts if part[0] <= last <= part[1]]
        after += [part[1] + _ONE_DAY for part in parts if part[1] < last]
        day = max([first, *after])
        while day in taken and day < last:
            day += _ONE_DAY
        return self.before(period) if day in taken else day

    def before(self, period: int) -> date:
        """Return the day for what is said of the whole: in none of its parts."""
        return self.spans[period][0] - _ONE_DAY


def next_years(periods: Iterable[int]) -> NextYears:
    """Return the years among these periods, with their open parts and calendars."""
    rows = list(Period.objects.filter(pk__in=list(periods)).select_related("plan"))
    wholes = {(row.kind, row.year): row.pk for row in rows if row.is_whole}
    spans = {}
    for row in rows:
        said = proposed_periods(row.plan, row.year) if row.is_whole else []
        inside = [(p.data_from, p.data_to) for p in said if p.part_of == row.kind]
        spans[row.pk] = row.data_from, inside
    parts = Period.objects.filter(
        plan__in={row.plan_id for row in rows}, state=Period.State.OPEN
    )
    open_parts = [p for p in parts.order_by("pk") if (p.part_of, p.year) in wholes]
    whole_of = {part.pk: wholes[part.part_of, part.year] for part in open_parts}
    for part in open_parts:
        spans.setdefault(part.pk, (part.data_from, []))
    return NextYears(whole_of, open_parts, spans)


def wholes_of(periods: Iterable[int]) -> dict[int, int]:
    """Return part → its whole, of the periods that are left."""
    rows = list(Period.objects.filter(pk__in=list(periods)))
    wholes = {(row.kind, row.year): row.pk for row in rows if row.is_whole}
    found = ((row.pk, wholes.get((row.part_of, row.year))) for row in rows)
    return {pk: whole for pk, whole in found if whole}
