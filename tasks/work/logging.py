"""An agency says what it did: entry, figures, progress and heartbeat in one go."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agencies.models import User
from kehoach.lib.text import nfc
from tasks.duties.errors import InvalidInput, StaleVersion
from tasks.duties.gates import open_for_agency, take_from_head, working_period
from tasks.duties.locks import lock_duties
from tasks.duties.same_work_in_parts import share_entry
from tasks.evidence.attaching import attach_to
from tasks.evidence.papers import Papers
from tasks.figures.answers import Answer, times_asked
from tasks.figures.keeping import keep_answers
from tasks.models import TO_DO, Duty, EntryLink, ProgressEntry, Schedule
from tasks.reminders.planning import after_change
from tasks.work.checking_entries import NOTHING_TEXT, SaidEntry, check_entry
from tasks.work.drafts import drop_draft

CHANGED_BY_ENTRY = (
    "progress",
    "nothing_to_report",
    "last_entry_on",
    "heartbeat_on",
    "version",
)


@transaction.atomic
def log_progress(
    *,
    duties: Iterable[Duty],
    author: User,
    done_on: date,
    text: str,
    progress: str,
    nothing_to_report: bool = False,
    answers: Mapping[int, object] | None = None,
    version: int | None = None,
    reason: str = "",
    papers: Papers | None = None,
    drops_draft: bool = False,
    today: date,
    now: datetime,
) -> ProgressEntry:
    """Add one entry to the duties; `version` is the first duty's when the form
    was opened, `reason` says why sent figures are corrected or the day is early,
    `papers` are kept as proof of the same duties;
    `drops_draft` forgets what the author had typed so far on the first duty.
    """
    rows = lock_duties(duties)
    period = open_for_agency(rows, author, today)
    _require_version(rows[0], version)
    said = SaidEntry(
        done_on, nfc(text).strip(), progress, nothing_to_report, answers or {},
        nfc(reason).strip(), papers or Papers(),
    )  # fmt: skip
    checked = check_entry(said, rows, period, today)
    if checked.problems:
        message = "Chưa lưu được, xem các ô bên dưới."
        raise InvalidInput(message, problems=checked.problems)
    entry = ProgressEntry(
        period=period,
        agency=rows[0].agency,
        done_on=done_on,
        text=said.text or NOTHING_TEXT,
        progress=progress,
        nothing_to_report=nothing_to_report,
        author=author,
        recorded_at=now,
        correction_reason=said.reason,
    )
    entry.fill_keys()
    changed = _write(entry, rows, checked.changed, today)
    if checked.papers:
        moment: dict[str, Any] = {"actor": author, "today": today, "now": now}
        done = attach_to(rows, **checked.papers.as_attached(), **moment)
        if done.refused:  # the form comes back whole: no file goes without a word
            raise InvalidInput(" ".join(done.left_out), field="file")
        changed += done.duties
    after_change(changed, now=now)
    if drops_draft:
        drop_draft(duty=rows[0], person=author)
    return entry


def _write(
    entry: ProgressEntry, rows: list[Duty], answers: dict[int, Answer], today: date
) -> list[Duty]:
    """Store the entry and all that it moves; return every duty that changed."""
    entry.save()
    others = _answer(entry, rows, answers)
    EntryLink.objects.bulk_create(EntryLink(entry=entry, duty=duty) for duty in rows)
    for duty in rows:
        _apply(entry, duty)
    twins = share_entry(entry, rows)
    for duty in twins:
        _beat(duty)
    changed = list({duty.pk: duty for duty in (*others, *twins, *rows)}.values())
    now = entry.recorded_at
    take_from_head(changed, actor=entry.author, today=today, now=now)
    for duty in changed:
        duty.version += 1
        duty.save(update_fields=CHANGED_BY_ENTRY)
    return changed


def _require_version(duty: Duty, version: int | None) -> None:
    """Raise StaleVersion, saying who did what when, if the form was opened earlier."""
    if version is None or version == duty.version:
        return
    entry = (
        duty.entries.select_related("author").order_by("-recorded_at", "-pk").first()
    )
    move = duty.events.select_related("actor").order_by("-recorded_at", "-pk").first()
    if entry and (move is None or move.recorded_at <= entry.recorded_at):
        done, when = f"{entry.author} đã lưu nhiệm vụ này", entry.recorded_at
    elif move:
        who = move.actor or "Hệ thống"
        done, when = f"{who}: {move.get_kind_display().lower()}", move.recorded_at
    else:
        raise StaleVersion
    message = (
        f"{done} lúc {timezone.localtime(when):%H:%M ngày %d/%m/%Y}, sau khi"
        " anh/chị mở trang. Nội dung anh/chị nhập còn nguyên bên dưới; xem lại nhật ký"
        " rồi bấm lưu lần nữa nếu vẫn cần."
    )
    raise StaleVersion(message)


def look_over(
    *, duties: Iterable[Duty], said: SaidEntry, today: date
) -> dict[str, str]:
    """Return what the rules say of a form that cannot be saved yet, by field."""
    rows = list(duties)
    return check_entry(said, rows, working_period(rows[0], today), today).problems


def _answer(
    entry: ProgressEntry, rows: list[Duty], changed: dict[int, Answer]
) -> list[Duty]:
    """Keep the answers; return other open duties that ask for what changed."""
    if not changed:
        return []
    times = times_asked(rows)
    keep_answers(changed=changed, entry=entry, times=times)
    asking = Duty.objects.filter(
        Q(occurs_from__isnull=True) | Q(occurs_from__in=set(times.values())),
        agency_id=entry.agency_id,
        state__in=TO_DO,
        task__task_figures__figure_id__in=changed,
    ).filter(Q(period=entry.period) | Q(schedule=Schedule.ONCE))
    return lock_duties(asking.exclude(pk__in=[duty.pk for duty in rows]).distinct())


def _apply(entry: ProgressEntry, duty: Duty) -> None:
    """Move the duty's own words and its heartbeat to what the entry says."""
    duty.progress = entry.progress
    duty.nothing_to_report = entry.nothing_to_report
    duty.last_entry_on = max(duty.last_entry_on or entry.done_on, entry.done_on)
    _beat(duty)


def _beat(duty: Duty) -> None:
    """Count the heartbeat from the last entry."""
    if has_heartbeat(duty) and duty.last_entry_on:
        window = timedelta(days=duty.task.heartbeat_days)
        duty.heartbeat_on = duty.last_entry_on + window


def has_heartbeat(duty: Duty) -> bool:
    """Return whether the duty must be kept fresh (rule 7); in a part of a year
    none must, since the year's is.
    """
    undated_once = duty.schedule == Schedule.ONCE and duty.due_on is None
    beats = duty.schedule == Schedule.ONGOING or undated_once
    return beats and not duty.period.is_interim
