"""How many duties are alike: kept by triggers, so exact whoever writes a duty and how.

A trigger (`triggers.py`) only adds rows: +1 for what a duty became, −1 for what it was;
`fold_counts` puts rows that are alike together, `rebuild_counts` counts the duties again. Both are one
statement on PostgreSQL: its one snapshot leaves out what others are just adding.
SQLite has one writer at a time anyhow.
"""

from typing import Any

from django.db import connection, transaction

from tasks.models import Period

#: column of tasks_dutycount → what it holds of duty {d} of agency {a}.
OF_AGENCY = ("kind", "level", "territory")
OF_DUTY = (
    *("period_id", "task_id", "schedule", "is_requested", "state", "progress"),
    *("settled", "late_after"),
)
DERIVED = {
    "opened_on": "CASE WHEN {d}.schedule = 'once' THEN {d}.opened_on END",
    "accepted_on": (
        "CASE WHEN {d}.schedule = 'once' AND {d}.state = 'accepted'"
        " THEN {d}.accepted_on END"
    ),
}
COLUMNS = (*OF_DUTY, *OF_AGENCY, *DERIVED)
NAMES = ", ".join(COLUMNS)


def values(duty: str, agency: str) -> list[str]:
    """Return the expressions of a count's columns for a duty and its agency."""
    return [
        *(f"{duty}.{name}" for name in OF_DUTY),
        *(f"{agency}.{name}" for name in OF_AGENCY),
        *(text.format(d=duty) for text in DERIVED.values()),
    ]


def counted(source: str) -> str:
    """Return the rows of `source`, each with its number, added up."""
    return (
        f"SELECT {NAMES}, SUM(n) AS number FROM ({source}) AS each"  # noqa: S608 -- fixed text
        f" GROUP BY {NAMES} HAVING SUM(n) <> 0"
    )


def one_each(
    duties: str = "tasks_duty", agencies: str = "agencies_agency", sign: str = "1"
) -> str:
    """Return a row for every duty of the tables (or transition tables)."""
    read = zip(values("d", "a"), COLUMNS, strict=True)
    named = ", ".join(f"{value} AS {name}" for value, name in read)
    return (
        f"SELECT {named}, {sign} AS n FROM {duties} d"  # noqa: S608 -- fixed text
        f" JOIN {agencies} a ON a.id = d.agency_id"
    )


def insert(select: str) -> str:
    """Return the statement that adds what `select` gives."""
    return f"INSERT INTO tasks_dutycount ({NAMES}, number) {select}"


@transaction.atomic
def rebuild_counts(*, period: Period) -> None:
    """Count the duties of the period again."""
    duties = f"{one_each()} WHERE d.period_id = %s"
    _replace(counted(duties), [period.pk], period)


@transaction.atomic
def fold_counts(*, period: Period) -> None:
    """Put rows that are alike together; the numbers stay what they are."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('tasks_dutycount'), %s)",
                [period.pk],
            )
        gone = f"SELECT {NAMES}, number AS n FROM gone"  # noqa: S608 -- fixed text
        _replace(counted(gone), [], period)
    else:
        rebuild_counts(period=period)


def _replace(select: str, parameters: list[Any], period: Period) -> None:
    """Delete the period's rows and insert those of `select`, seeing one state."""
    delete = "DELETE FROM tasks_dutycount WHERE period_id = %s"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            first = f"WITH gone AS ({delete} RETURNING *) "
            cursor.execute(first + insert(select), [period.pk, *parameters])
        else:
            cursor.execute(delete, [period.pk])
            cursor.execute(insert(select), parameters)


def count_differences(*, period: Period) -> list[str]:
    """Return what the counts say otherwise than the duties; empty when they agree."""
    said = "SELECT {0}, number AS n FROM tasks_dutycount WHERE period_id = %s"
    duties = f"{one_each(sign='-1')} WHERE d.period_id = %s"
    both = f"{said.format(NAMES)} UNION ALL {duties}"
    with connection.cursor() as cursor:
        cursor.execute(counted(both), [period.pk, period.pk])
        rows = cursor.fetchall()
    place = COLUMNS.index("state")
    return [f"task {row[1]}: {row[place]} {row[-1]:+d}" for row in rows]
