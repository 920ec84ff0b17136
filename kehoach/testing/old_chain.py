"""The migrations that the squashed ones replace, step by step (decision 043)."""

import subprocess
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps
from django.db.models import QuerySet

from kehoach.testing import services
from tasks.guards import installing

ROOMS = ("agencies", "tasks", "reporting")
#: What the last migration of each room was when an issue ended.
RELEASES = {
    "4048321": ("0006_agency_order", "0023_counts_by_kind", "0010_outline_words"),
    "agency side": (
        "0009_plain_words",
        "0041_letters_know_their_duties",
        "0011_unit_papers",
    ),
    "steering side": (
        "0010_words_of_groups",
        "0055_more_figures_know_each_other",
        "0019_examples_named_by_officers",
    ),
    "hardening": (
        "0016_accounts_that_only_read",
        "0061_readers_of_an_inspection",
        "0022_dossiers",
    ),
}


def single_steps(database: BaseDatabaseWrapper | None) -> MigrationLoader:
    """Return the migrations without the squashed ones, as Django takes them for a
    database that is somewhere between the first and the last.
    """
    loader = MigrationLoader(database, replace_migrations=False)
    for key, squashed in loader.replacements.items():
        loader.graph.remove_replacement_node(key, squashed.replaces)
        loader.applied_migrations.pop(key, None)
    return loader


def squashed() -> QuerySet[Any]:
    """Return what the database says of the squashed migrations."""
    return MigrationRecorder(connection).migration_qs.filter(
        app__in=ROOMS, name__contains="_squashed_"
    )


def go_to(*targets: tuple[str, str]) -> StateApps:
    """Migrate there, back or forth, without the guards, as `migrate` does; return the
    models as they were then.
    """
    installing.take_guards()
    squashed().delete()  # a step that goes back leaves what the squashed one recorded,
    executor = MigrationExecutor(connection)
    executor.loader = single_steps(connection)
    executor.migrate(list(targets))
    squashed().delete()  # and Django records it again where all its steps are done
    return executor.loader.project_state(list(targets)).apps


def newest() -> list[tuple[str, str]]:
    """Return where the single steps lead."""
    leaves: list[tuple[str, str]] = single_steps(connection).graph.leaf_nodes()
    return leaves


def old_release(name: str) -> list[tuple[str, str]]:
    """Return where a database of that time stands."""
    return list(zip(ROOMS, RELEASES[name], strict=True))


def schema() -> list[str]:
    """Return what the database consists of. The order of columns is PostgreSQL's only:
    SQLite makes a table anew where PostgreSQL changes it.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
            return sorted(_sqlite(*row) for row in cursor.fetchall())
    told = connection.get_connection_params()
    where = ("-h", told["host"], "-U", told["user"], "-d", told["dbname"])
    programs = services.newest_postgresql()
    assert programs
    dump = subprocess.run(
        [programs / "pg_dump", "-s", "-O", *where],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    # each dump draws a key, and says it behind a backslash
    return [line for line in dump.stdout.splitlines() if line[:1] != "\\"]


def _sqlite(kind: str, name: str, table: str, sql: str | None) -> str:
    words = " ".join((sql or "").split())
    if kind == "table":
        words = " | ".join(sorted(_parts(words)))
    return f"{kind} {name} {table} {words}"


def _parts(sql: str) -> list[str]:
    """Return columns and constraints: what commas part outside of inner brackets."""
    inner = sql[sql.index("(") + 1 : sql.rindex(")")]
    parts, depth, quote = [""], 0, ""
    for char in inner:
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        depth += (not quote) * ((char == "(") - (char == ")"))
        if char == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts]
