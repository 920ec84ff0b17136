"""An entry is corrected by a new version, or withdrawn while nobody has read it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import nfc
from tasks.duties.errors import DutyNotOpen, InvalidInput, PeriodClosed, StaleVersion
from tasks.duties.gates import require_writer, take_from_head, working_period
from tasks.duties.locks import hold, lock_duties
from tasks.figures.correcting import figures_sent_since, figures_went_on, give_back
from tasks.models import (
    LIVE,
    Duty,
    DutyEvent,
    EntryLink,
    Period,
    ProgressEntry,
    State,
)
from tasks.reminders.planning import after_change
from tasks.work.checking_entries import NOTHING_TEXT, SaidEntry, check_entry
from tasks.work.doubts import find_again
from tasks.work.logging import CHANGED_BY_ENTRY
from tasks.work.retelling import RetoldDuty as EntriesTold
from tasks.work.retelling import retell, told_by_entries
from tasks.work.serving import served_by
from tasks.work.telling import tell_reader

SAID_COLUMNS = ("done_on", "text", "progress", "nothing_to_report")


@transaction.atomic
def correct_entry(
    *,
    entry: ProgressEntry,
    duty: Duty,
    done_on: date,
    text: str,
    progress: str,
    nothing_to_report: bool = False,
    reason: str,
    actor: User,
    today: date,
    now: datetime,
) -> ProgressEntry:
    """Write a new version of the entry, with the reason; the old one stays readable.

    It serves the same duties, but for parts of the year that its day left or entered. Also what was sent and accepted can be corrected while
    the period is open: the steering agency is told and sees both. Raises NotAllowed,
    PeriodClosed, DutyNotOpen, StaleVersion, InvalidInput.
    """
    old, rows = _locked(entry, duty, actor, today)
    new = ProgressEntry(
        agency_id=old.agency_id,
        period=old.period,
        done_on=done_on,
        text=nfc(text).strip() or (NOTHING_TEXT if nothing_to_report else ""),
        progress=progress,
        nothing_to_report=nothing_to_report,
        author=actor,
        recorded_at=now,
        corrects=old.corrects or old,
        correction_reason=nfc(reason).strip(),
    )
    new.fill_keys()
    _require_change(old, new)
    said = SaidEntry(
        done_on, new.text, progress, nothing_to_report, reason=new.correction_reason
    )
    if problems := check_entry(said, rows, old.period, today).problems:
        message = "Chưa lưu được, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)
    served, gained = served_by(old, new, rows)
    rows += gained
    before = told_by_entries(rows)
    ProgressEntry.objects.filter(pk=old.pk).update(stood_until=now)
    new.save()
    EntryLink.objects.bulk_create(EntryLink(entry=new, duty_id=pk) for pk in served)
    _follow(rows, before, actor, today, now)
    tell_reader(
        rows, "kết quả đã gửi", f"ket-qua-{new.pk}",
        why=new.correction_reason, actor=actor, today=today, now=now,
    )  # fmt: skip
    return new


def _locked(
    entry: ProgressEntry, duty: Duty, actor: User, today: date
) -> tuple[ProgressEntry, list[Duty]]:
    """Return the entry, locked, and its duties that change with it, this one first."""
    linked = Duty.objects.filter(entry_links__entry=entry).only("agency_id")
    rows = lock_duties(linked.order_by("pk"))
    rows.sort(key=lambda row: row.pk != duty.pk)
    if not rows or rows[0].pk != duty.pk:
        message = "Kết quả này không thuộc nhiệm vụ."
        raise DutyNotOpen(message)
    require_writer(actor, rows[0].agency_id, today)
    held = hold(ProgressEntry.objects)
    old: ProgressEntry = held.select_related("period", "corrects").get(pk=entry.pk)
    _require_standing(old)
    return old, _changing(rows, old, today)


def _require_standing(entry: ProgressEntry) -> None:
    if entry.stood_until is None:
        return
    done = "đã được rút" if entry.withdrawn_by_id else "đã được sửa"
    when = timezone.localtime(entry.stood_until)
    message = (
        f"Kết quả này {done} lúc {when:%H:%M ngày %d/%m/%Y}, sau khi anh/chị mở trang."
        " Nội dung anh/chị nhập còn nguyên bên dưới; xem bản mới ở trang nhiệm vụ."
    )
    raise StaleVersion(message)


def _changing(rows: list[Duty], entry: ProgressEntry, today: date) -> list[Duty]:
    """Return the open duties that the entry serves; those of the same period must all be
    open, another part of the year keeps what stood when it was closed.
    """
    _require_open_home(entry, rows[0], today)
    if rows[0].state not in LIVE:
        message = f"Nhiệm vụ {rows[0].task.code} đã kết thúc nên không sửa được."
        raise DutyNotOpen(message)
    found = []
    for row in rows:
        if row.state not in LIVE:
            continue
        try:
            working_period(row, today)
        except PeriodClosed:
            if row is rows[0] or row.period_id == entry.period_id:
                raise
        else:
            found.append(row)
    return found


def _require_open_home(entry: ProgressEntry, duty: Duty, today: date) -> None:
    """Raise PeriodClosed when the entry was told in a period that is closed: a `once`
    duty goes on in a later one, what was closed stays (rule 4).
    """
    home = Period.objects.get(pk=entry.period_id)
    until = duty.reopened_until if duty.period_id == home.pk else None
    if not home.is_open and (until is None or today > until):
        raise PeriodClosed


def _require_change(old: ProgressEntry, new: ProgressEntry) -> None:
    problems = {}
    if not new.correction_reason:
        problems["reason"] = "Ghi lý do sửa; người đã đọc bản cũ sẽ thấy lý do này."
    if all(getattr(old, name) == getattr(new, name) for name in SAID_COLUMNS):
        problems["text"] = "Chưa thấy gì khác bản đang có. Sửa rồi bấm lưu, hoặc thôi."
    if problems:
        message = "Chưa lưu được, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)


def _follow(
    rows: list[Duty],
    before: dict[int, EntriesTold],
    actor: User,
    today: date,
    now: datetime,
    others: Iterable[Duty] = (),
) -> None:
    """Let duties, the head's table, doubts and counts follow the change."""
    retell(rows, before)
    changed = [*rows, *others]
    take_from_head(changed, actor=actor, today=today, now=now)
    for row in changed:
        row.version += 1
        row.save(update_fields=CHANGED_BY_ENTRY)
    find_again(duties=[row for row in rows if row.state == State.SUBMITTED], now=now)
    after_change(changed, now=now)


@transaction.atomic
def withdraw_entry(
    *, entry: ProgressEntry, duty: Duty, actor: User, today: date, now: datetime
) -> None:
    """Take an entry back that nobody has read: it counts nowhere any more, its agency
    still sees that it was withdrawn; figures typed with it are what they were before.
    """
    old, rows = _locked(entry, duty, actor, today)
    require_writer(actor, old.agency_id, today)
    if why := why_not_withdraw(old):
        raise RuleBroken(why)
    before = told_by_entries(rows)
    versions = _versions(old)
    ProgressEntry.objects.filter(pk=old.pk).update(stood_until=now)
    versions.update(withdrawn_by=actor)
    others = give_back(list(versions), period=old.period, actor=actor, now=now)
    known = {row.pk for row in rows}
    others = [row for row in others if row.pk not in known]
    _follow(rows, before, actor, today, now, others)


def _versions(entry: ProgressEntry) -> QuerySet[ProgressEntry]:
    first = entry.first_version
    return ProgressEntry.objects.filter(Q(pk=first) | Q(corrects=first))


def why_not_withdraw(entry: ProgressEntry) -> str:
    """Return why the entry cannot be withdrawn any more, or nothing."""
    versions = list(_versions(entry).order_by("pk"))
    first = versions[0].recorded_at
    duties = Duty.objects.filter(entry_links__entry=entry).select_related("task")
    for duty in duties.order_by("pk"):
        if duty.submitted_at and duty.submitted_at >= first:
            return (
                f"Nhiệm vụ {duty.task.code} đã gửi sau khi ghi kết quả này nên không rút"
                " được; sửa và ghi lý do, người đã đọc sẽ thấy cả hai bản."
            )
    shown = DutyEvent.objects.filter(
        duty__in=duties, kind=DutyEvent.Kind.PREPARED, recorded_at__gte=first
    )
    if shown.exists():
        return (
            "Kết quả này đã trình thủ trưởng nên không rút được; sửa và ghi lý do,"
            " người đã đọc sẽ thấy cả hai bản."
        )
    return figures_sent_since(versions, first) or figures_went_on(versions)
