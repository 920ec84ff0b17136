"""The places of a draft's rows: in the order of the document, a row moved past another."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from tasks.models import Plan, Section, Target, Task


def put_in_order(plan: Plan) -> None:
    """Number the rows of the draft as the document reads: headings with what is below
    them, tasks heading by heading, rows of a task behind it.
    """
    headings = list(_tree(plan.sections.order_by("position", "pk")))
    place = {heading.pk: number for number, heading in enumerate(headings)}
    tasks = sorted(
        plan.tasks.order_by("position", "pk"), key=lambda task: place[task.section_id]
    )
    _number(Section, headings)
    _number(Task, list(_tree(tasks)))
    _number(Target, list(plan.targets.order_by("position", "pk")))


def move_past(row: Any, steps: int) -> bool:
    """Move the row before (−1) or behind (1) its neighbour; return whether there is one.
    Both then stand in order.
    """
    plan = row.plan
    put_in_order(plan)
    same: dict[str, Any] = {"plan": plan}
    if not isinstance(row, Target):
        same["parent"] = row.parent_id
    if isinstance(row, Task):
        same["section"] = row.section_id
    rows = list(type(row)._default_manager.filter(**same).order_by("position"))
    here = next(number for number, each in enumerate(rows) if each.pk == row.pk)
    there = here + steps
    if not 0 <= there < len(rows):
        return False
    one, two = rows[here], rows[there]
    one.position, two.position = two.position, one.position
    type(row)._default_manager.bulk_update([one, two], ["position"])
    put_in_order(plan)
    return True


def _tree(rows: Any) -> Iterator[Any]:
    """Yield the rows, each followed by those below it."""
    every = list(rows)
    keys = {row.pk for row in every}
    below: dict[int | None, list[Any]] = defaultdict(list)
    for row in every:
        below[row.parent_id if row.parent_id in keys else None].append(row)
    waiting = list(reversed(below[None]))
    while waiting:
        row = waiting.pop()
        yield row
        waiting += reversed(below[row.pk])


def _number(model: Any, rows: Sequence[Any]) -> None:
    moved = []
    for number, row in enumerate(rows, 1):
        if row.position != number:
            row.position = number
            moved.append(row)
    model._default_manager.bulk_update(moved, ["position"], batch_size=1000)
