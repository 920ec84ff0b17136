"""P15: a change of plan over 500 and 5,000 duties: statements per 1,000, linear time.

    DATABASE_URL=postgres://… DEBUG=1 .venv/bin/python benchmarks/p15_change.py

Works in a test database that it creates and destroys. One task is given to a group of
communes; a change moves its day, another ends its assignment with all open work. Prints
statements and seconds of preview and apply, and how time grows with ten times the duties.
"""

import os
import time

from production import main

# isort: split
from p13_reorganise import MUST, analyze, counting

# isort: split
from django.db import connection, transaction

from agencies.models import Agency, AgencyGroup, GroupRule
from tasks.changing import apply_change, rehearse_change
from tasks.changing.tests.changing import MOMENT, draft_of, live, opened
from tasks.models import Assignment, PlanChange, Task
from tasks.tests.factories import make_plan, make_task

SIZES = [int(size) for size in os.environ.get("SIZES", "500,5000").split(",")]


def given_to(number: int) -> Task:
    """Return a task that so many communes owe, opened for the year."""
    rows = (
        Agency(
            code=f"xa-{n}",
            name=f"Xã số {n}",
            short_name=f"Xã số {n}",
            kind="cap-xa",
            level="xa",
            sort_key=f"{n:06d}",
        )
        for n in range(number)
    )
    Agency.objects.bulk_create(rows)
    group = AgencyGroup.objects.create(code="xa", name="Các xã")
    GroupRule.objects.create(group=group, kind="cap-xa")
    task = make_task(make_plan(state="running"), "III.1")
    Assignment.objects.create(task=task, group=group, role="execute", mode="each")
    analyze()
    opened(task)
    assert live(task).count() == number
    analyze()
    return task


def applied(name: str, draft: PlanChange, duties: int) -> float:
    """Apply the draft as its preview shows it; print, return seconds."""
    begun = time.perf_counter()
    preview = rehearse_change(change=draft, **MOMENT)
    rehearsed = time.perf_counter() - begun
    assert not preview.problems, preview.problems
    sent: list[str] = []
    begun = time.perf_counter()
    with connection.execute_wrapper(counting(sent)):
        apply_change(
            change=draft, actor=draft.created_by, digest=preview.digest, **MOMENT
        )
    took = time.perf_counter() - begun
    share = len(sent) / duties * 1000
    print(
        f"P15 {name}, {duties:>5} duties: preview {rehearsed:.2f} s, apply {took:.2f} s;"
        f" {len(sent)} statements, {share:.1f} per 1,000 duties (must < {MUST})"
    )
    return took


def measure() -> None:
    """Apply both changes at each size."""
    first: dict[str, tuple[int, float]] = {}
    for size in SIZES:
        with transaction.atomic():
            task = given_to(size)
            day = {"schedule_text": "Quý III", "law_basis": "Luật mới"}
            draft = draft_of(
                task, schedule="once", due_on=MOMENT["today"].replace(month=9), **day
            )
            took = {"a new day": applied("a new day", draft, size)}
            ended = draft_of(
                task.assignments.get(), work="end", valid_to=MOMENT["today"]
            )
            took["an end"] = applied("an end", ended, size)
            transaction.set_rollback(True)
        for name, seconds in took.items():
            few, short = first.setdefault(name, (size, seconds))
            if size > few:
                print(
                    f"P15 {name}: {size / few:.0f} × duties, {seconds / short:.1f} × time"
                )


if __name__ == "__main__":
    main(measure)
