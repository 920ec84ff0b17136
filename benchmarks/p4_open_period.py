"""P4: open a period of about 20,000 duties against one bare INSERT … SELECT.

python benchmarks/p4_open_period.py [communes]   medians of five rounds each.
"""

import statistics
import sys
import time

import generate

ROUNDS = 5


def main(communes: int) -> None:
    """Print floor, ours and their ratio from this run."""
    generate.setup()
    generate.load_agencies_and_plan(communes)
    from django.db import connection

    from tasks.models import AgencySummary, Duty, DutyEvent, Period, PeriodEvent, Plan
    from tasks.periods.opening import open_period

    plan = Plan.objects.get()

    def clear() -> None:
        for model in (DutyEvent, AgencySummary, PeriodEvent, Duty, Period):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {model._meta.db_table}")

    def ours() -> float:
        clear()
        begun = time.perf_counter()
        open_period(plan=plan, year=2026, today=generate.TODAY, now=generate.NOW)
        return time.perf_counter() - begun

    def floor() -> float:
        rows = "task_id, agency_id, schedule, is_requested, state, progress,"
        rows += " nothing_to_report, opened_on, due_on, original_due_on, heartbeat_on,"
        rows += " reason, version, period_id, assignment_id, occurrence, due_from"
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS floor_source")
            cursor.execute(
                f"CREATE TABLE floor_source AS SELECT {rows} FROM tasks_duty"
            )
            cursor.execute("DELETE FROM tasks_agencysummary")
            cursor.execute("DELETE FROM tasks_duty")
            begun = time.perf_counter()
            cursor.execute(
                f"INSERT INTO tasks_duty ({rows}) SELECT {rows} FROM floor_source"
            )
            return time.perf_counter() - begun

    mine, bare = [], []
    for _ in range(ROUNDS):
        mine.append(ours())
        count = Duty.objects.count()
        bare.append(floor())
    a, b = statistics.median(mine), statistics.median(bare)
    print(f"{count} duties on {connection.vendor}: floor {b:.3f} s, ours {a:.3f} s,")
    print(f"ratio {a / b:.2f} (must <= 3, aim <= 1.5)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1600)
