"""The triggers: they add to the sums of duties, and note which agencies changed.

Triggers, because every writer must be seen, bulk updates and INSERT … SELECT too. They
only add rows, so nobody waits for anybody. They are put in place after `migrate`, not
by a migration: SQLite loses them whenever a later migration remakes a table.
"""

from django.db import connection

from tasks.sums.tables import DUTY_TABLE, OF_AGENCY, TABLES, SumTable

#: Raise it with every change of the texts below or of `tables.py`; the migration that
#: needs the change takes the old ones away (`without_triggers` in
#: `tasks/migrations/_frozen.py`).
PREFIX = "tasks_v4_"
STALE = "INSERT INTO tasks_staleagency (agency_id)"
FORGET = "DELETE FROM tasks_measuretotal"
#: Tables whose rows belong to an agency that then is stale, and how it is called.
BELONGING = {DUTY_TABLE: "agency_id", "tasks_figurevalue": "agency_id"}
WRITES = ("insert", "update", "delete")
#: Tables that say how measures are counted: a write makes every total worthless.
DEFINITIONS = (
    "tasks_targetmeasure",
    "tasks_targetmeasure_numerator_figures",
    "tasks_figure",
    "tasks_taskfigure",
    "tasks_period",
)
#: An agency of another kind moves the counts of its duties. Nobody may write a duty
#: in between, seen neither here nor by its own trigger with the new kind.
DIFFERENT = " OR ".join(f"{{old}}.{name} <> {{new}}.{name}" for name in OF_AGENCY)
_MOVED = (
    "IF EXISTS (SELECT 1 FROM old_rows o JOIN new_rows n ON n.id = o.id"  # noqa: S608 -- fixed text
    f" WHERE {DIFFERENT.format(old='o', new='n')})"
    " THEN LOCK TABLE tasks_duty IN SHARE MODE; {added}; END IF"
)
#: What a row was is taken off, what it became is added.
SIGNS = {"insert": {"new": 1}, "update": {"new": 1, "old": -1}, "delete": {"old": -1}}
OF_AGENCIES = [table for table in TABLES if table.reads_agency]


def wanted() -> list[tuple[str, str]]:
    """Return the table and the write of every trigger."""
    pairs = [(table, write) for table in BELONGING for write in WRITES]
    pairs.append(("agencies_agency", "update"))
    pairs += [(table, write) for table in DEFINITIONS for write in WRITES]
    pairs.remove(("tasks_period", "insert"))
    return pairs


def name_of(table: str, write: str) -> str:
    """Return what the trigger is called."""
    return f"{PREFIX}{table}_{write}"


def found() -> dict[str, str]:
    """Return the triggers that the database has: name → table."""
    catalogue = {
        "postgresql": (
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
            " WHERE NOT tgisinternal"
        ),
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        return dict(cursor.fetchall())


def are_installed() -> bool:
    """Return whether every trigger stands as this release wants it."""
    return found().keys() >= {name_of(*pair) for pair in wanted()}


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
    rows = {side: f"{side}_rows" for side in SIGNS[write]}
    if table in DEFINITIONS:
        bodies, kept = [FORGET], ""
    else:
        column = BELONGING.get(table, "id")
        ids = " UNION ".join(f"SELECT {column} FROM {each}" for each in rows.values())  # noqa: S608 -- fixed text
        bodies = [f"{STALE} {ids}", *_by_statement(table, write)]
        named = (f"{side.upper()} TABLE AS {each}" for side, each in rows.items())
        kept = f" REFERENCING {' '.join(named)}"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {'; '.join(bodies)}; RETURN NULL; END $$",
        f"CREATE OR REPLACE TRIGGER {name} AFTER {write.upper()} ON {table}{kept}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def _by_statement(table: str, write: str) -> list[str]:
    signs = SIGNS[write].items()
    if table == DUTY_TABLE:
        return [
            kept.add(*(kept.duties(f"{side}_rows", sign=sign) for side, sign in signs))
            for kept in TABLES
        ]
    if table != "agencies_agency":
        return []
    added = "; ".join(
        kept.add(
            *(kept.duties(agencies=f"{side}_rows", sign=sign) for side, sign in signs)
        )
        for kept in OF_AGENCIES
    )
    return [_MOVED.format(added=added)]


def sqlite(table: str, write: str) -> list[str]:
    """Return the trigger, run once per row."""
    name = name_of(table, write)
    if table in DEFINITIONS:
        bodies = [FORGET]
    else:
        column = BELONGING.get(table, "id")
        bodies = [f"{STALE} SELECT {side}.{column}" for side in SIGNS[write]]
        bodies += _by_row(table, write)
    return [
        f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {write.upper()} ON {table}"
        f" FOR EACH ROW BEGIN {'; '.join(bodies)}; END"
    ]


def _by_row(table: str, write: str) -> list[str]:
    signs = SIGNS[write].items()
    if table == DUTY_TABLE:
        return [
            kept.add(*(_of_duty(kept, side, sign) for side, sign in signs))
            for kept in TABLES
        ]
    if table != "agencies_agency":
        return []
    changed = DIFFERENT.format(old="old", new="new")
    source = f"FROM tasks_duty d WHERE d.agency_id = {{}}.id AND ({changed})"
    return [
        kept.add(
            *(kept.each("d", side, source.format(side), sign) for side, sign in signs)
        )
        for kept in OF_AGENCIES
    ]


def _of_duty(kept: SumTable, side: str, sign: int) -> str:
    source = f"FROM agencies_agency a WHERE a.id = {side}.agency_id"
    return kept.each(side, "a", source if kept.reads_agency else "", sign)
