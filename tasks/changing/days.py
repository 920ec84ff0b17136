"""A task's new schedule, brought to its duties.

What was reported keeps its days. A day that was granted stays when it is the later one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from tasks.duties.transitions import transition
from tasks.models import TO_DO, DueFrom, Duty, DutyEvent, Extension, Schedule, Task
from tasks.models.occurrences import Occurrence
from tasks.moving.duties_side import Stamp
from tasks.moving.journal import BATCH, Journal
from tasks.periods.occurring import YearCut, occurring

ONCE_NOW = "Nhiệm vụ chuyển thành làm một lần, không báo cáo riêng từng phần năm."
OWN_DAYS_NOW = "Nhiệm vụ có hạn riêng, không báo cáo riêng từng phần năm."
YEARLY_NOW = "Nhiệm vụ chuyển thành báo cáo theo kỳ, làm tiếp ở kỳ đang mở."
NO_SUCH_TIME = "Theo lịch mới, kỳ này không còn lần thực hiện này."
#: Columns of a duty that follow the task's schedule.
_OF_TIME = ("schedule", "occurrence", "occurs_to", "due_from", "heartbeat_on")
_FOLLOWING = (*_OF_TIME, "due_on", "original_due_on")


@dataclass(frozen=True, slots=True)
class NewDay:
    """What becomes of one duty: its day before and after, which time of the task it is
    from now on, or why it ends.
    """

    duty: Duty
    before: date | None
    after: date | None
    time: Occurrence | None = None
    ends: str = ""

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Return the day before and the day after."""
        return self.before, self.after

    @property
    def moves(self) -> bool:
        """Return whether the day is another one."""
        return not self.ends and self.before != self.after


def new_days(task: Task, duties: Iterable[Duty]) -> list[NewDay]:
    """Return what the task's schedule, as it is now, means for each of the duties."""
    rows = list(duties)
    granted, periods = _granted(rows), {duty.period_id: duty.period for duty in rows}
    cuts = YearCut.of([task], periods.values())
    return [
        _new_day(task, duty, granted.get(duty.pk), cuts[duty.period_id])
        for duty in rows
    ]


def _new_day(task: Task, duty: Duty, granted: date | None, cut: YearCut) -> NewDay:
    if duty.state not in TO_DO or duty.first_sent_on is not None:
        return NewDay(duty, duty.due_on, duty.due_on)
    once = task.behaviour == Schedule.ONCE
    if not once and not duty.period.is_open:
        return NewDay(duty, duty.due_on, None, ends=YEARLY_NOW)
    times = {each.occurs_from: each for each in occurring(task, duty.period, cut)}
    time = times.get(duty.occurs_from)
    if time is None:
        why = NO_SUCH_TIME
        if duty.period.is_interim:
            why = ONCE_NOW if once else OWN_DAYS_NOW
        return NewDay(duty, duty.due_on, None, ends=why)
    if time.due_on and granted and granted > time.due_on:
        time = time._replace(due_on=granted, due_from=DueFrom.EXTENSION)
    return NewDay(duty, duty.due_on, time.due_on, time)


def _granted(duties: list[Duty]) -> dict[int, date]:
    """Return duty → the latest day granted to it or to its agency for the period."""
    keys = [duty.pk for duty in duties]
    own = Extension.objects.filter(duty__in=keys).order_by()
    found = dict(own.values_list("duty_id").annotate(Max("new_due_on")))
    theirs = Extension.objects.filter(agency__in={d.agency_id for d in duties})
    by_agency = {
        (agency, period): day
        for agency, period, day in theirs.order_by()
        .values_list("agency_id", "period_id")
        .annotate(Max("new_due_on"))
    }
    for duty in duties:
        day = by_agency.get((duty.agency_id, duty.period_id))
        if day:
            found[duty.pk] = max(day, found.get(duty.pk, day))
    return found


def beat_of(task: Task, duty: Duty) -> date | None:
    """Return the day by which the duty wants an entry under the task's schedule."""
    if duty.period.is_interim or not task.is_beating:
        return None
    return (duty.last_entry_on or duty.opened_on) + timedelta(days=task.heartbeat_days)


def write_days(
    task: Task, found: Iterable[NewDay], journal: Journal, stamp: Stamp, note: str
) -> None:
    """Give the duties their schedule and days, with one event each where one moved.

    A reported part of a year keeps the schedule it was reported under.
    """
    rows = list(found)
    goes = [each for each in rows if not each.ends]
    once = task.behaviour == Schedule.ONCE
    goes = [each for each in goes if not once or not each.duty.period.is_interim]
    before = [{"pk": e.duty.pk, "version": e.duty.version} for e in rows]
    for columns, each in zip(before, rows, strict=True):
        names = (*_FOLLOWING, "state", "reason", "ended_on")
        columns.update({name: getattr(each.duty, name) for name in names})
    journal.changed(Duty, before)
    by_day: dict[date | None, list[Duty]] = {}
    for each in goes:
        if each.moves:
            by_day.setdefault(each.after, []).append(each.duty)
        _put(task, each)
    for day, duties in by_day.items():
        transition(
            duties,
            DutyEvent.Kind.CHANGED,
            actor=stamp.actor,
            today=stamp.effective_on,
            now=stamp.now,
            note=note,
            schedule=task.behaviour,
            due_on=day,
            original_due_on=day,
        )
    kept = [each.duty for each in goes]
    Duty.objects.bulk_update(kept, list(_OF_TIME), batch_size=BATCH)
    _end([each for each in rows if each.ends], stamp)


def _put(task: Task, each: NewDay) -> None:
    """Put into the duty what follows the task's schedule beside its day."""
    duty = each.duty
    duty.schedule = task.behaviour
    if each.time:
        duty.occurrence, duty.occurs_to = each.time.label, each.time.occurs_to
        duty.due_from = each.time.due_from
    if duty.state in TO_DO:
        duty.heartbeat_on = beat_of(task, duty)


def _end(gone: list[NewDay], stamp: Stamp) -> None:
    by_reason: dict[str, list[Duty]] = {}
    for each in gone:
        by_reason.setdefault(each.ends, []).append(each.duty)
    for why, duties in by_reason.items():
        transition(
            duties,
            DutyEvent.Kind.ENDED,
            actor=stamp.actor,
            today=stamp.effective_on,
            now=stamp.now,
            note=why,
            reason=why,
            ended_on=stamp.effective_on,
        )
