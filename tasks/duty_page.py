"""What the page of one duty shows besides its own fields."""

from dataclasses import dataclass
from datetime import date

from agencies.models import User
from tasks.access import can_review, can_send, can_write
from tasks.answer_text import told
from tasks.models import TO_DO, Duty, Evidence, Period, State, TaskFigure
from tasks.services.answers import current_values, figures_asked, last_values
from tasks.services.errors import PeriodClosed
from tasks.services.moves import working_period
from tasks.services.sending import missing_for_sending
from tasks.services.twins import values_beside


@dataclass(frozen=True)
class FigureRow:
    """One figure: now and in the period before."""

    row: TaskFigure
    now: str | None
    before: str | None
    who: str
    beside: str = ""


@dataclass(frozen=True)
class Powers:
    """What the person may do with this duty now; pages ask, services decide."""

    writes: bool
    prepares: bool
    sends: bool
    reviews: bool


def powers_over(duty: Duty, user: User, today: date) -> Powers:
    """Return what the page offers to the person."""
    works = duty.state in TO_DO and is_open_for(duty, today)
    writes = works and can_write(user, duty.agency_id, today)
    sends = works and can_send(user, duty.agency, today)
    return Powers(
        writes=writes,
        prepares=writes and not sends and duty.state != State.PREPARED,
        sends=sends,
        reviews=can_review(user, duty.period.plan, today),
    )


def may_explain(duty: Duty, user: User, today: date) -> bool:
    """Return whether the person may say something to doubts about the duty."""
    told = duty.state in {*TO_DO, State.SUBMITTED} and is_open_for(duty, today)
    return told and can_write(user, duty.agency_id, today)


def is_open_for(duty: Duty, today: date) -> bool:
    """Return whether the agency may still work on the duty."""
    try:
        working_period(duty, today)
    except PeriodClosed:
        return False
    return True


def period_of_work(duty: Duty, today: date) -> Period:
    """Return the period being worked in, or the duty's own when all is closed."""
    try:
        return working_period(duty, today)
    except PeriodClosed:
        return duty.period


def figure_rows(duty: Duty, today: date) -> list[FigureRow]:
    """Return the duty's figures with the answers of now and of last period."""
    period = period_of_work(duty, today)
    now = current_values(duty.agency_id, period)
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
        )
        for row in figures_asked([duty], duty.agency)
    ]


def evidence_of(duty: Duty) -> list[Evidence]:
    """Return the proof attached to the duty that is not quarantined."""
    held = Evidence.objects.filter(
        links__duty=duty, links__removed_at__isnull=True, quarantined_at__isnull=True
    )
    return list(held.select_related("uploaded_by").order_by("-recorded_at"))


def missing_of(duty: Duty) -> list[str]:
    """Return what the duty lacks before sending; nothing once it was sent."""
    return missing_for_sending(duty) if duty.state in TO_DO else []
