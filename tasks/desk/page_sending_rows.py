"""What stands in each duty that an agency is about to send: entries, proof, moves, figures."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Window
from django.db.models.functions import RowNumber

from tasks.figures.answer_text import told
from tasks.models import (
    Duty,
    DutyEvent,
    EntryLink,
    Evidence,
    EvidenceLink,
    FigureValue,
    Period,
    ProgressEntry,
    Schedule,
    TaskFigure,
)
from tasks.work.doubts import ToldDoubt

#: How much proof of one duty is read before sending; its page has the rest.
PROOF_SHOWN = 10


@dataclass(frozen=True)
class SaidFigure:
    """One figure as it will be read: with its unit, and what was said before."""

    label: str
    unit: str
    now: str
    beside: str
    before: str
    doubts: list[ToldDoubt] = field(default_factory=list)


@dataclass(frozen=True)
class FiguresBefore:
    """What figures are compared with; the names head the columns."""

    beside: Mapping[int, FigureValue] = field(default_factory=dict)
    before: Mapping[int, FigureValue] = field(default_factory=dict)
    beside_name: str = ""
    before_name: str = ""


def entries_to_send(duties: Sequence[Duty]) -> dict[int, list[ProgressEntry]]:
    """Return what was written since the last sending, all of it when that is nothing."""
    whole: dict[int, list[ProgressEntry]] = defaultdict(list)
    links = EntryLink.objects.standing().filter(duty__in=duties)
    for link in links.select_related("entry__author").order_by(
        "-entry__done_on", "-entry_id"
    ):
        whole[link.duty_id].append(link.entry)
    for duty in duties:
        sent, rows = duty.submitted_at, whole[duty.pk]
        fresh = [row for row in rows if sent and row.recorded_at > sent]
        whole[duty.pk] = fresh or rows
    return whole


def proof_to_send(duties: Sequence[Duty]) -> dict[int, list[Evidence]]:
    """Return duty → its first pieces of proof, and how many there are beyond them."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    links = EvidenceLink.objects.filter(
        duty__in=duties,
        removed_at__isnull=True,
        evidence__quarantined_at__isnull=True,
    ).annotate(
        place=Window(RowNumber(), partition_by="duty_id", order_by="pk"),
        count=Window(Count("pk"), partition_by="duty_id"),
    )
    shown = links.filter(place__lte=PROOF_SHOWN).select_related("evidence")
    for link in shown.order_by("pk"):
        link.evidence.beyond = link.count - PROOF_SHOWN  # type: ignore[attr-defined] # for the page
        found[link.duty_id].append(link.evidence)
    return found


def last_moves(duties: Sequence[Duty]) -> dict[int, DutyEvent]:
    """Return duty → its last move between officer, head and steering agency."""
    kinds = (
        DutyEvent.Kind.PREPARED,
        DutyEvent.Kind.REOPENED,
        DutyEvent.Kind.SENT_BACK,
        DutyEvent.Kind.TAKEN_BACK,
    )
    events = DutyEvent.objects.filter(duty__in=duties, kind__in=kinds)
    rows = events.select_related("actor").order_by("recorded_at", "pk")
    return {event.duty_id: event for event in rows}


def figures_to_send(
    duties: Sequence[Duty],
    periods: Iterable[Period],
    before: FiguresBefore,
    doubts: Mapping[int, list[ToldDoubt]],
) -> dict[int, list[SaidFigure]]:
    """Return duty → its figures and answers, in the order of the form; `periods` in the
    order in which they are meant.
    """
    meant = [period.pk for period in periods]
    values = FigureValue.times.filter(
        agency__in={duty.agency_id for duty in duties},
        period__in=meant,
        is_current=True,
    ).select_related("figure")
    answers: dict[tuple[int, date | None], dict[int, FigureValue]] = defaultdict(dict)
    for value in values:
        answers[value.figure_id, value.occurs_from][value.period_id] = value
    by_task: dict[int, list[Duty]] = defaultdict(list)
    for duty in duties:
        by_task[duty.task_id].append(duty)
    found: dict[int, list[SaidFigure]] = defaultdict(list)
    figures = {figure_id for figure_id, _ in list(answers)}
    asked = TaskFigure.objects.filter(task__in=by_task, figure__in=figures)
    joined = asked.select_related("figure").order_by("figure__position", "figure_id")
    for row in joined:
        for duty in by_task[row.task_id]:
            value = _of_duty(answers[row.figure_id, duty.occurs_from], duty, meant)
            mine = [d for d in doubts[duty.pk] if d.figure_id == row.figure_id]
            if value:
                found[duty.pk].append(_said(row, value, before, mine))
    return found


def _of_duty(
    given: Mapping[int, FigureValue], duty: Duty, meant: Iterable[int]
) -> FigureValue | None:
    """Return the answer that the duty sends: of its period; where it is carried from one
    to the next, of the first that is meant and has one.
    """
    carried = meant if duty.schedule == Schedule.ONCE else ()
    return next((given[pk] for pk in (duty.period_id, *carried) if pk in given), None)


def _said(
    row: TaskFigure, value: FigureValue, before: FiguresBefore, doubts: list[ToldDoubt]
) -> SaidFigure:
    def then(values: Mapping[int, FigureValue]) -> str:
        return told(values[row.figure_id]) if row.figure_id in values else ""

    beside, last = then(before.beside), then(before.before)
    figure = row.figure
    return SaidFigure(figure.label, figure.unit, told(value), beside, last, doubts)
