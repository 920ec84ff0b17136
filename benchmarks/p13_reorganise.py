"""P13: the real event of 2025 with 5,000 open duties, and a national one in linear time.

    DATABASE_URL=postgres://… DEBUG=1 .venv/bin/python benchmarks/p13_reorganise.py
    SIZES=330,3300 TASKS=12   communes and tasks of the synthetic event

Works in a test database that it creates and destroys. Prints seconds and statements of
preview and apply, statements per 1,000 duties, and how time grows with ten times the
communes merged three into one.
"""

import os
import sys
import time
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehoach.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from agencies.events.history import draft_events, load_agencies_before, shipped  # noqa: E402
from agencies.models import AgencyGroup, Reorganisation  # noqa: E402
from kehoach.sample.past_year import decide, early  # noqa: E402
from kehoach.sample.replay import clean_database  # noqa: E402
from tasks.models import Assignment, Duty, PlanScope  # noqa: E402
from tasks.periods.opening import open_period  # noqa: E402
from tasks.plan.loading import load_plan  # noqa: E402
from tasks.reorganising import apply_event, rehearse, undo_event  # noqa: E402
from tasks.reorganising.conservation import conserve  # noqa: E402
from tasks.tests.factories import make_task  # noqa: E402
from tasks.tests.national import national  # noqa: E402

NATIONAL_NOW = datetime(2026, 6, 10, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SIZES = [int(size) for size in os.environ.get("SIZES", "330,3300").split(",")]
TASKS = int(os.environ.get("TASKS", "12"))
#: Tasks added to the plan so that the communes of 2025 owe 5,000 duties.
MORE_TASKS = 12
MUST = 60


def analyze() -> None:
    """Let the planner know the sizes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def counting(sent: list[str]):
    """Return a wrapper that notes every statement without slowing it."""

    def note(execute, sql, params, many, context):
        sent.append(sql[:40])
        return execute(sql, params, many, context)

    return note


def measure(event: Reorganisation, today: date, now: datetime) -> tuple[int, float]:
    """Rehearse, apply and undo an event; print, return (duties, seconds to apply)."""
    analyze()
    begun = time.perf_counter()
    preview = rehearse(event=event, today=today, now=now)
    rehearsed = time.perf_counter() - begun
    assert preview.can_apply, preview.problems + preview.questions
    sent: list[str] = []
    with connection.execute_wrapper(counting(sent)):
        begun = time.perf_counter()
        counts = apply_event(
            event=event, actor=None, digest=preview.digest, today=today, now=now
        )
        applied = time.perf_counter() - begun
    event.refresh_from_db()
    table = conserve(event=event)
    assert table.holds, table.differences
    begun = time.perf_counter()
    undo_event(event=event, actor=None, today=today, now=now)
    undone = time.perf_counter() - begun
    duties, statements = counts["before"], len(sent)
    share = statements / duties * 1000
    print(
        f"  {event.lines.count():>5} lines, {duties:>6} duties: preview"
        f" {rehearsed:.2f} s, apply {applied:.2f} s, undo {undone:.2f} s;"
        f" {statements} statements, {share:.1f} per 1,000 duties (must < {MUST})"
    )
    return duties, applied


def real() -> None:
    """Apply 1/7/2025 with more tasks, so that 5,000 duties are open."""
    import random

    files = shipped()
    load_agencies_before(files=files)
    plan = load_plan()
    PlanScope.objects.create(plan=plan, territory="ninh-thuan")
    group = AgencyGroup.objects.get(code="ubnd-cap-xa")
    for number in range(MORE_TASKS):
        task = make_task(plan, f"IX.{number}")
        Assignment.objects.create(task=task, group=group, role="execute", mode="each")
    opened = date(2024, 12, 15)
    open_period(plan=plan, year=2025, today=opened, now=early(opened))
    _, event = draft_events(files=files)
    decide(event, random.Random(2025))
    print(f"The event of 1/7/2025 with {Duty.objects.count()} open duties in all:")
    measure(event, event.effective_on, early(event.effective_on))


def synthetic() -> None:
    """Apply national events of two sizes and print how time grows."""
    print(f"Communes merged three into one, {TASKS} tasks each, every third with work:")
    found = []
    for size in SIZES:
        with transaction.atomic():
            _, event = national(size, TASKS)
            found.append(measure(event, NATIONAL_NOW.date(), NATIONAL_NOW))
            transaction.set_rollback(True)
    (few, short), (many, long) = found[0], found[-1]
    print(
        f"  {many / few:.1f} × duties = {long / short:.1f} × seconds to apply"
        f" (linear: about {many / few:.1f})"
    )


def main() -> None:
    """Measure both in one test database."""
    settings.DEBUG = False  # else Django keeps the text of every statement
    with clean_database():
        with transaction.atomic():
            real()
            transaction.set_rollback(True)
        synthetic()


if __name__ == "__main__":
    main()
