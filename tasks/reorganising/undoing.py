"""Undoing a reorganisation: what is about agencies; the rest as any event (`moving`)."""

from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from agencies.events.ancestry import rebuild_ancestry
from agencies.models import Agency, Reorganisation, Succession, User
from tasks.duties.errors import InvalidInput
from tasks.duties.locks import hold_agencies, hold_periods
from tasks.models import Duty, FigureValue, Period, UnitReport
from tasks.moving.undoing import (
    TOO_LATE,
    closed_since,
    few,
    later_events,
    made_by,
    put_back,
    touched_duties,
    work_since,
)
from tasks.reorganising.applying import lock_event


def obstacles_to_undo(*, event: Reorganisation) -> list[str]:
    """Return who has worked on what since; empty when undoing is possible."""
    if event.state != Reorganisation.State.APPLIED or event.applied_at is None:
        return ["Sự kiện chưa áp dụng hoặc đã hoàn tác."]
    if not event.changes.exists():
        return ["Sự kiện nạp từ dữ liệu lịch sử, không có gì để hoàn tác."]
    duties = touched_duties(event)
    return few(
        [
            *followed_since(event),
            *later_events(event),
            *closed_since(event, Duty.objects.filter(pk__in=duties)),
            *work_since(event, duties),
            *work_at_begun(event),
        ]
    )


def followed_since(event: Reorganisation) -> list[str]:
    """Return later events that end one of this event's successors."""
    heirs = event.lines.filter(successor__isnull=False).values("successor_id")
    later = Succession.objects.filter(
        event__state=Reorganisation.State.APPLIED, predecessor__in=heirs
    )
    rows = later.exclude(event=event).select_related("event", "predecessor")
    return [f"{r.predecessor} đã kết thúc theo «{r.event.name}»." for r in rows]


def work_at_begun(event: Reorganisation) -> list[str]:
    """Return, by person, what was said for the agencies that the event created."""
    begun = made_by(event, Agency)
    at_agency: list[tuple[type[models.Model], str, str]] = [
        (FigureValue, "entered_by", "đã nhập số liệu của"),
        (UnitReport, "recorded_by", "đã ghi báo cáo của"),
    ]
    said = []
    for model, who, what in at_agency:
        rows: Any = model._default_manager.filter(
            agency__in=begun, recorded_at__gt=event.applied_at
        )
        found = rows.select_related(who, "agency")
        said += [f"{getattr(r, who)} {what} {r.agency}." for r in found]
    return said


@transaction.atomic
def undo_event(
    *, event: Reorganisation, actor: User | None, today: date, now: datetime
) -> None:
    """Restore every row that the event changed and remove what it made.

    Raises InvalidInput that says who worked on what when it is too late.
    """
    row = lock_event(event)
    hold_periods(Period.objects.filter(state=Period.State.OPEN))
    touched = Duty.objects.filter(pk__in=touched_duties(row))
    hold_agencies(touched.values_list("agency_id", flat=True))
    if obstacles := obstacles_to_undo(event=row):
        raise InvalidInput(TOO_LATE + " ".join(obstacles))
    put_back(row, actor=actor, now=now, what="đơn vị mới")
    rebuild_ancestry()
