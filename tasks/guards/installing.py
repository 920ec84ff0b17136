"""The guards are put in place after `migrate` and taken away before: SQLite loses a
trigger when a migration remakes its table, and refuses to remake one that a trigger of
another table reads.

A name ends with a short hash of its text, so that another text is another guard.
"""

from hashlib import blake2b
from typing import Any, NamedTuple

from django.db import connection, transaction

from tasks.guards.apart import apart_columns, dated_apart, exclusion, overlap
from tasks.guards.same_plan import PlanGuard, plan_guards

_PREFIX = "guard_"
_FOUND = {
    "postgresql": (
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgname LIKE 'guard!_%' ESCAPE '!'"
        " UNION SELECT conname, conrelid::regclass::text FROM pg_constraint"
        " WHERE contype = 'x' AND conname LIKE 'guard!_%' ESCAPE '!'"
    ),
    "sqlite": (
        "SELECT name, tbl_name FROM sqlite_master"
        " WHERE type = 'trigger' AND name LIKE 'guard!_%' ESCAPE '!'"
    ),
}


class Guard(NamedTuple):
    """What refuses a write: its name, its table, and the statements that make it."""

    name: str
    table: str
    made_by: tuple[str, ...]


def guard_of(table: str, act: str, *texts: str) -> Guard:
    """Return the guard that the texts make; «{name}» in them is its name."""
    key = blake2b("".join(texts).encode(), digest_size=4).hexdigest()
    name = f"{_PREFIX}{table}_{act}_{key}"
    return Guard(name, table, tuple(text.replace("{name}", name) for text in texts))


def wanted_guards() -> list[Guard]:
    """Return the guards of this release."""
    on = connection.vendor == "postgresql"
    make = _postgresql if on else _sqlite
    guards = [guard for each in plan_guards() for guard in make(each)]
    for model in dated_apart():
        table = model._meta.db_table
        if on:
            text = f"ALTER TABLE {table} ADD CONSTRAINT {{name}} {exclusion(model)}"
            guards.append(guard_of(table, "days", text))
            continue
        told = f"SELECT RAISE(ABORT, '{table}: two rows on one day') WHERE {overlap(model)}"
        days = [*apart_columns(model), "valid_from", "valid_to"]
        guards += _by_row(f"{table}", "days", [told], [told], days)
    return guards


def standing_guards() -> dict[str, str]:
    """Return the guards that the database has: name → table."""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND[connection.vendor])
        return dict(cursor.fetchall())


def guards_stand() -> bool:
    """Return whether every guard stands as this release wants it."""
    return standing_guards().keys() == {each.name for each in wanted_guards()}


@transaction.atomic
def put_guards() -> None:
    """Put the guards of this release in place of what stands there."""
    take_guards()
    with connection.cursor() as cursor:
        for guard in wanted_guards():
            for statement in guard.made_by:
                cursor.execute(statement)


def take_guards() -> None:
    """Take every guard away."""
    with connection.cursor() as cursor:
        for name, table in standing_guards().items():
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {name}")
            elif f"{table}_days_" in name:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            else:
                cursor.execute(f"DROP TRIGGER {name} ON {table}")
                cursor.execute(f"DROP FUNCTION {name}()")


def unguard_before_migrate(plan: Any = (), **kwargs: Any) -> None:
    """Take the guards away where a migration is to run."""
    if plan:
        take_guards()


def guard_after_migrate(**kwargs: Any) -> None:
    """Put today's guards in place where they do not stand and the tables are today's: a
    database may be migrated to an earlier moment.
    """
    tables = set(connection.introspection.table_names())
    if tables.issuperset(each.table for each in wanted_guards()) and not guards_stand():
        put_guards()


def _postgresql(plan: PlanGuard) -> list[Guard]:
    """Return a guard per statement for new rows, and one per row for changed ones."""
    table = plan.table
    added = [
        f"IF EXISTS (SELECT 1 FROM new_rows n WHERE {plan.other_plan(*named, 'n')})"  # noqa: S608 -- fixed text
        f" THEN {_raised(table, named[0])}; END IF;"
        for named in plan.names
    ]
    changed = [
        f"IF {plan.other_plan(*named, 'NEW')} THEN {_raised(table, named[0])}; END IF;"
        for named in plan.names
    ]
    if plan.stays:
        told = _raised(table, plan.home)
        changed.append(
            f"IF {plan.own('OLD')} <> {plan.own('NEW')} THEN {told}; END IF;"
        )
    function = (
        "CREATE OR REPLACE FUNCTION {{name}}() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN {} RETURN NULL; END $$"
    )
    new = f"INSERT ON {table} REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT"
    changes = f"UPDATE OF {', '.join(plan.columns)} ON {table} FOR EACH ROW"
    return [
        guard_of(
            table,
            act,
            function.format(" ".join(checks)),
            f"CREATE TRIGGER {{name}} AFTER {when} EXECUTE FUNCTION {{name}}()",
        )
        for act, checks, when in (("insert", added, new), ("update", changed, changes))
        if checks
    ]


def _raised(table: str, column: str) -> str:
    return (
        f"RAISE EXCEPTION '{table}.{column}: another plan'"
        " USING ERRCODE = 'check_violation'"
    )


def _sqlite(plan: PlanGuard) -> list[Guard]:
    added = [
        f"SELECT RAISE(ABORT, '{plan.table}.{named[0]}: another plan')"
        f" WHERE {plan.other_plan(*named, 'NEW')}"
        for named in plan.names
    ]
    changed = [*added]
    if plan.stays:
        changed.append(
            f"SELECT RAISE(ABORT, '{plan.table}.{plan.home}: another plan')"
            f" WHERE {plan.own('OLD')} <> {plan.own('NEW')}"
        )
    return _by_row(plan.table, "", added, changed, plan.columns)


def _by_row(
    table: str, what: str, added: list[str], changed: list[str], columns: list[str]
) -> list[Guard]:
    """Return the triggers of SQLite: for new rows, and for changes of the columns."""
    writes = [("update", f"UPDATE OF {', '.join(columns)}", changed)]
    if added:
        writes.append(("insert", "INSERT", added))
    return [
        guard_of(
            table,
            f"{what}{write}",
            f"CREATE TRIGGER {{name}} AFTER {when} ON {table}"
            f" FOR EACH ROW BEGIN {'; '.join(bodies)}; END",
        )
        for write, when, bodies in writes
    ]
