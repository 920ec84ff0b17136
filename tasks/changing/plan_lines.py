"""Lines about the plan itself: other words, another agency that steers it, its end
(nothing is opened after it, open work ends with a reason or is left to be finished).
"""

from typing import Any

from agencies.models import Agency
from kehoach.lib.text import fitted
from tasks.changing.document_lines import tell_concerned
from tasks.changing.result import AffectedDuty, Becomes, Done, row_of, with_counts
from tasks.changing.task_lines import drop_noted
from tasks.changing.words import reword
from tasks.duties.transitions import transition
from tasks.models import (
    TO_DO,
    Duty,
    DutyEvent,
    Plan,
    PlanChange,
    PlanChangeLine,
    PlanState,
    Schedule,
)
from tasks.moving.duties_side import Stamp
from tasks.moving.journal import Journal
from tasks.moving.outcome import eve
from tasks.notices.telling import LONGEST_NOTICE

#: What a duty was that ends with its plan.
_HELD = ("pk", "state", "reason", "ended_on", "return_due_on", "version")


def write_plan_data(
    change: PlanChange, line: PlanChangeLine, done: Done, journal: Journal, stamp: Stamp
) -> None:
    """Write what the plan is called from the day on, and who steers it: words keep their
    versions, who steered before is told by the journal (`PlanThen`).
    """
    values = line.values()
    heir = values.pop("steering_agency_id", None)
    if values:
        reword(change.plan, values, change, journal)
    tell_concerned(change, line, done)
    if heir:
        _hand_on(change, Agency.objects.get(pk=heir), done, journal)


def _hand_on(change: PlanChange, heir: Agency, done: Done, journal: Journal) -> None:
    """Let the agency steer the plan, and keep what both are told."""
    plan, old = change.plan, change.plan.steering_agency
    journal.changed(Plan, [{"pk": plan.pk, "steering_agency_id": old.pk}])
    plan.steering_agency = heir
    plan.save(update_fields=["steering_agency"])
    text = fitted(
        f"Từ {change.effective_on:%d/%m/%Y}, theo {{basis}}: {heir} theo dõi, tổng hợp"
        f" {{plan}} thay {old}.",
        LONGEST_NOTICE,
        basis=change.basis,
        plan=str(plan),
    )
    done.told |= dict.fromkeys((old.pk, heir.pk), (text, f"/ke-hoach/{plan.code}/"))


def end_plan(change: PlanChange, journal: Journal) -> None:
    """Write the plan's last day, unless it had ended before, and that it is over."""
    plan, last = change.plan, eve(change.effective_on)
    if plan.ends_on is None or plan.ends_on > last:
        reword(plan, {"ends_on": last}, change, journal)
    journal.changed(Plan, [{"pk": plan.pk, "state": plan.state}])
    plan.state = PlanState.OVER
    plan.save(update_fields=["state"])


def write_ended_plan(
    change: PlanChange, line: PlanChangeLine, done: Done, journal: Journal, stamp: Stamp
) -> None:
    """Write the line: the plan is over, then what is still to do."""
    end_plan(change, journal)
    rows = Duty.objects.filter(period__plan=change.plan_id, state__in=TO_DO)
    duties = with_counts(rows.select_related("agency", "period").order_by("pk"))
    kept = line.open_work == PlanChangeLine.OpenWork.KEEP
    why = line.reason or f"Kế hoạch hết hiệu lực theo {change.basis or 'văn bản'}"
    done.rows += [_as_ended(duty, why, kept=kept) for duty in duties]
    if not kept:
        journal.changed(Duty, [{n: getattr(d, n) for n in _HELD} for d in duties])
        transition(
            duties,
            DutyEvent.Kind.ENDED,
            actor=stamp.actor,
            today=stamp.effective_on,
            now=stamp.now,
            note=why,
            reason=why[:300],
            ended_on=stamp.effective_on,
        )
        done.reminders += drop_noted(duties, journal, stamp)
    _tell(change, done, duties, kept=kept)


def _as_ended(duty: Duty, why: str, *, kept: bool) -> AffectedDuty:
    if kept:
        note = "làm tiếp" if duty.schedule == Schedule.ONCE else "làm xong trong kỳ"
        return row_of(duty, Becomes.KEPT, note)
    return row_of(duty, Becomes.ENDED, why)


def _tell(change: PlanChange, done: Done, duties: list[Any], *, kept: bool) -> None:
    """Keep what each agency with open work is told."""
    what = "vẫn làm xong" if kept else "kết thúc, hồ sơ giữ nguyên"
    text = fitted(
        f"Kế hoạch {{plan}} hết hiệu lực từ {change.effective_on:%d/%m/%Y}, theo"
        f" {{basis}}. Việc chưa báo cáo của đơn vị {what}.",
        LONGEST_NOTICE,
        plan=str(change.plan),
        basis=change.basis,
    )
    for duty in duties:
        done.told[duty.agency_id] = (text, f"/don-vi/{duty.agency.code}/")
