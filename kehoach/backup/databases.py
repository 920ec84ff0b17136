"""The database as one snapshot on its way out, and back into an empty one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.apps import apps
from django.db import connection

from kehoach.backup import postgresql, sqlite
from kehoach.backup.elsewhere import Place

#: Hands on the next piece of a dump.
Load = Callable[[bytes], object]
Dump = Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Engine:
    """What a backup needs of a database system."""

    #: Within it Django's connection sees the moment that the dump is of.
    snapshot: Callable[[], AbstractContextManager[Dump]]
    loading: Callable[[Place], AbstractContextManager[Load]]
    #: A new empty database, gone afterwards.
    temporary: Callable[[], AbstractContextManager[Place]]


ENGINES = {
    "postgresql": Engine(
        postgresql.postgresql_snapshot,
        postgresql.postgresql_loading,
        postgresql.postgresql_temporary,
    ),
    "sqlite": Engine(
        sqlite.sqlite_snapshot, sqlite.sqlite_loading, sqlite.sqlite_temporary
    ),
}


def engine() -> Engine:
    """Return the one that is configured."""
    return ENGINES[connection.vendor]


def count_rows() -> dict[str, int]:
    """Return table → rows of everything that Django knows."""
    models = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
    }
    there = set(connection.introspection.table_names())
    return {
        table: model._base_manager.count()
        for table, model in sorted(models.items())
        if table in there
    }
