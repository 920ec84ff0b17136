"""Pytest plugin: a test that commits is cleaned up, though tables refuse deletes.

Django's `flush` truncates every table and makes rights and guards anew, which takes
longer than most tests. On PostgreSQL only the tables that have rows are emptied, with
guards and sums asleep.
"""

from typing import Any

import pytest

#: What `migrate` writes and no test changes.
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Take the place of Django's own cleaning up."""
    from django.db import connection
    from django.test import TransactionTestCase

    from agencies.trail import append_only

    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined] # Django's own

    def teardown(self: TransactionTestCase) -> None:
        if connection.vendor == "postgresql":
            empty_tables(connection)
            return
        append_only.drop()  # the signal after `flush` puts the guards back
        flush(self)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined] # Django's own


def empty_tables(connection: Any) -> None:
    """Delete every row that a test wrote; rights and guards are as after `migrate`."""
    from django.core.management.sql import emit_post_migrate_signal

    look = connection.introspection
    tables = set(look.django_table_names(only_existing=True)) - _KEPT
    names = [connection.ops.quote_name(table) for table in sorted(tables)]
    with connection.cursor() as cursor:
        rows = (f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in names)
        cursor.execute(" UNION ALL ".join(rows))
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET session_replication_role = replica")
        for name in filled:
            cursor.execute(f"DELETE FROM {name}")
        cursor.execute("SET session_replication_role = DEFAULT")
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
