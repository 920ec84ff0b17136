"""Sums of figures over agencies whose word was sent; empty is never 0."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from tasks.models import REPORTED, Duty, DutySnapshot, Figure, FigureValue, Period


class Given(NamedTuple):
    """One answer of one agency; `is_passed_on` says that it was what an agency held
    that had ended by the data day, so its successor's answer holds it now.
    """

    agency_id: int
    kind: str
    code: str
    number: Decimal | None
    flag: bool | None
    is_passed_on: bool = False


class Sum(NamedTuple):
    """What the answers to a figure add up to, and how many agencies gave one."""

    total: Decimal
    units: int


class Agency(NamedTuple):
    """An agency as an annex names it."""

    pk: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Sums:
    """Answers of one period by figure code."""

    given: dict[str, list[Given]]
    agencies: tuple[Agency, ...]

    def of(self, code: str, kinds: tuple[str, ...] = ()) -> Sum | None:
        """Return the sum of numbers, or None when nobody answered."""
        return self._add(code, kinds, lambda given: given.number)

    def yes(self, code: str, kinds: tuple[str, ...] = ()) -> Sum | None:
        """Return how many answered «có», or None when nobody answered."""
        return self._add(
            code,
            kinds,
            lambda given: None if given.flag is None else Decimal(given.flag),
        )

    def _add(
        self,
        code: str,
        kinds: tuple[str, ...],
        value: Callable[[Given], Decimal | None],
    ) -> Sum | None:
        found = [
            number
            for given in self.given.get(code, ())
            if (not kinds or given.kind in kinds)
            and not given.is_passed_on
            and (number := value(given)) is not None
        ]
        return Sum(sum(found, Decimal(0)), len(found)) if found else None

    def rows(
        self, codes: Iterable[str], kinds: tuple[str, ...] = ()
    ) -> list[tuple[Agency, list[Given | None]]]:
        """Return the agencies that answered one of the figures, with the answers."""
        wanted = list(codes)
        by_agency = [
            {given.agency_id: given for given in self.given.get(code, ())}
            for code in wanted
        ]
        found = []
        for agency in self.agencies:
            cells = [answers.get(agency.pk) for answers in by_agency]
            if (not kinds or agency.kind in kinds) and any(cells):
                found.append((agency, cells))
        return found


def sums_of(
    period: Period, only: Iterable[str] = (), *, said_by_then: bool = False
) -> Sums:
    """Return every answer of the period that an agency has sent (one query), or those
    to some figures; of a closed period as it stood at closing. With `said_by_then` none
    that was given first after the sending.
    """
    codes = list(only)
    wanted = Q(figure__code__in=codes) if codes else Q()
    values = FigureValue.objects.filter(standing(period), wanted)
    if said_by_then:
        values = with_first_said(values)
    rows = (
        values.filter(sent(period, said_by_then=said_by_then))
        .filter(period=period)
        .annotate(is_passed_on=passed_on(period))
        .order_by("agency__sort_key", "agency_id", "recorded_at", "pk")
        .values_list(
            *("figure__code", "agency_id", "agency__kind", "agency__short_name"),
            *("number", "flag", "is_passed_on"),
        )
    )
    given: dict[str, dict[int, Given]] = {}
    agencies: dict[int, Agency] = {}
    for code, agency_id, kind, name, *said_of in rows:
        agencies.setdefault(agency_id, Agency(agency_id, name, kind))
        said = Given(agency_id, kind, code, *said_of)
        given.setdefault(code, {})[agency_id] = said
    by_code = {code: list(answers.values()) for code, answers in given.items()}
    return Sums(by_code, tuple(agencies.values()))


def passed_on(period: Period) -> Case:
    """Return whether an answer is a stock of an agency that had ended by the data day:
    of a closed period as stored. What they did counts, what they held is passed on.
    """
    if period.is_open:
        ended = Q(agency__valid_to__lt=period.data_to)
    else:
        units = period.units.filter(alive_on_data_day=False)
        ended = Q(agency_id__in=units.values("agency_id"))
    stock = Q(figure__across_time=Figure.OverTime.STOCK)
    return Case(When(stock & ended, then=Value(value=True)), default=Value(value=False))


def with_first_said(values: QuerySet[FigureValue]) -> QuerySet[FigureValue]:
    """Return the answers with `first_said`: when the agency answered first."""
    never = Value(date.min)
    same = FigureValue.times.annotate(time=Coalesce("occurs_from", never)).filter(
        **{name: OuterRef(name) for name in ("figure", "agency", "period")},
        time=Coalesce(OuterRef("occurs_from"), never),
    )
    first = same.order_by("recorded_at", "pk").values("recorded_at")[:1]
    return values.annotate(first_said=Subquery(first))


def sent(
    period: Period, *, requested: bool = False, said_by_then: bool = False
) -> Exists:
    """Return the condition that a duty asking the figure was sent by the agency: one
    that it owes, or with `requested` one that it was only asked for (rule 8); with
    `said_by_then` sent after the answer was `first_said`.
    """
    asked = {"agency_id": OuterRef("agency_id"), "state__in": REPORTED}
    task = "task__task_figures__figure_id"
    if period.is_open:
        owed = Duty.objects.filter(period=period, is_requested=requested, **asked)
        owed = owed.filter(_after_first_said("") if said_by_then else Q())
        return Exists(owed.filter(**{task: OuterRef("figure_id")}))
    stored = DutySnapshot.objects.filter(period=period, **asked)
    kept = stored.filter(duty__is_requested=requested)
    kept = kept.filter(_after_first_said("duty__") if said_by_then else Q())
    return Exists(kept.filter(**{f"duty__{task}": OuterRef("figure_id")}))


def _after_first_said(duty: str) -> Q:
    """Return the condition; of what several sent that were joined no moment is known."""
    then = Q(**{f"{duty}submitted_at__gte": OuterRef("first_said")})
    return then | Q(**{f"{duty}submitted_at__isnull": True})


def standing(period: Period) -> Q:
    """Return the condition that an answer stands, now or when the period closed."""
    if period.is_open or period.closed_at is None:
        return Q(is_current=True)
    return Q(recorded_at__lte=period.closed_at)
