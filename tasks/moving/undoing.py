"""Undoing an event, of agencies or of the plan: everything as it was, until somebody has
worked on the result. What only one kind of event has is undone in its own room.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import IntegrityError, models
from django.db.models import Exists, OuterRef, ProtectedError, QuerySet

from agencies.models import (
    Agency,
    GroupMember,
    Membership,
    Reorganisation,
    ReorganisationChange,
    User,
)
from tasks.duties.errors import InvalidInput
from tasks.models import (
    Assignment,
    Contribution,
    ContributionRequest,
    Difficulty,
    DoubtNote,
    Draft,
    Duty,
    DutyEvent,
    DutyMessage,
    DutySnapshot,
    EntryLink,
    EvidenceLink,
    ExtensionRequest,
    FigureValue,
    Period,
    PlanChange,
    PlanChangeRow,
    Reminder,
    Section,
    Target,
    Task,
    WordVersion,
)
from tasks.moving.journal import Event, noted, park_codes, restore
from tasks.reminders.ledger import wait_again

#: Models whose rows an event creates, what hangs on others first.
REMOVAL: tuple[type[models.Model], ...] = (
    EvidenceLink,
    EntryLink,
    FigureValue,
    Duty,
    WordVersion,
    Assignment,
    Task,
    Target,
    Section,
    GroupMember,
    Membership,
    Agency,
)
#: Models restored after that: of the same agency's two rows one holds on a day, of the
#: answers of one place one is current.
RESTORED_LAST = (Assignment, FigureValue)
#: Models whose codes are unique in a plan: what is made gives its code back first.
CODED = (Task, Section, Target)
#: Obstacles that are named; the rest is counted.
MOST_NAMED = 10
TOO_LATE = "Không hoàn tác được nữa: "


class Work(NamedTuple):
    """What a person leaves on a duty: in which rows, who, in words, when."""

    model: type[models.Model]
    who: str
    what: str
    when: str = "recorded_at"
    duty: str = "duty"


ON_DUTY = (
    Work(EntryLink, "entry__author", "đã ghi nhật ký", "entry__recorded_at"),
    Work(EntryLink, "entry__withdrawn_by", "đã rút nhật ký", "entry__stood_until"),
    Work(EvidenceLink, "added_by", "đã thêm minh chứng"),
    Work(EvidenceLink, "added_by", "có minh chứng đã gỡ ở", "removed_at"),
    Work(Difficulty, "raised_by", "đã nêu khó khăn"),
    Work(ContributionRequest, "asked_by", "đã đề nghị phối hợp"),
    Work(Contribution, "given_by", "đã phối hợp", duty="request__duty"),
    Work(DoubtNote, "author", "đã giải thích"),
    Work(DutyMessage, "author", "đã trao đổi"),
    Work(ExtensionRequest, "asked_by", "đã đề nghị gia hạn"),
)
#: Lost with the duty that the event made.
TYPED = Work(Draft, "person", "đang soạn dở", "saved_at")


def touched_duties(event: Event) -> list[int]:
    """Return the duties that the event made or changed."""
    rows = event.changes.filter(table=Duty._meta.label)
    return list(rows.values_list("row_id", flat=True).distinct())


def made_by(event: Event, model: type[models.Model]) -> list[int]:
    """Return the rows of the model that the event created."""
    rows = event.changes.filter(table=model._meta.label, before__isnull=True)
    return list(rows.values_list("row_id", flat=True))


def few(found: Iterable[str]) -> list[str]:
    """Return the obstacles, each once; beyond the first ten they are counted."""
    said = list(dict.fromkeys(found))
    if len(said) <= MOST_NAMED:
        return said
    return [*said[:MOST_NAMED], f"… và {len(said) - MOST_NAMED} việc khác."]


def applied_since(kind: Any, event: Event) -> QuerySet[Any]:
    """Return the events of a kind that were applied after this one and still stand."""
    rows: QuerySet[Any] = kind._default_manager.filter(
        state=kind.State.APPLIED, applied_at__gt=event.applied_at
    )
    return rows


def later_events(event: Event) -> list[str]:
    """Return later events that changed rows of this one again."""
    found: list[str] = []
    for kind, kept in (
        (PlanChange, PlanChangeRow),
        (Reorganisation, ReorganisationChange),
    ):
        same = {"table": OuterRef("table"), "row_id": OuterRef("row_id")}
        rows = kept.objects.filter(Exists(event.changes.filter(**same)))
        found += said_first(
            applied_since(kind, event).filter(pk__in=rows.values("event"))
        )
    return found


def said_first(events: Iterable[Event]) -> list[str]:
    """Return that these have to be undone first."""
    return [
        f"«{each}» áp dụng sau, trên cùng các dòng: hoàn tác trước." for each in events
    ]


def closed_since(event: Event, duties: QuerySet[Duty]) -> list[str]:
    """Return periods that were closed with the event's result in them."""
    rows = DutySnapshot.objects.filter(
        duty__in=duties, period__closed_at__gte=event.applied_at
    )
    closed = Period.objects.filter(pk__in=rows.order_by().values("period"))
    return [
        f"Kỳ {period.words} đã chốt số liệu sau khi áp dụng."
        for period in closed.order_by("data_to")
    ]


def work_since(event: Event, duties: Collection[int]) -> list[str]:
    """Return, by person, what was done on the duties since."""
    said = [each for work in ON_DUTY for each in _said(work, duties, event)]
    said += _said(TYPED, made_by(event, Duty), event)
    moves = DutyEvent.objects.filter(
        duty__in=duties,
        actor__isnull=False,
        voided_at__isnull=True,
        recorded_at__gt=event.applied_at,
    ).exclude(kind=DutyEvent.Kind.READ)
    for move in moves.select_related("actor", "duty__task", "duty__agency"):
        what = move.get_kind_display().lower()
        said.append(f"{move.actor}: {what} {move.duty}.")
    return said


def _said(work: Work, duties: Collection[int], event: Event) -> list[str]:
    since: dict[str, Any] = {f"{work.when}__gt": event.applied_at}
    on = {f"{work.duty}__in": duties, f"{work.who}__isnull": False}
    rows: Any = work.model._default_manager.filter(**on, **since)
    rows = rows.select_related(work.who, f"{work.duty}__task", f"{work.duty}__agency")
    who, duty = (attrgetter(p.replace("__", ".")) for p in (work.who, work.duty))
    return [f"{who(row)} {work.what} {duty(row)}." for row in rows]


def put_back(
    event: Event,
    *,
    actor: User | None,
    now: datetime,
    what: str,
    beside: Iterable[int] = (),
) -> None:
    """Restore every row that the locked event changed, remove what it made, and duties
    that were opened `beside` since, and mark it undone.

    Raises InvalidInput when something hangs on what was made; `what` names that.
    """
    changes = noted(event)
    made = [(model, pk) for model, pk, before in changes if before is None]
    made += [(Duty, pk) for pk in beside]
    old = [change for change in changes if change[2] is not None]
    void_events(event, [pk for model, pk in made if model is Duty], now)
    try:
        for model in CODED:
            park_codes(model, [pk for kind, pk in made if kind is model])
        restore_all([change for change in old if change[0] not in RESTORED_LAST])
        wait_again(keys=[pk for model, pk, _ in old if model is Reminder], now=now)
        remove_all(made)
        restore_all([change for change in old if change[0] in RESTORED_LAST])
    except ProtectedError as error:
        names = ", ".join(sorted({str(o) for o in error.protected_objects})[:5])
        message = f"{TOO_LATE}đã có dữ liệu gắn với {what} ({names})."
        raise InvalidInput(message) from error
    except IntegrityError as error:
        message = f"{TOO_LATE}đã có dòng khác thay chỗ những dòng cũ."
        raise InvalidInput(message) from error
    event.state, event.undone_at, event.undone_by = event.State.UNDONE, now, actor
    event.save(update_fields=["state", "undone_at", "undone_by"])


def void_events(event: Event, made: list[int], now: datetime) -> None:
    """Mark the event's moves as undone; those of removed duties go with them."""
    DutyEvent.objects.filter(duty__in=made).delete()
    Reminder.objects.filter(duty__in=made).delete()
    moves = DutyEvent.objects.filter(duty__in=touched_duties(event))
    at: Any = event.applied_at
    moves.filter(recorded_at=at).update(voided_at=now)


def restore_all(changes: list[tuple[type[models.Model], int, Any]]) -> None:
    """Write old columns back, of a row that was noted twice each as it was first;
    `transferred` rows leave their heirs first.
    """
    by_model: dict[type[models.Model], dict[int, Any]] = {}
    for model, pk, before in changes:
        rows = by_model.setdefault(model, {})
        rows[pk] = rows.get(pk, {}) | before
    for model, rows in by_model.items():
        restore(model, rows.items())


def remove_all(made: list[tuple[type[models.Model], int]]) -> None:
    """Delete what was created: what hangs on something before what it hangs on."""
    by_model: dict[type[models.Model], list[int]] = {}
    for model, pk in made:
        by_model.setdefault(model, []).append(pk)
    for model in REMOVAL:
        model._base_manager.filter(pk__in=by_model.get(model, ())).delete()
