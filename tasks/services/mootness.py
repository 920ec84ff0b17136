"""Whether a reminder is still needed, asked at the last moment before it goes."""

from datetime import date
from typing import Any

from tasks.models import Period, Rung, Schedule, State

#: What has to be read of a ledger row to answer the question.
FACTS = (
    "pk",
    "occasion",
    "rung__basis",
    "duty__state",
    "duty__schedule",
    "duty__first_sent_on",
    "duty__due_on",
    "duty__return_due_on",
    "duty__heartbeat_on",
    "duty__period__state",
)


def anchor_of(row: dict[str, Any]) -> date | None:
    """Return the day that the reminder would count from as the duty stands now."""
    if row["rung__basis"] == Rung.Basis.HEARTBEAT:
        waiting = row["duty__state"] in (State.OPEN, State.PREPARED)
        return row["duty__heartbeat_on"] if waiting else None
    if row["duty__state"] == State.RETURNED:
        return row["duty__return_due_on"]
    return row["duty__due_on"]


def moot_reason(row: dict[str, Any]) -> str:
    """Return why nobody needs the reminder any more; empty while somebody does."""
    state = State(row["duty__state"])
    if state in (State.SUBMITTED, State.ACCEPTED):
        return "Đơn vị đã gửi"
    if state in (State.WAIVED, State.ENDED, State.TRANSFERRED):
        return str(state.label)
    if state != State.RETURNED and row["duty__first_sent_on"]:
        return "Văn bản của đơn vị đã đến"
    closed = row["duty__period__state"] == Period.State.CLOSED
    if closed and row["duty__schedule"] != Schedule.ONCE:
        return "Kỳ báo cáo đã chốt"
    if anchor_of(row) != row["occasion"]:
        heartbeat = row["rung__basis"] == Rung.Basis.HEARTBEAT
        return "Đơn vị đã cập nhật" if heartbeat else "Hạn đã thay đổi"
    return ""
