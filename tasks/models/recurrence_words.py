"""How a task recurs, said in a line beside the plan's own words."""

from kehoach.lib.dates import format_date, span_said
from tasks.models.occurrences import CUTS, USUAL_OFFSET, Recurring, read_year_days
from tasks.models.states import Recurrence

_PARTS = {
    Recurrence.MONTHLY: "tháng",
    Recurrence.QUARTERLY: "quý",
    Recurrence.HALF_YEAR: "6 tháng",
}


def recurrence_said(task: Recurring) -> str:
    """Return «Hằng quý, chậm nhất 2 ngày làm việc sau khi hết quý»."""
    kind = Recurrence(task.kind)
    if kind in CUTS:
        usual = task.offset_days is None
        count = USUAL_OFFSET if usual else task.offset_days or 0
        after = _days(count, working=usual or task.offset_working)
        return f"{kind.label}, chậm nhất {after} sau khi hết {_PARTS[kind]}"
    if kind == Recurrence.RELATIVE:
        return _from_anchor(task)
    if kind == Recurrence.PHASE:
        return f"Giai đoạn {span_said(task.begins_on, task.due_on)}"
    if task.year_days:
        return f"{kind.label}: chậm nhất ngày {year_days_said(task.year_days)}"
    if task.due_on:
        return f"{kind.label}, xong chậm nhất {format_date(task.due_on)}"
    return str(kind.label)


def year_days_said(text: str) -> str:
    """Return «10/6, 10/12» in order, whatever way it was typed."""
    return ", ".join(f"{day}/{month}" for month, day in read_year_days(text))


def _from_anchor(task: Recurring) -> str:
    count = task.offset_days or 0
    side = "trước" if count < 0 else "kể từ"
    on = f" ({format_date(task.anchor_on)})" if task.anchor_on else ", chưa biết ngày"
    return f"{_days(abs(count), working=task.offset_working)} {side} {task.anchor}{on}"


def _days(count: int, *, working: bool) -> str:
    return f"{count} ngày{' làm việc' if working else ''}"
