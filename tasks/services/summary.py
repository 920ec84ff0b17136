"""Summary rows per period × agency: refreshed by whoever moves a duty."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q

from tasks.models import (
    LIVE,
    AgencySummary,
    Duty,
    DutyCount,
    MeasureTotal,
    Period,
    State,
)
from tasks.services.duty_counts import count_differences, fold_counts, rebuild_counts
from tasks.services.targets import refresh_measures
from tasks.services.triggers import are_installed, install

COLUMNS = tuple(State.values)
#: The live ones that count, and those of them that said a word.
LIVE_NAMES = ", ".join(f"'{state}'" for state in LIVE)
OWED = f"d.state IN ({LIVE_NAMES}) AND NOT d.is_requested"
SPOKEN = f"{OWED} AND (d.last_entry_on IS NOT NULL OR d.first_sent_on IS NOT NULL)"
_owed = Q(state__in=LIVE, is_requested=False)
_spoke = Q(last_entry_on__isnull=False) | Q(first_sent_on__isnull=False)
CONDITIONS = {
    **{state: Q(state=state) for state in COLUMNS},
    "owed": _owed,
    "spoken": _owed & _spoke,
}
COUNTS = {name: Count("pk", filter=kept) for name, kept in CONDITIONS.items()}


def insert_select(where: str) -> str:
    """Return the upsert of the summary rows of the duties that `where` keeps."""
    tests = [*(f"d.state = '{state}'" for state in COLUMNS), OWED, SPOKEN]
    sums = ", ".join(f"SUM(CASE WHEN {test} THEN 1 ELSE 0 END)" for test in tests)
    names = ", ".join(f'"{name}"' for name in CONDITIONS)
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in CONDITIONS)
    return (
        f"INSERT INTO tasks_agencysummary (period_id, agency_id, {names})"  # noqa: S608 -- fixed text
        f" SELECT d.period_id, d.agency_id, {sums} FROM tasks_duty d WHERE {where}"
        " GROUP BY d.period_id, d.agency_id ORDER BY d.period_id, d.agency_id"
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


def refresh_sums(*, today: date) -> None:
    """Fold the counts of the open periods and store the sums of the measures; pages
    say the same before and after, only sooner.
    """
    for period in Period.objects.filter(state=Period.State.OPEN):
        fold_counts(period=period)
    refresh_measures(today=today)


@transaction.atomic
def after_migrate(**kwargs: Any) -> None:
    """Put the triggers in place where today's do not stand yet, and count everything
    again: what was written without them nobody noted.
    """
    tables = connection.introspection.table_names()
    if DutyCount._meta.db_table not in tables or are_installed():
        return
    install()
    MeasureTotal.objects.all().delete()
    for period in Period.objects.all():
        rebuild_counts(period=period)
        rebuild_summaries(period=period)


def differences(*, period: Period) -> list[str]:
    """Return what the summary says otherwise than the duties; empty when it agrees."""
    counted = {
        row.pop("agency_id"): row
        for row in Duty.objects.filter(period=period)
        .values("agency_id")
        .annotate(**{f"{name}_n": count for name, count in COUNTS.items()})
    }
    said = []
    rows: Any = AgencySummary.objects.filter(period=period).values()
    for row in rows:
        real = counted.pop(row["agency_id"], {})
        wrong = [s for s in CONDITIONS if row[s] != real.get(f"{s}_n", 0)]
        said += [f"{row['agency_id']}: {state}" for state in wrong]
    said += [f"{agency_id}: missing" for agency_id in counted]
    return said + count_differences(period=period)
