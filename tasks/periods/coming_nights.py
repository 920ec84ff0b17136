"""What the nightly sync will do from some days on, told before an edit is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agencies.models import Agency
from tasks.models import Duty, Period
from tasks.periods.opening import of_period
from tasks.periods.owed import ask, leaving, missing
from tasks.periods.syncing import owed_after_all

#: Agencies that are named; the rest is counted.
_NAMED = 5
_Place = tuple[date, int]


@dataclass(frozen=True)
class Night:
    """The duties that one night would end, and (task, agency, first day of the
    occurrence) that it would open.
    """

    ended: frozenset[int]
    opened: frozenset[tuple[int, int, object]]


@dataclass(frozen=True)
class Effect:
    """What an edit makes of one night of one period."""

    day: date
    period: str
    opened: int
    ended: int
    kept: int
    agencies: tuple[str, ...]
    more: int

    def __str__(self) -> str:
        counts = (
            (self.opened, "mở"),
            (self.ended, "kết thúc"),
            (self.kept, "giữ lại"),
        )
        what = ", ".join(
            f"{verb} {number} nhiệm vụ" for number, verb in counts if number
        )
        names = ", ".join(self.agencies)
        rest = f" và {self.more} cơ quan khác" if self.more else ""
        return f"Đêm {self.day:%d/%m/%Y}, {self.period}: {what} của {names}{rest}."


def nights(days: Iterable[date]) -> dict[_Place, Night]:
    """Return (day, period) → what that night would do as things stand (three statements
    by `ask` and one query for each).
    """
    found = {}
    for period in Period.objects.filter(state=Period.State.OPEN).order_by("pk"):
        for day in sorted(set(days)):
            if period.data_from <= day:
                found[day, period.pk] = _night(period, day)
    return found


def _night(period: Period, day: date) -> Night:
    asked = of_period(period, day)
    ended = frozenset(row[0] for row in ask(leaving(), asked))
    opened = set(ask(missing(), asked))
    again = Duty.objects.filter(pk__in=owed_after_all(period, day))
    rows = again.values_list("task_id", "agency_id", "occurs_from")
    return Night(ended, frozenset(opened | set(rows)))


def effects(before: dict[_Place, Night], after: dict[_Place, Night]) -> list[Effect]:
    """Return what is otherwise after the edit, each duty at its first night; what the
    nights would have done anyway is left out.
    """
    periods = Period.objects.select_related("plan").in_bulk({pk for _, pk in after})
    told: dict[int, set[object]] = {}
    found = []
    for (day, pk), now in sorted(after.items()):
        was, seen = before[day, pk], told.setdefault(pk, set())
        opened = now.opened - was.opened - seen
        ended = now.ended - was.ended - seen
        kept = was.ended - now.ended - seen
        seen |= {*opened, *ended, *kept}
        if opened or ended or kept:
            numbers = (len(opened), len(ended), len(kept))
            agencies = {agency for _, agency, _ in opened}
            names = _names({*ended, *kept}, agencies)
            first, more = tuple(names[:_NAMED]), max(len(names) - _NAMED, 0)
            found.append(Effect(day, periods[pk].words, *numbers, first, more))
    return found


def _names(duties: set[int], agencies: set[int]) -> list[str]:
    owing = Duty.objects.filter(pk__in=duties).values_list("agency_id", flat=True)
    names = Agency.objects.filter(pk__in={*owing, *agencies}).order_by("sort_key", "pk")
    return [agency.short_name for agency in names]
