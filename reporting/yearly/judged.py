"""What the report judges by, beside its counts: levels, difficulties, last promises."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Q, Subquery

from kehoach.lib.text import search_text
from reporting.counting.excerpts import quotable
from reporting.counting.lateness import owed_rows_of
from reporting.facts.report import ReportSection
from reporting.kept.facts import frozen_facts_of
from reporting.models import (
    FrozenReport,
    NamedExample,
    OutlineSection,
    ReplacedReport,
    YearlyReport,
)
from tasks.duties.lineage import in_line, nearness
from tasks.duties.past_words import in_periods_of
from tasks.models import Difficulty, Figure, Period

#: Key of the section that looks ahead, when no outline is stored.
_AHEAD = str(OutlineSection.Rule.DIRECTION)


@dataclass
class Raised:
    """Difficulties that say the same: raised by whom, on what, what became of them."""

    pk: int
    text: str
    recommendation: str
    note: str
    task_code: str
    task_title: str
    is_escalated: bool
    committee_number: str
    committee_on: date | None
    agencies: list[str] = field(default_factory=list)


class Promised(NamedTuple):
    """What the last report set out to do: how it is cited, its lines, where it stands
    (its period, and its plan where this is another one).
    """

    cited: str
    lines: tuple[str, ...]
    place: str


class ToldFigure(NamedTuple):
    """A figure that sentences tell: when periods are compared, and of its sum where the
    last report promised something with the word.
    """

    code: str
    is_compared: bool
    promise_word: str
    promise_result: str


class Named(NamedTuple):
    """What an officer chose to name: who wrote what, on which task."""

    agency: str
    text: str
    task_code: str


@dataclass(frozen=True)
class Judged:
    """Facts for sentences of judgement."""

    as_of: date
    levels: dict[str, int]
    raised: tuple[Raised, ...]
    promised: Promised | None
    named: tuple[Named, ...] = ()
    told: tuple[ToldFigure, ...] = ()


def judged_of(period: Period, today: date) -> Judged:
    """Return the facts with a number of queries that does not grow."""
    return Judged(
        as_of=period.data_day(today),
        levels=_levels(period),
        raised=tuple(alike(_difficulties(period))),
        promised=_promised(period),
        named=tuple(_named(period)),
        told=tuple(_told(period)),
    )


def _told(period: Period) -> Iterator[ToldFigure]:
    told = Q(is_compared=True) | ~Q(promise_word="")
    rows = Figure.objects.filter(told, plan=period.plan_id)
    for row in rows.values_list(*ToldFigure._fields):
        yield ToldFigure(*row)


def _levels(period: Period) -> dict[str, int]:
    """Return kind → how many agencies owe something."""
    rows = owed_rows_of(period).order_by().values_list("agency__kind")
    return dict(rows.annotate(number=Count("agency", distinct=True)))


def _difficulties(period: Period) -> Iterable[Difficulty]:
    rows = Difficulty.objects.filter(period=period).counted_once()
    joined = rows.select_related("agency", "duty__task").order_by("recorded_at", "pk")
    return in_periods_of(joined.prefetch_related("merged__agency"))


def alike(rows: Iterable[Difficulty]) -> Iterator[Raised]:
    """Yield each difficulty once, those with the same words and state put together."""
    found: dict[tuple[str, str, str], Raised] = {}
    for row in rows:
        words = search_text(row.text).strip(" .;")
        key = (words, row.state, row.committee_number)
        one = found.setdefault(key, _raised(row))
        names = [row.agency.name, *(each.agency.name for each in row.merged.all())]
        one.agencies += [name for name in names if name not in one.agencies]
    yield from found.values()


def _raised(row: Difficulty) -> Raised:
    task = row.duty.task if row.duty else None
    return Raised(
        pk=row.pk,
        text=row.text,
        recommendation=row.recommendation,
        note=row.answer.partition("\n\n")[0],
        task_code=task.code if task else "",
        task_title=task.short_title if task else "",
        is_escalated=row.state == Difficulty.State.ESCALATED
        or bool(row.committee_number),
        committee_number=row.committee_number,
        committee_on=row.committee_on,
    )


def _named(period: Period) -> Iterator[Named]:
    """Yield the picked examples that still stand, in the order of the agencies."""
    picked = NamedExample.objects.filter(period=period, dropped_at=None)
    rows = quotable(period).filter(pk__in=picked.values("link"))
    joined = rows.select_related("entry__agency", "duty__task")
    for row in in_periods_of(joined.order_by("entry__agency__sort_key", "pk")):
        yield Named(row.entry.agency.name, row.entry.text, row.duty.task.code)


def _promised(period: Period) -> Promised | None:
    """Return what the last report of this kind said of the time ahead, as frozen: the
    issued one until the one that is to replace it is issued (decision 027); of the plan,
    else of the plan whose place it took (decision 054).
    """
    path = "report__period__plan"
    before = ReplacedReport.objects.filter(report=OuterRef("report"))
    issued = Q(report__state=YearlyReport.State.ISSUED)
    last = (
        FrozenReport.objects.filter(
            in_line(period.plan_id, path),
            report__period__kind=period.kind,
            report__period__data_to__lt=period.data_from,
        )
        .annotate(
            old=Subquery(before.values("version")[:1]),
            old_number=Subquery(before.values("number")[:1]),
        )
        .filter(
            ~issued & Q(pk=F("old"))
            | Q(reopened_at__isnull=True) & (issued | Q(old__isnull=True))
        )
        .select_related("report__period__plan")
        .order_by("-report__period__data_to", nearness(period.plan_id, path))
        .first()
    )
    if last is None:
        return None
    said = _lines(frozen_facts_of(last).sections)
    report = last.report
    number = last.old_number if last.pk == last.old else report.number
    cited = f"Báo cáo số {number}" if number else "Báo cáo"
    return Promised(f"{cited} {report.period.words}", said, _place(report, period))


def _place(report: YearlyReport, period: Period) -> str:
    """Return where the report stands."""
    then = report.period
    return (
        then.key if then.plan_id == period.plan_id else f"{then.key}/{then.plan.code}"
    )


def _lines(sections: Iterable[ReportSection]) -> tuple[str, ...]:
    for section in sections:
        if section.key == _AHEAD:
            return section.paragraphs
        if found := _lines(section.children):
            return found
    return ()
