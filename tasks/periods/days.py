"""The dates and the request letter of a period, changed with an event."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from agencies.models import User
from agencies.models.authority import Role, acts_for
from tasks.duties.errors import InvalidInput, NotAllowed, PeriodClosed
from tasks.duties.locks import change_period, hold, hold_agencies
from tasks.duties.new_days import ask_day_off, ask_earlier
from tasks.models import DueFrom, Duty, Extension, Period, PeriodEvent, Reminder
from tasks.reminders.planning import drop_moot

#: Days of a part of a year are set by the province (QĐ 01/2023), so they may be moved.
DAYS_OF_PARTS = {
    "data_from": "ngày đầu kỳ số liệu",
    "data_to": "ngày chốt số liệu",
}
#: What the steering agency may change while the period is open, and what the event calls it.
EDITABLE = {
    "unit_due": "hạn gửi của đơn vị",
    "summary_due": "hạn tổng hợp",
    "request_number": "số công văn yêu cầu báo cáo",
    "request_on": "ngày công văn yêu cầu",
    "outline": "đề cương kèm theo",
}
#: Those of them that are days to keep.
DEADLINES = ("unit_due", "summary_due")


def editable(period: Period) -> dict[str, str]:
    """Return what may be changed of the period, and what the event calls it."""
    return (DAYS_OF_PARTS if period.is_interim else {}) | EDITABLE


def may_manage_periods(user: User, steering_agency_id: int, today: date) -> bool:
    """Return whether the person opens, changes and closes periods."""
    if user.is_active and user.is_superuser:
        return True
    return acts_for(user, steering_agency_id, today, Role.HEAD)


def require_manager(actor: User, period: Period, today: date) -> None:
    """Raise NotAllowed unless the person manages the plan's periods."""
    if not may_manage_periods(actor, period.plan.steering_agency_id, today):
        message = "Chỉ lãnh đạo cơ quan theo dõi kế hoạch được sửa kỳ báo cáo."
        raise NotAllowed(message)


@transaction.atomic
def edit_period(
    *,
    period: Period,
    changes: Mapping[str, Any],
    earlier: bool = False,
    day_off: bool = False,
    actor: User,
    today: date,
    now: datetime,
) -> int:
    """Change the letter and the deadlines; return how many duties got a new day.

    A deadline is brought forward, or put on a day off, only when it is meant.
    """
    row = change_period(period)
    require_manager(actor, row, today)
    if not row.is_open:
        raise PeriodClosed
    before, was = row.unit_due, {name: getattr(row, name) for name in DEADLINES}
    changed = _apply(row, changes)
    for name in DEADLINES:
        if name in changed and getattr(row, name):
            _check_deadline(
                row, name, was[name], earlier=earlier, day_off=day_off, today=today
            )
    moved = move_due_days(row, now=now) if "unit_due" in changed else 0
    if changed:
        _record(row, changed, moved, before, actor=actor, today=today, now=now)
    return moved


def _check_deadline(
    row: Period,
    name: str,
    before: date | None,
    *,
    earlier: bool,
    day_off: bool,
    today: date,
) -> None:
    day = getattr(row, name)
    if day < today:
        message = f"{EDITABLE[name].capitalize()} phải từ hôm nay trở đi."
        raise InvalidInput(message, field=name)
    ask_earlier(day, counts=before, earlier=earlier)
    ask_day_off(day, day_off=day_off)


def _apply(row: Period, changes: Mapping[str, Any]) -> list[str]:
    changed = [
        name
        for name in editable(row)
        if name in changes and changes[name] != getattr(row, name)
    ]
    for name in changed:
        setattr(row, name, changes[name])
    _check(row)
    row.save(update_fields=changed)
    return changed


def _check(row: Period) -> None:
    if row.data_to < row.data_from:
        message = "Ngày chốt số liệu phải sau ngày đầu kỳ."
        raise InvalidInput(message, field="data_to")
    if row.unit_due <= row.data_to:
        message = "Hạn gửi phải sau ngày chốt số liệu ít nhất một ngày."
        raise InvalidInput(message, field="unit_due")
    if row.summary_due and row.summary_due < row.unit_due:
        message = "Hạn tổng hợp không được trước hạn gửi của đơn vị."
        raise InvalidInput(message, field="summary_due")
    if why := row.outside_plan():
        raise InvalidInput(why, field="data_to")
    if bool(row.request_number) != bool(row.request_on):
        message = "Nhập cả số và ngày của công văn, hoặc để trống cả hai."
        raise InvalidInput(message, field="request_number")
    try:
        row.full_clean(validate_unique=False)
    except ValidationError as error:
        problems = {name: words[0] for name, words in error.message_dict.items()}
        raise InvalidInput(problems=problems) from error


def record_reported(*, period: Period, on: date) -> None:
    """Store that the steering agency's report of the period was issued: from now on it is
    not what a page means where no period is named.
    """
    change_period(period)
    Period.objects.filter(pk=period.pk).update(reported_on=on)


def moving_with(period: Period) -> QuerySet[Duty]:
    """Return the duties whose day is the period's, or that of its letter, and that are
    still to do, where no other day was granted.
    """
    agency_extended = Extension.objects.filter(
        agency_id=OuterRef("agency_id"), period=period
    )
    rows: QuerySet[Duty] = Duty.objects.filter(
        period=period,
        due_from__in=(DueFrom.PERIOD, DueFrom.LETTER),
        first_sent_on__isnull=True,
    ).to_do()
    return rows.exclude(Exists(agency_extended))


def move_due_days(period: Period, *, now: datetime) -> int:
    """Give the period's day to the duties that follow it; return how many."""
    found = moving_with(period)
    hold_agencies(found.values_list("agency_id", flat=True))
    keys = list(hold(found.order_by("pk")).values_list("pk", flat=True))
    rows = Duty.objects.filter(pk__in=keys)
    waiting = Reminder.objects.standing(Reminder.State.PLANNED)
    planned = waiting.filter(duty__in=keys)
    reminded = list(planned.values_list("duty_id", flat=True).distinct())
    moved = rows.update(due_on=period.unit_due, original_due_on=period.unit_due)
    drop_moot(duty_ids=reminded, now=now)
    return int(moved)


def _record(
    row: Period,
    changed: list[str],
    moved: int,
    before: date,
    *,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    words = [editable(row)[name] for name in changed]
    note = f"Sửa: {', '.join(words)}."
    if "unit_due" in changed:
        note += f" Hạn gửi {before:%d/%m/%Y} → {row.unit_due:%d/%m/%Y}."
    PeriodEvent.objects.create(
        period=row,
        kind="edited",
        counts={"duties_moved": moved},
        actor=actor,
        effective_on=today,
        recorded_at=now,
        note=note,
    )
