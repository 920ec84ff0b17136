"""Tables whose rows nobody changes or takes away, by triggers of the database.

They are put in place after `migrate`, not by a migration: SQLite loses them whenever a
later migration remakes a table. Records of the audit trail go only once a row of
`AuditPurge` says what went; the history that Django's admin keeps would otherwise
disappear with a deleted account.
"""

from typing import Any

from django.db import connection

#: Raise it with every change of the texts below.
PREFIX = "kept_v1_"
TRAIL, PURGES = "agencies_auditrecord", "agencies_auditpurge"
TABLES = (TRAIL, PURGES, "django_admin_log")
GONE = f"EXISTS (SELECT 1 FROM {PURGES} WHERE until > OLD.at)"  # noqa: S608 -- fixed text


def after_migrate(**kwargs: Any) -> None:
    """Put today's triggers in place where they do not stand yet."""
    tables = set(connection.introspection.table_names())
    if tables.issuperset(TABLES) and not are_installed():
        install()


def are_installed() -> bool:
    """Return whether every table is guarded as this release wants it."""
    return set(found()) >= set(wanted())


def install() -> None:
    """Guard every table."""
    drop()
    with connection.cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)


def drop() -> None:
    """Take the guards of every release away: for `install`, and for emptying a test's
    database.
    """
    on = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name, table in found().items():
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if on else ""))


def found() -> dict[str, str]:
    """Return the guards that the database has: name → table."""
    catalogue = {
        "postgresql": (
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgname LIKE 'kept!_v%' ESCAPE '!'"
        ),
        "sqlite": (
            "SELECT name, tbl_name FROM sqlite_master"
            " WHERE type = 'trigger' AND name LIKE 'kept!_v%' ESCAPE '!'"
        ),
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        return dict(cursor.fetchall())


def wanted() -> list[str]:
    """Return the names of the guards."""
    acts = (
        ("rows", "all") if connection.vendor == "postgresql" else ("update", "delete")
    )
    return [f"{PREFIX}{table}_{act}" for table in TABLES for act in acts]


def statements() -> list[str]:
    """Return what puts the guards in place."""
    if connection.vendor == "sqlite":
        return [sqlite(table, act) for table in TABLES for act in ("update", "delete")]
    function = f"{PREFIX}refuse"
    made = [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN IF TG_OP = 'DELETE' AND TG_TABLE_NAME = '{TRAIL}' THEN"
        f" IF {GONE} THEN RETURN OLD; END IF; END IF;"
        " RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME"
        " USING ERRCODE = 'restrict_violation'; END $$"
    ]
    for table in TABLES:
        made += [
            f"CREATE TRIGGER {PREFIX}{table}_rows BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {function}()",
            f"CREATE TRIGGER {PREFIX}{table}_all BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        ]
    return made


def sqlite(table: str, act: str) -> str:
    """Return the guard of one table against one act."""
    unless = f" WHEN NOT {GONE}" if (table, act) == (TRAIL, "delete") else ""
    return (
        f"CREATE TRIGGER {PREFIX}{table}_{act} BEFORE {act.upper()} ON {table}"
        f" FOR EACH ROW{unless} BEGIN"
        f" SELECT RAISE(ABORT, 'rows of {table} are only added'); END"
    )
