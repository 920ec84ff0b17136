"""Summary rows per period × agency: refreshed by whoever moves a duty."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q

from tasks.models import AgencySummary, Duty, Period, State

COLUMNS = tuple(State.values)
COUNTS = {state: Count("id", filter=Q(state=state)) for state in COLUMNS}


def insert_select(where: str) -> str:
    """Return the upsert of the summary rows of the duties that `where` keeps."""
    sums = ", ".join(
        f"SUM(CASE WHEN d.state = '{state}' THEN 1 ELSE 0 END)" for state in COLUMNS
    )
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in COLUMNS)
    return (
        f"INSERT INTO tasks_agencysummary (period_id, agency_id, {names})"  # noqa: S608 -- fixed text
        f" SELECT d.period_id, d.agency_id, {sums} FROM tasks_duty d WHERE {where}"
        " GROUP BY d.period_id, d.agency_id"
        f" ON CONFLICT (period_id, agency_id) DO UPDATE SET {updates}"
    )


def refresh_summary(*, period_id: int, agency_ids: Iterable[int]) -> None:
    """Count again the duties of these agencies in the period, in one statement."""
    ids = list(agency_ids)
    if not ids:
        return
    marks = ", ".join(["%s"] * len(ids))
    statement = insert_select(f"d.period_id = %s AND d.agency_id IN ({marks})")
    with connection.cursor() as cursor:
        cursor.execute(statement, [period_id, *ids])


@transaction.atomic
def rebuild_summaries(*, period: Period) -> int:
    """Count the whole period again; return how many rows there are."""
    period.summaries.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(insert_select("d.period_id = %s"), [period.pk])
    return period.summaries.count()


def differences(*, period: Period) -> list[str]:
    """Return what the summary says otherwise than the duties; empty when it agrees."""
    counted = {
        row.pop("agency_id"): row
        for row in Duty.objects.filter(period=period)
        .values("agency_id")
        .annotate(**{f"{state}_n": count for state, count in COUNTS.items()})
    }
    said = []
    rows: Any = AgencySummary.objects.filter(period=period).values()
    for row in rows:
        real = counted.pop(row["agency_id"], {})
        wrong = [s for s in COLUMNS if row[s] != real.get(f"{s}_n", 0)]
        said += [f"{row['agency_id']}: {state}" for state in wrong]
    return said + [f"{agency_id}: missing" for agency_id in counted]
