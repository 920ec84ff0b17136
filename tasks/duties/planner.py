"""What PostgreSQL is kept from doing to one statement over many duties."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

#: Each setting is read before it is switched: rows of the first step come one by one.
OFF = """
WITH before AS MATERIALIZED (
  SELECT name, current_setting(name) AS value FROM unnest(%s::text[]) AS name
)
SELECT name, value, set_config(name, 'off', true) FROM before
"""
BACK = """
SELECT set_config(name, value, true)
FROM unnest(%s::text[], %s::text[]) AS before(name, value)
"""


@contextmanager
def planned_without(*settings: str) -> Iterator[CursorWrapper]:
    """Give a cursor, in a transaction, for which PostgreSQL has these settings off;
    afterwards they are what they were, as they are when the transaction fails.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            yield cursor
            return
        cursor.execute(OFF, [list(settings)])
        before = [row[:2] for row in cursor.fetchall()]
        yield cursor
        cursor.execute(BACK, [list(column) for column in zip(*before, strict=True)])
