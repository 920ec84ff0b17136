"""What an agency is about to send, whole, before its head presses the button."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from agencies.models import Agency
from tasks.adhoc.page import open_requests_of
from tasks.desk.page import build_desk
from tasks.desk.page_line import DeskLine
from tasks.desk.page_sending_rows import (
    FiguresBefore,
    SaidFigure,
    entries_to_send,
    figures_to_send,
    last_moves,
    proof_to_send,
)
from tasks.desk.page_steps import Hands
from tasks.desk.paging import DESK_ROWS
from tasks.desk.shown import rows_over_all
from tasks.desk.tally import by_urgency, order_for, placed
from tasks.duties.of_agency import duties_of
from tasks.duties.same_work_in_parts import values_beside
from tasks.figures.answers import last_values
from tasks.models import (
    Duty,
    DutyEvent,
    EntryLink,
    Evidence,
    Period,
    Plan,
    ProgressEntry,
    State,
)
from tasks.work.doubts import ToldDoubt, doubts_of
from tasks.work.sending import missing_by_duty


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
    #: What else may go than the page holds.
    beyond: Sequence[Duty] = ()
    #: How much more stays.
    staying_beyond: int = 0

    @property
    def number(self) -> int:
        """Return how much may go, on this page and later."""
        return len(self.ready) + len(self.beyond)

    @property
    def staying_number(self) -> int:
        """Return how much stays, on this page and later."""
        return len(self.staying) + self.staying_beyond

    @property
    def has_more(self) -> bool:
        """Return whether the page does not hold all."""
        return bool(self.beyond or self.staying_beyond)

    @property
    def ticked(self) -> list[Ready]:
        """Return what goes with one press."""
        return [each for each in self.ready if each.ticked]

    @property
    def left_out(self) -> list[Ready]:
        """Return what does not."""
        return [each for each in self.ready if not each.ticked]

    @property
    def plans(self) -> list[tuple[Plan, int]]:
        """Return the plans of what may go, without requests, each with how much of it."""
        duties = (*(each.line.duty for each in self.ready), *self.beyond)
        periods = (duty.period for duty in duties)
        numbers = Counter(each.plan for each in periods if not each.is_adhoc)
        return list(numbers.items())

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


def sent_over_all(agency: Agency, today: date) -> Sending:
    """Return the same over all plans, requests too: of what has an entry, what its head
    was given first, then the nearest day, as many as one page holds; what is beyond is
    counted by what it lacks, in as many queries for any number.
    """
    written = EntryLink.objects.standing().filter(duty=OuterRef("pk"))
    own: Any = rows_over_all(agency, today)
    kept = own.to_do().filter(Exists(written))
    rows = by_urgency(placed(kept, today, order_for(sends=True)))
    joined = rows.for_page().select_related("period__plan")  # type: ignore[attr-defined]
    every = list(joined)
    shown, later = every[:DESK_ROWS], every[DESK_ROWS:]
    plans = {duty.period.plan_id for duty in shown}
    open_ones = Period.objects.filter(plan__in=plans, state=Period.State.OPEN)
    periods = open_ones.meant_first(today)
    sending = sending_of(shown, None, periods, FiguresBefore(), today)
    lacking = missing_by_duty(later) if later else {}
    going = [duty for duty in later if not lacking[duty.pk]]
    left = len(later) - len(going)
    return replace(sending, beyond=going, staying_beyond=left)


def compared(agency: Agency, period: Period) -> FiguresBefore:
    """Return the half-year's answers and last year's."""
    other, beside = values_beside(agency.pk, period)
    before = last_values(agency.pk, period)
    years = {value.period_id: value for value in before.values()}
    last = Period.objects.filter(pk__in=years).first() if years else None
    name = str(last.year) if last and last.kind == Period.Kind.YEAR else str(last or "")
    part = other.short_label if other and beside else ""
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
    lines.sort(key=_in_turn)
    going = [line for line in lines if not line.missing]
    rows = [line.duty for line in going]
    entries, proof, moves = entries_to_send(rows), proof_to_send(rows), last_moves(rows)
    doubts = doubts_of(rows)
    figures = figures_to_send(rows, periods, before, doubts)
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


def _in_turn(line: DeskLine) -> tuple[bool, int, int]:
    """Return the place of a row: what the head was given first, then plan by plan."""
    return (line.is_mine, line.duty.period.plan_id, line.duty.task.position)


def _kind(duty: Duty, moves: Mapping[int, DutyEvent]) -> str:
    return moves[duty.pk].kind if duty.pk in moves else ""


def _put_up(duty: Duty, moves: Mapping[int, DutyEvent]) -> DutyEvent | None:
    return moves.get(duty.pk) if duty.state == State.PREPARED else None
