"""What the database itself keeps: counts of duties, and which agencies changed.

Triggers, because every writer must be seen, bulk updates and INSERT … SELECT too. They
only add rows, so nobody waits for anybody. They are put in place after `migrate`, not
by a migration: SQLite loses them whenever a later migration remakes a table.
"""

from django.db import connection

from tasks.services.duty_counts import counted, insert, one_each, values

#: Raise it with every change of the texts below.
PREFIX = "tasks_v1_"
STALE = "INSERT INTO tasks_staleagency (agency_id)"
FORGET = "DELETE FROM tasks_measuretotal"
#: Tables whose rows belong to an agency that then is stale, and how it is called.
OF_AGENCY = {"tasks_duty": "agency_id", "tasks_figurevalue": "agency_id"}
WRITES = ("insert", "update", "delete")
#: Tables that say how measures are counted: a write makes every total worthless.
DEFINITIONS = (
    "tasks_targetmeasure",
    "tasks_targetmeasure_numerator_figures",
    "tasks_figure",
    "tasks_period",
)
KEPT = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}


def wanted() -> list[tuple[str, str]]:
    """Return the table and the write of every trigger."""
    pairs = [(table, write) for table in OF_AGENCY for write in WRITES]
    pairs.append(("agencies_agency", "update"))
    pairs += [(table, write) for table in DEFINITIONS for write in WRITES]
    pairs.remove(("tasks_period", "insert"))
    return pairs


def name_of(table: str, write: str) -> str:
    """Return what the trigger is called."""
    return f"{PREFIX}{table}_{write}"


def are_installed() -> bool:
    """Return whether every trigger stands as this release wants it."""
    catalogue = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        found = {row[0] for row in cursor.fetchall()}
    return found >= {name_of(*pair) for pair in wanted()}


def install() -> None:
    """Put the triggers in place; what was written without them is not counted yet."""
    make = postgresql if connection.vendor == "postgresql" else sqlite
    with connection.cursor() as cursor:
        for table, write in wanted():
            for statement in make(table, write):
                cursor.execute(statement)


def postgresql(table: str, write: str) -> list[str]:
    """Return the function and the trigger, run once per statement."""
    name = name_of(table, write)
    sources = [word for word in ("new_rows", "old_rows") if word in KEPT[write]]
    body = "; ".join(_bodies(table, sources))
    kept = "" if table in DEFINITIONS else f" REFERENCING {KEPT[write]}"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {body}; RETURN NULL; END $$",
        f"CREATE OR REPLACE TRIGGER {name} AFTER {write.upper()} ON {table}{kept}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def _bodies(table: str, sources: list[str]) -> list[str]:
    if table in DEFINITIONS:
        return [FORGET]
    column = OF_AGENCY.get(table, "id")
    ids = " UNION ".join(f"SELECT {column} FROM {source}" for source in sources)  # noqa: S608 -- fixed text
    bodies = [f"{STALE} {ids}"]
    if table == "tasks_duty":
        signs = {"new_rows": "1", "old_rows": "-1"}
        rows = (one_each(source, signs[source]) for source in sources)
        bodies.append(insert(counted(" UNION ALL ".join(rows))))
    return bodies


def sqlite(table: str, write: str) -> list[str]:
    """Return the trigger, run once per row."""
    name = name_of(table, write)
    sources = [word for word in ("NEW", "OLD") if f"{word} TABLE" in KEPT[write]]
    if table in DEFINITIONS:
        bodies = [FORGET]
    else:
        column = OF_AGENCY.get(table, "id")
        bodies = [f"{STALE} SELECT {source}.{column}" for source in sources]
    if table == "tasks_duty":
        signs = {"NEW": "1", "OLD": "-1"}
        bodies += [
            insert(f"SELECT {', '.join(values(source))}, {signs[source]}")
            for source in sources
        ]
    body = "; ".join(bodies)
    return [
        f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {write.upper()} ON {table}"
        f" FOR EACH ROW BEGIN {body}; END"
    ]
