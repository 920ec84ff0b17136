"""Undoing an event: everything as it was, until somebody has worked on the result."""

from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError

from agencies.events.ancestry import rebuild_ancestry
from agencies.models import (
    Agency,
    GroupMember,
    Membership,
    Reorganisation,
    Succession,
    User,
)
from tasks.duties.errors import InvalidInput
from tasks.duties.locks import hold_agencies, hold_periods
from tasks.models import (
    Assignment,
    ContributionRequest,
    Difficulty,
    DoubtNote,
    Duty,
    DutyEvent,
    DutyMessage,
    DutySnapshot,
    EntryLink,
    EvidenceLink,
    ExtensionRequest,
    FigureValue,
    Period,
    Reminder,
    UnitReport,
)
from tasks.moving.journal import noted, restore
from tasks.reminders.ledger import wait_again
from tasks.reorganising.applying import lock_event

#: Models whose rows an event creates, what hangs on others first.
REMOVAL: tuple[type[models.Model], ...] = (
    EvidenceLink,
    EntryLink,
    Duty,
    Assignment,
    GroupMember,
    Membership,
    Agency,
)
#: Obstacles that are named; the rest is counted.
MOST_NAMED = 10


def touched_duties(event: Reorganisation) -> list[int]:
    """Return the duties that the event made or changed."""
    rows = event.changes.filter(table=Duty._meta.label)
    return list(rows.values_list("row_id", flat=True).distinct())


def begun_agencies(event: Reorganisation) -> list[int]:
    """Return the agencies that the event created."""
    rows = event.changes.filter(table=Agency._meta.label, before__isnull=True)
    return list(rows.values_list("row_id", flat=True))


def obstacles_to_undo(*, event: Reorganisation) -> list[str]:
    """Return who has worked on what since; empty when undoing is possible."""
    if event.state != Reorganisation.State.APPLIED or event.applied_at is None:
        return ["Sự kiện chưa áp dụng hoặc đã hoàn tác."]
    if not event.changes.exists():
        return ["Sự kiện nạp từ dữ liệu lịch sử, không có gì để hoàn tác."]
    found = [*later_events(event), *closed_since(event), *work_since(event)]
    if len(found) > MOST_NAMED:
        more = len(found) - MOST_NAMED
        found = [*found[:MOST_NAMED], f"… và {more} việc khác."]
    return found


def later_events(event: Reorganisation) -> list[str]:
    """Return later events that end one of this event's successors."""
    heirs = event.lines.filter(successor__isnull=False).values("successor_id")
    later = Succession.objects.filter(
        event__state=Reorganisation.State.APPLIED, predecessor__in=heirs
    )
    rows = later.exclude(event=event).select_related("event", "predecessor")
    return [f"{r.predecessor} đã kết thúc theo «{r.event.name}»." for r in rows]


def closed_since(event: Reorganisation) -> list[str]:
    """Return periods that were closed with the event's result in them."""
    rows = DutySnapshot.objects.filter(
        duty__in=touched_duties(event), period__closed_at__gte=event.applied_at
    )
    closed = Period.objects.filter(pk__in=rows.order_by().values("period"))
    return [
        f"Kỳ {period.words} đã chốt số liệu sau khi áp dụng."
        for period in closed.order_by("data_to")
    ]


def work_since(event: Reorganisation) -> list[str]:
    """Return, by person, what was done on the event's duties and agencies since."""
    since: dict[str, Any] = {"recorded_at__gt": event.applied_at}
    duties, begun = touched_duties(event), begun_agencies(event)
    links = EntryLink.objects.filter(duty__in=duties)
    entries = links.filter(entry__recorded_at__gt=event.applied_at)
    rows = entries.select_related("entry__author", "duty__task", "duty__agency")
    said = [f"{link.entry.author} đã ghi nhật ký {link.duty}." for link in rows]
    on_duty: list[tuple[type[models.Model], str, str]] = [
        (EvidenceLink, "added_by", "đã thêm minh chứng"),
        (Difficulty, "raised_by", "đã nêu khó khăn"),
        (ContributionRequest, "asked_by", "đã đề nghị phối hợp"),
        (DoubtNote, "author", "đã giải thích"),
        (DutyMessage, "author", "đã trao đổi"),
        (ExtensionRequest, "asked_by", "đã đề nghị gia hạn"),
    ]
    for model, who, what in on_duty:
        found: Any = model._default_manager.filter(duty__in=duties, **since)
        found = found.select_related(who, "duty__task", "duty__agency")
        said += [f"{getattr(r, who)} {what} {r.duty}." for r in found]
    moves = DutyEvent.objects.filter(
        duty__in=duties, actor__isnull=False, voided_at__isnull=True, **since
    ).exclude(kind=DutyEvent.Kind.READ)
    for event_row in moves.select_related("actor", "duty__task", "duty__agency"):
        what = event_row.get_kind_display().lower()
        said.append(f"{event_row.actor}: {what} {event_row.duty}.")
    at_agency: list[tuple[type[models.Model], str, str]] = [
        (FigureValue, "entered_by", "đã nhập số liệu của"),
        (UnitReport, "recorded_by", "đã ghi báo cáo của"),
    ]
    for model, who, what in at_agency:
        found = model._default_manager.filter(agency__in=begun, **since)
        found = found.select_related(who, "agency")
        said += [f"{getattr(r, who)} {what} {r.agency}." for r in found]
    return list(dict.fromkeys(said))


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
        raise InvalidInput("Không hoàn tác được nữa: " + " ".join(obstacles))
    changes = noted(row)
    made = [(model, pk) for model, pk, before in changes if before is None]
    void_events(row, [pk for model, pk in made if model is Duty], now)
    restore_all([change for change in changes if change[2] is not None])
    wait_again(keys=[pk for model, pk, _ in changes if model is Reminder], now=now)
    try:
        remove_all(made)
    except ProtectedError as error:
        names = ", ".join(sorted({str(o) for o in error.protected_objects})[:5])
        message = (
            f"Không hoàn tác được nữa: đã có dữ liệu gắn với đơn vị mới ({names})."
        )
        raise InvalidInput(message) from error
    row.state, row.undone_at, row.undone_by = Reorganisation.State.UNDONE, now, actor
    row.save(update_fields=["state", "undone_at", "undone_by"])
    rebuild_ancestry()


def void_events(event: Reorganisation, made: list[int], now: datetime) -> None:
    """Mark the event's moves as undone; those of removed duties go with them."""
    DutyEvent.objects.filter(duty__in=made).delete()
    Reminder.objects.filter(duty__in=made).delete()
    moves = DutyEvent.objects.filter(duty__in=touched_duties(event))
    at: Any = event.applied_at
    moves.filter(recorded_at=at).update(voided_at=now)


def restore_all(changes: list[tuple[type[models.Model], int, Any]]) -> None:
    """Write old columns back; `transferred` rows leave their heirs first."""
    by_model: dict[type[models.Model], dict[int, Any]] = {}
    for model, pk, before in changes:
        by_model.setdefault(model, {})[pk] = before
    for model, rows in by_model.items():
        restore(model, rows.items())


def remove_all(made: list[tuple[type[models.Model], int]]) -> None:
    """Delete what was created: what hangs on something before what it hangs on."""
    by_model: dict[type[models.Model], list[int]] = {}
    for model, pk in made:
        by_model.setdefault(model, []).append(pk)
    for model in REMOVAL:
        model._default_manager.filter(pk__in=by_model.get(model, ())).delete()
