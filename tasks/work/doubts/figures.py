"""Figures that swing, fall below an earlier part of the year, or do not fit each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q

from kehoach.lib.numbers import format_number
from tasks.duties.lineage import periods_before, taking_over
from tasks.models import Doubt, Duty, Figure, FigureValue, Period, TaskFigure
from tasks.models.doubts import stands_alone, swings
from tasks.sums.counted import typed_beside
from tasks.work.doubts.new_doubt import NewDoubt

COUNTED = (Figure.Type.INTEGER, Figure.Type.DECIMAL, Figure.Type.MONEY)
#: (figure, agency, period) → number.
Numbers = dict[tuple[int, int, int], Decimal]


@dataclass
class Known:
    """What the figures of some duties are compared with, read in four queries."""

    figures: dict[int, list[Figure]] = field(default_factory=lambda: defaultdict(list))
    before: dict[int, int] = field(default_factory=dict)
    parts: dict[int, list[Period]] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=dict)
    others: dict[tuple[int, str, int], tuple[int, int]] = field(default_factory=dict)
    #: What was typed where the register now says another number.
    typed: Numbers = field(default_factory=dict)

    def of(self, duty: Duty, figure_id: int, period_id: int = 0) -> Decimal | None:
        """Return the duty's agency's number in its period, or in another."""
        key = (figure_id, duty.agency_id, period_id or duty.period_id)
        return self.numbers.get(key)


def known_figures(duties: Sequence[Duty]) -> Known:
    """Return what is known; a fixed number of queries for any number of duties."""
    known = Known()
    asked = TaskFigure.objects.filter(
        task__in={duty.task_id for duty in duties},
        figure__is_active=True,
        figure__type__in=COUNTED,
    ).select_related("figure__not_below")
    for row in asked.order_by("figure__position", "figure_id"):
        known.figures[row.task_id].append(row.figure)
    if known.figures or any(duty.nothing_to_report for duty in duties):
        known.before, known.parts = periods_around(duties)
    if known.figures:
        known.numbers, counted = _numbers(duties, known)
        known.typed = _typed(duties, counted)
        known.others = _others(duties, known.numbers)
    return known


def previous_periods(duties: Iterable[Duty]) -> dict[int, int]:
    """Return period → the one before it of the same kind (one query)."""
    return periods_around(duties)[0]


def periods_around(
    duties: Iterable[Duty],
) -> tuple[dict[int, int], dict[int, list[Period]]]:
    """Return period → the one before it of its kind, and → the parts of its year that
    lie inside of it, the longest first (one query, one more where a plan's first
    period may follow another plan, and one for each period that does).
    """
    wanted = {duty.period_id: duty.period for duty in duties}
    plans = {period.plan_id for period in wanted.values()}
    known = list(Period.objects.filter(plan__in=plans).order_by("-data_to"))
    before, parts, first = {}, {}, []
    for pk, period in wanted.items():
        mine = [each for each in known if each.plan_id == period.plan_id]
        parts[pk] = [each for each in mine if _is_part(each, period)]
        same = (each for each in mine if each.kind == period.kind)
        last = next((each for each in same if each.data_to < period.data_from), None)
        if last:
            before[pk] = last.pk
        elif period.kind != Period.Kind.ADHOC:
            first.append(period)
    for period in taking_over(first):
        if last := periods_before(period).first():
            before[period.pk] = last.pk
    return before, parts


def _is_part(each: Period, period: Period) -> bool:
    """Return whether what one counts of the year, the other counts as well."""
    same_year = each.year == period.year and each.pk != period.pk
    return each.is_interim and same_year and period.span.holds(each.span)


def about_figures(duties: Sequence[Duty], known: Known) -> Iterator[NewDoubt]:
    """Yield what is odd about the numbers of each duty."""
    for duty in duties:
        for figure in known.figures.get(duty.task_id, ()):
            now = known.of(duty, figure.pk)
            if now is not None:
                yield from _about(duty, figure, now, known)


def _about(
    duty: Duty, figure: Figure, now: Decimal, known: Known
) -> Iterator[NewDoubt]:
    said, name = format_number(now), f"«{figure.label}»"

    def doubt(kind: Doubt.Kind, words: str, than: int | None = None) -> NewDoubt:
        key = f"{kind}:{figure.code}:{now.normalize():f}"
        return NewDoubt(duty, kind, key[:80], words, figure.pk, than)

    last = known.of(duty, figure.pk, known.before.get(duty.period_id, -1))
    if last is not None and swings(now, last):
        words = f"{name}: {said}, kỳ trước {format_number(last)}"
        yield doubt(Doubt.Kind.SWING, words)
    typed = known.typed.get((figure.pk, duty.agency_id, duty.period_id))
    if typed is not None:
        words = f"{name}: sổ có {said}, trước đó đã nhập {format_number(typed)}"
        yield doubt(Doubt.Kind.COUNTED, words)
    if part := _larger_part(duty, figure, now, known):
        period, number = part
        words = f"{name} cộng dồn cả kỳ ghi {said}, ít hơn số của {period.words}"
        yield doubt(Doubt.Kind.BELOW_PART, f"{words}: {format_number(number)}")
    if fewer := _below(duty, figure, now, known):
        words = f"{name}: {said}, ít hơn «{fewer[0].label}»"
        words = f"{words}: {format_number(fewer[1])}"
        yield doubt(Doubt.Kind.FEWER, words, fewer[0].pk)
    key = (figure.pk, duty.agency.kind, duty.period_id)
    positive, everyone = known.others.get(key, (0, 0))
    if now == 0 and stands_alone(positive, everyone - 1):
        words = f"{name} ghi 0; {positive}/{everyone - 1} đơn vị cùng loại"
        yield doubt(Doubt.Kind.LONE_ZERO, f"{words} có số lớn hơn 0")


def _larger_part(
    duty: Duty, figure: Figure, now: Decimal, known: Known
) -> tuple[Period, Decimal] | None:
    """Return the part of the year in which more was counted than in all of it."""
    if figure.across_time != Figure.OverTime.FLOW:
        return None
    for part in known.parts.get(duty.period_id, ()):
        number = known.of(duty, figure.pk, part.pk)
        if number is not None and now < number:
            return part, number
    return None


def _below(
    duty: Duty, figure: Figure, now: Decimal, known: Known
) -> tuple[Figure, Decimal] | None:
    """Return the figure that this one should not be below, when it is."""
    least = figure.not_below
    number = known.of(duty, least.pk) if least else None
    return (least, number) if least and number is not None and now < number else None


def _typed(duties: Sequence[Duty], counted: set[tuple[int, int]]) -> Numbers:
    """Return what was typed and differs, for agencies and periods with counted numbers
    (two queries for each such period, none without).
    """
    found: Numbers = {}
    periods = {duty.period_id: duty.period for duty in duties}
    for pk in {period for _, period in counted} & periods.keys():
        agencies = {agency for agency, period in counted if period == pk}
        for value in typed_beside(periods[pk], agencies):
            if value.number is not None:
                found[value.figure_id, value.agency_id, pk] = value.number
    return found


def _numbers(
    duties: Sequence[Duty], known: Known
) -> tuple[Numbers, set[tuple[int, int]]]:
    """Return the numbers of now, of the period before and of earlier parts, and which
    agencies have a counted one in which period.
    """
    figures = {figure for rows in known.figures.values() for figure in rows}
    wanted = {figure.pk for figure in figures} | {
        figure.not_below_id for figure in figures if figure.not_below_id
    }
    periods = {duty.period_id for duty in duties} | set(known.before.values())
    periods |= {part.pk for parts in known.parts.values() for part in parts}
    values = FigureValue.objects.filter(
        Q(figure__in=wanted) | Q(figure__replaced_by__in=wanted),
        agency__in={duty.agency_id for duty in duties},
        period__in=periods,
        is_current=True,
        number__isnull=False,
    )
    rows = values.values_list(
        "figure", "figure__replaced_by", "agency", "period", "number", "is_counted"
    )
    found: Numbers = {}
    counted: set[tuple[int, int]] = set()
    for figure, heir, agency, period, number, is_counted in rows:
        if is_counted:
            counted.add((agency, period))
        if number is not None:
            key = (figure if figure in wanted else heir, agency, period)
            found[key] = found.get(key, Decimal(0)) + number
    return found, counted


def _others(
    duties: Sequence[Duty], numbers: Mapping[tuple[int, int, int], Decimal]
) -> dict[tuple[int, str, int], tuple[int, int]]:
    """Return (figure, kind, period) → how many answered more than 0, and at all."""
    zeros = {figure for (figure, _, _), number in numbers.items() if number == 0}
    if not zeros:
        return {}
    rows = (
        FigureValue.objects.filter(
            figure__in=zeros,
            period__in={duty.period_id for duty in duties},
            agency__kind__in={duty.agency.kind for duty in duties},
            is_current=True,
            number__isnull=False,
        )
        .order_by()
        .values_list("figure", "agency__kind", "period")
        .annotate(positive=Count("pk", filter=Q(number__gt=0)), everyone=Count("pk"))
    )
    return {(f, kind, p): (positive, every) for f, kind, p, positive, every in rows}
