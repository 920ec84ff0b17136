"""A change applied and undone: what stands then, compared with what stood before."""

from datetime import date, timedelta
from typing import Any

from tasks.changing import undo_change
from tasks.changing.tests.changing import apply
from tasks.models import PlanChange
from tasks.sums.keeping import differences
from tasks.tests.factories import NOW, TODAY
from tasks.tests.snapshots import Rows, counted, snapshot

APPLIED, SINCE, LATER = (NOW + timedelta(hours=hours) for hours in (1, 2, 3))
#: What undoing leaves: the change with its journal, who was told, sums kept in steps.
LEFT = {
    "tasks.PlanChange",
    "tasks.PlanChangeLine",
    "tasks.PlanChangeRow",
    "tasks.Notice",
    "tasks.DutyCount",
    "tasks.AgencySummary",
    "tasks.StaleAgency",
}
Picture = tuple[Rows, list[Any]]


def undo(change: PlanChange, **moment: Any) -> None:
    """Undo the change, two hours after it was applied."""
    when: dict[str, Any] = {"today": TODAY, "now": LATER} | moment
    undo_change(change=change, actor=change.created_by, **when)


def stands() -> Picture:
    """Return every row but those that undoing leaves, without voided moves, and sums."""
    rows = {label: found for label, found in snapshot().items() if label not in LEFT}
    rows["tasks.DutyEvent"] = {
        pk: row for pk, row in rows["tasks.DutyEvent"].items() if not row["voided_at"]
    }
    return rows, counted()


def unlike(before: Picture, after: Picture) -> dict[str, Any]:
    """Return what is not as it was: model → (key, before, after)."""
    found: dict[str, Any] = {}
    for label, was in before[0].items():
        now = after[0][label]
        keys = [key for key in was | now if was.get(key) != now.get(key)]
        if keys:
            found[label] = [(key, was.get(key), now.get(key)) for key in keys]
    return found if before[1] == after[1] else {**found, "sums": (before[1], after[1])}


def exact(draft: PlanChange, today: date = TODAY) -> None:
    """Apply and undo the draft; everything stands as before."""
    before = stands()
    days = today - TODAY
    apply(draft, today=today, now=APPLIED + days)
    assert draft.changes.exists()
    undo(draft, today=today, now=LATER + days)
    assert unlike(before, stands()) == {}
    draft.refresh_from_db()
    assert (draft.state, draft.undone_at) == ("undone", LATER + days)
    assert draft.undone_by == draft.created_by
    for period in draft.plan.periods.all():
        assert differences(period=period) == []
