"""What the page of one duty shows besides its own fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch

from agencies.models import User
from tasks.access import can_record_letter, can_review, can_send, can_write
from tasks.answer_text import told
from tasks.earlier_page import earlier_of
from tasks.models import (
    LIVE,
    TO_DO,
    Correction,
    Duty,
    Evidence,
    FigureValue,
    Period,
    State,
    TaskFigure,
)
from tasks.services.answers import figures_asked, last_values, values_over_time
from tasks.services.errors import PeriodClosed
from tasks.services.moves import is_worked, working_period
from tasks.services.scans import mark_checked
from tasks.services.sending import missing_for_sending
from tasks.services.taking_back import why_not_take_back
from tasks.services.twins import values_beside

#: How much proof a page shows, and the parameter that names the page.
PROOF_PER_PAGE, PROOF_PAGE = 20, "mc"


@dataclass(frozen=True)
class FigureRow:
    """One figure: now and in the period before."""

    row: TaskFigure
    now: str | None
    before: str | None
    who: str
    beside: str = ""
    #: Every answer there was, newest first, once there was more than one.
    history: tuple[FigureValue, ...] = ()

    @property
    def changes(self) -> list[tuple[str, FigureValue]]:
        """Return each answer in words with who gave it, when and why."""
        return [(told(value), value) for value in self.history]


@dataclass(frozen=True)
class Powers:
    """What the person may do with this duty now; pages ask, services decide."""

    writes: bool
    prepares: bool
    sends: bool
    reviews: bool
    corrects: bool
    takes_back: bool = False
    #: Why the head cannot take back what was sent.
    kept_because: str = ""
    records: bool = False


def powers_over(duty: Duty, user: User, today: date) -> Powers:
    """Return what the page offers to the person."""
    is_open = is_worked(duty, today)
    works = duty.state in TO_DO and is_open
    corrects = is_open and duty.state in LIVE and can_write(user, duty.agency_id, today)
    writes = works and corrects
    sends = works and can_send(user, duty.agency, today)
    sent = is_open and duty.state == State.SUBMITTED
    kept = None
    if sent := sent and can_send(user, duty.agency, today):
        kept = why_not_take_back(duty)
    return Powers(
        writes=writes,
        prepares=writes and not sends and duty.state != State.PREPARED,
        sends=sends,
        reviews=can_review(user, duty.period.plan, today),
        corrects=corrects,
        takes_back=sent and kept is None,
        kept_because=kept.message if kept else "",
        records=works
        and not (writes or duty.period.kind == Period.Kind.ADHOC)
        and can_record_letter(user, duty.agency_id, today),
    )


def may_explain(duty: Duty, user: User, today: date) -> bool:
    """Return whether the person may say something to doubts about the duty."""
    told = duty.state in {*TO_DO, State.SUBMITTED} and is_worked(duty, today)
    return told and can_write(user, duty.agency_id, today)


def period_of_work(duty: Duty, today: date) -> Period:
    """Return the period being worked in, or the duty's own when all is closed."""
    try:
        return working_period(duty, today)
    except PeriodClosed:
        return duty.period


def figure_rows(duty: Duty, today: date) -> list[FigureRow]:
    """Return the duty's figures with the answers of now and of last period."""
    period = period_of_work(duty, today)
    history = values_over_time(duty.agency_id, period)
    now = {key: rows[0] for key, rows in history.items() if rows[0].is_current}
    before = last_values(duty.agency_id, period)
    other, values = values_beside(duty.agency_id, period)
    return [
        FigureRow(
            row=row,
            now=told(now[row.figure_id]) if row.figure_id in now else None,
            before=told(before[row.figure_id]) if row.figure_id in before else None,
            who=str(now[row.figure_id].entered_by) if row.figure_id in now else "",
            beside=f"{other}: {told(values[row.figure_id])}"
            if row.figure_id in values
            else "",
            history=_changes(history.get(row.figure_id, ())),
        )
        for row in figures_asked([duty], duty.agency)
    ]


def _changes(values: Sequence[FigureValue]) -> tuple[FigureValue, ...]:
    return tuple(values) if len(values) > 1 else ()


def evidence_of(duty: Duty, number: str | None) -> Page:  # type: ignore[type-arg]
    """Return a page of the proof attached to the duty that is not quarantined, each with
    what it said `earlier`.
    """
    held = Evidence.objects.filter(
        links__duty=duty, links__removed_at__isnull=True, quarantined_at__isnull=True
    )
    made = Prefetch("corrections", Correction.objects.select_related("made_by"))
    rows = held.select_related("uploaded_by").prefetch_related(made)
    pages = Paginator(rows.order_by("-recorded_at", "-pk"), PROOF_PER_PAGE)
    page = pages.get_page(number)
    for each in page:
        each.earlier = earlier_of(each.corrections.all())
    mark_checked(page)
    return page


def missing_of(duty: Duty) -> list[str]:
    """Return what the duty lacks before sending; nothing once it was sent."""
    return missing_for_sending(duty) if duty.state in TO_DO else []
