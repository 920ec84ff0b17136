"""Put the sums in place, fold them, count them anew and compare them.

On PostgreSQL each is one statement per table: its one snapshot leaves out what others
are just adding, which stays as they add it. SQLite has one writer at a time.
"""

from typing import Any

from django.db import connection, transaction

from tasks.models import MeasureTotal, Period
from tasks.sums.tables import COUNTS, TABLES, SumTable
from tasks.sums.triggers import are_installed, install

OF_PERIOD = " WHERE period_id = %s"
#: Rows that are alike and not alone.
ALIKE = """ AND id IN (SELECT id FROM (
SELECT id, COUNT(*) OVER (PARTITION BY {keys}) AS times FROM {name} WHERE period_id = %s
) AS counted WHERE times > 1)"""


@transaction.atomic
def fold(*, period: Period) -> None:
    """Put rows that are alike together; the sums stay what they are."""
    if connection.vendor != "postgresql":
        rebuild(period=period)
        return
    _one_at_a_time(period)
    for kept in TABLES:
        alike = ALIKE.format(keys=kept.keys, name=kept.name)
        _replace(kept, alike, kept.rows("gone"), [period.pk, period.pk])


@transaction.atomic
def rebuild(*, period: Period) -> None:
    """Count the duties of the period again."""
    _one_at_a_time(period)
    for kept in TABLES:
        duties = f"{kept.duties()} WHERE d.period_id = %s"
        _replace(kept, "", duties, [period.pk, period.pk])


def _one_at_a_time(period: Period) -> None:
    """Let one folding or counting of the period follow the other."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            lock = "SELECT pg_advisory_xact_lock(hashtext('tasks_sums'), %s)"
            cursor.execute(lock, [period.pk])


def _replace(kept: SumTable, which: str, source: str, parameters: list[int]) -> None:
    """Delete rows of a period and add the sums of the source, seeing one state."""
    delete = f"DELETE FROM {kept.name}{OF_PERIOD}{which}"  # noqa: S608 -- fixed text
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            gone = f"WITH gone AS ({delete} RETURNING *)"
            cursor.execute(f"{gone} {kept.add(source)}", parameters)
        else:
            cursor.execute(delete, parameters[:1])
            cursor.execute(kept.add(source), parameters[1:])


def differences(*, period: Period) -> list[str]:
    """Return what the sums say otherwise than the duties; empty when they agree."""
    return [said for kept in TABLES for said in _differences(kept, period)]


def _differences(kept: SumTable, period: Period) -> list[str]:
    said = f"{kept.rows()}{OF_PERIOD}"
    duties = f"{kept.duties(sign=-1)} WHERE d.period_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(kept.summed(said, duties), [period.pk, period.pk])
        rows = [dict(zip(kept.columns, row, strict=True)) for row in cursor.fetchall()]
    if kept is COUNTS:
        return [f"task {r['task_id']}: {r['state']} {r['number']:+d}" for r in rows]
    return [f"agency {r['agency_id']}: {_more(kept, r)}" for r in rows]


def _more(kept: SumTable, row: dict[str, int]) -> str:
    return ", ".join(f"{name} {row[name]:+d}" for name in kept.numbers if row[name])


@transaction.atomic
def after_migrate(**kwargs: Any) -> None:
    """Put the triggers in place where today's do not stand yet, and count everything
    again: what was written without them nobody noted.
    """
    if are_installed() or not _are_there():
        return
    install()
    MeasureTotal.objects.all().delete()
    for period in Period.objects.all():
        rebuild(period=period)


def _are_there() -> bool:
    """Return whether the tables have today's columns: a database may be migrated to an
    earlier moment.
    """
    look = connection.introspection
    there = look.table_names()
    with connection.cursor() as cursor:
        return all(
            kept.name in there
            and {row.name for row in look.get_table_description(cursor, kept.name)}
            >= {*kept.columns}
            for kept in TABLES
        )
