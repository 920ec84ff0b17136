"""What an agency is about to send, whole, before its head presses the button."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Window
from django.db.models.functions import RowNumber

from agencies.models import Agency
from tasks.adhoc.page import open_requests_of
from tasks.desk.page import build_desk
from tasks.desk.page_line import DeskLine
from tasks.desk.page_steps import Hands
from tasks.duties.of_agency import duties_of
from tasks.duties.same_work_in_parts import values_beside
from tasks.figures.answer_text import told
from tasks.figures.answers import last_values
from tasks.models import (
    Duty,
    DutyEvent,
    EntryLink,
    Evidence,
    EvidenceLink,
    FigureValue,
    Period,
    ProgressEntry,
    State,
    TaskFigure,
)
from tasks.work.doubts import ToldDoubt, doubts_of

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


@dataclass(frozen=True)
class Ready:
    """One duty that may go out: what the steering agency will read, and what it will ask."""

    line: DeskLine
    entries: list[ProgressEntry]
    figures: list[SaidFigure]
    evidence: list[Evidence]
    doubts: list[ToldDoubt]
    put_up: DutyEvent | None
    taken_back: bool

    @property
    def unexplained(self) -> int:
        """Return how many doubts nobody explained."""
        return sum(not doubt.explanation for doubt in self.doubts)

    @property
    def other_doubts(self) -> list[ToldDoubt]:
        """Return the doubts that stand at no figure."""
        shown = {id(doubt) for said in self.figures for doubt in said.doubts}
        return [doubt for doubt in self.doubts if id(doubt) not in shown]

    @property
    def ticked(self) -> bool:
        """Return whether it goes unless somebody says otherwise; nothing is refused."""
        return self.line.ready and not self.unexplained and not self.taken_back

    @property
    def why_not(self) -> str:
        """Return why it is not ticked, in a few words."""
        if self.unexplained:
            return f"có {self.unexplained} điểm cần xem"
        return "đã rút lại" if self.taken_back else "đang thực hiện"


@dataclass(frozen=True)
class Sending:
    """The page before «Gửi»: what may go, what stays."""

    ready: list[Ready]
    staying: list[DeskLine]
    before: FiguresBefore

    @property
    def ticked(self) -> list[Ready]:
        """Return what goes with one press."""
        return [each for each in self.ready if each.ticked]

    @property
    def left_out(self) -> list[Ready]:
        """Return what does not."""
        return [each for each in self.ready if not each.ticked]

    @property
    def doubts(self) -> int:
        """Return how many points deserve a look."""
        return sum(each.unexplained for each in self.ready)


def what_is_sent(agency: Agency, period: Period, today: date) -> Sending:
    """Return what the button could send now; a fixed number of queries."""
    rows = duties_of(agency, period)
    return sending_of(rows, period, [period], compared(agency, period), today)


def answers_to_send(agency: Agency, today: date) -> Sending:
    """Return the same for everything asked by ad-hoc requests that are open."""
    rows = list(open_requests_of(agency))
    return sending_of(rows, None, [row.period for row in rows], FiguresBefore(), today)


def compared(agency: Agency, period: Period) -> FiguresBefore:
    """Return the half-year's answers and last year's."""
    other, beside = values_beside(agency.pk, period)
    before = last_values(agency.pk, period)
    years = {value.period_id: value for value in before.values()}
    last = Period.objects.filter(pk__in=years).first() if years else None
    name = str(last.year) if last and last.kind == Period.Kind.YEAR else str(last or "")
    part = other.get_kind_display() if other and beside else ""
    return FiguresBefore(beside, before, part, name)


def sending_of(
    duties: Iterable[Duty],
    period: Period | None,
    periods: Iterable[Period],
    before: FiguresBefore,
    today: date,
) -> Sending:
    """Return what goes and what stays of one agency's duties; the answers shown are
    those given in these periods.
    """
    desk = build_desk(duties=duties, period=period, today=today, hands=Hands())
    lines = [line for line in desk.lines if line.is_worked and line.is_open]
    lines.sort(key=lambda line: (line.is_mine, line.duty.task.position))
    going = [line for line in lines if not line.missing]
    rows = [line.duty for line in going]
    entries, proof, moves = _entries(rows), _evidence(rows), _moves(rows)
    doubts = doubts_of(rows)
    figures = _figures(rows, periods, before, doubts)
    return Sending(
        ready=[
            Ready(
                line=line,
                entries=entries[line.duty.pk],
                figures=figures[line.duty.pk],
                evidence=proof[line.duty.pk],
                doubts=doubts[line.duty.pk],
                put_up=_put_up(line.duty, moves),
                taken_back=_kind(line.duty, moves) == DutyEvent.Kind.TAKEN_BACK,
            )
            for line in going
        ],
        staying=[line for line in lines if line.missing],
        before=before,
    )


def _entries(duties: Sequence[Duty]) -> dict[int, list[ProgressEntry]]:
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


def _evidence(duties: Sequence[Duty]) -> dict[int, list[Evidence]]:
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


def _moves(duties: Sequence[Duty]) -> dict[int, DutyEvent]:
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


def _kind(duty: Duty, moves: Mapping[int, DutyEvent]) -> str:
    return moves[duty.pk].kind if duty.pk in moves else ""


def _put_up(duty: Duty, moves: Mapping[int, DutyEvent]) -> DutyEvent | None:
    return moves.get(duty.pk) if duty.state == State.PREPARED else None


def _figures(
    duties: Sequence[Duty],
    periods: Iterable[Period],
    before: FiguresBefore,
    doubts: Mapping[int, list[ToldDoubt]],
) -> dict[int, list[SaidFigure]]:
    """Return duty → its figures and answers, in the order of the form."""
    values = FigureValue.times.filter(
        agency__in={duty.agency_id for duty in duties},
        period__in={period.pk for period in periods},
        is_current=True,
        row=0,
    ).select_related("figure")
    answers = {(value.figure_id, value.occurs_from): value for value in values}
    by_task: dict[int, list[Duty]] = defaultdict(list)
    for duty in duties:
        by_task[duty.task_id].append(duty)
    found: dict[int, list[SaidFigure]] = defaultdict(list)
    figures = {figure_id for figure_id, _ in answers}
    asked = TaskFigure.objects.filter(task__in=by_task, figure__in=figures)
    joined = asked.select_related("figure").order_by("figure__position", "figure_id")
    for row in joined:
        for duty in by_task[row.task_id]:
            value = answers.get((row.figure_id, duty.occurs_from))
            mine = [d for d in doubts[duty.pk] if d.figure_id == row.figure_id]
            if value:
                found[duty.pk].append(_said(row, value, before, mine))
    return found


def _said(
    row: TaskFigure, value: FigureValue, before: FiguresBefore, doubts: list[ToldDoubt]
) -> SaidFigure:
    def then(values: Mapping[int, FigureValue]) -> str:
        return told(values[row.figure_id]) if row.figure_id in values else ""

    beside, last = then(before.beside), then(before.before)
    figure = row.figure
    return SaidFigure(figure.label, figure.unit, told(value), beside, last, doubts)
