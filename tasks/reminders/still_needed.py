"""Whether a reminder is still needed, asked at the last moment before it goes."""

from datetime import date
from typing import Any

from tasks.figures.deadlines import open_dues, owing_in
from tasks.models import Period, PlanState, Rung, Schedule, State
from tasks.models.due_days import due_now_of, is_supplement
from tasks.reminders.ladder import occasions

#: What has to be read of the duty to answer the question, and of the whole row.
OF_DUTY = (
    "duty__state",
    "duty__schedule",
    "duty__first_sent_on",
    "duty__due_on",
    "duty__return_due_on",
    "duty__heartbeat_on",
)
FACTS = (
    *("pk", "occasion", "rung__basis", "rung__deadline_id", "duty_id"),
    *("rung__offset_days", "rung__repeat_every", "rung__repeat_times"),
    *OF_DUTY,
    *("duty__period__state", "duty__period__plan__state"),
)

STEP = ("offset_days", "repeat_every", "repeat_times")
#: state of the duty → why nobody needs to be reminded of it.
OVER: dict[str, str] = {
    State.SUBMITTED: "Đơn vị đã gửi",
    State.ACCEPTED: "Đơn vị đã gửi",
    State.WAIVED: str(State.WAIVED.label),
    State.ENDED: str(State.ENDED.label),
    State.TRANSFERRED: str(State.TRANSFERRED.label),
}
#: basis → why the day that a row counts from no longer holds.
CHANGED: dict[str, str] = {
    Rung.Basis.DUE: "Hạn đã thay đổi",
    Rung.Basis.HEARTBEAT: "Đơn vị đã cập nhật",
    Rung.Basis.FIGURES: "Đơn vị đã nhập đủ số liệu",
}


class Owing:
    """Which duties still owe the figures of a deadline, read when first asked."""

    def __init__(self) -> None:
        self._known: dict[int, dict[int, date]] | None = None

    def day_of(self, deadline_id: int, duty_id: int) -> date | None:
        """Return the deadline's day while the duty's agency owes figures."""
        if self._known is None:
            self._known = {}
            for due in open_dues():
                days = self._known.setdefault(due.deadline.pk, {})
                keys = owing_in(due).values_list("pk", flat=True)
                days.update(dict.fromkeys(keys, due.day))
        return self._known.get(deadline_id, {}).get(duty_id)


def anchor_of(row: dict[str, Any], owing: Owing) -> date | None:
    """Return the day that the reminder would count from as the duty stands now."""
    if row["rung__basis"] == Rung.Basis.FIGURES:
        return owing.day_of(row["rung__deadline_id"], row["duty_id"])
    if row["rung__basis"] == Rung.Basis.HEARTBEAT:
        waiting = row["duty__state"] in (State.OPEN, State.PREPARED)
        return row["duty__heartbeat_on"] if waiting else None
    return due_now_of(row, "duty__")


def moot_reason(row: dict[str, Any], owing: Owing) -> str:
    """Return why nobody needs the reminder any more; empty while somebody does."""
    state = row["duty__state"]
    if state in OVER:
        return OVER[state]
    asked_again = is_supplement(state, row["duty__return_due_on"])
    if row["duty__first_sent_on"] and not asked_again:
        return "Văn bản của đơn vị đã đến"
    closed = row["duty__period__state"] == Period.State.CLOSED
    if closed and row["duty__schedule"] != Schedule.ONCE:
        return "Kỳ báo cáo đã chốt"
    if row["duty__period__plan__state"] == PlanState.OVER:
        return "Kế hoạch đã hết hiệu lực"
    if not is_occasion(row, anchor_of(row, owing)):
        return CHANGED[row["rung__basis"]]
    return ""


def is_occasion(row: dict[str, Any], anchor: date | None) -> bool:
    """Return whether the row's occasion still counts from this day, by itself or as the
    day of a repetition.
    """
    if anchor is None:
        return False
    step = (row[f"rung__{name}"] for name in STEP)
    return row["occasion"] in occasions(anchor, *step)
