"""How a row is held: FOR NO KEY UPDATE, of the row itself.

Two who change a row come one after the other. Who only points at it goes on: a foreign
key takes FOR KEY SHARE of what it points at, at COMMIT, and that waits for FOR UPDATE
alone. What `tasks` holds, and in which order, stands in `tasks/duties/locks.py`.
"""

from typing import Any, TypeVar

from django.db.models import Manager, Model, QuerySet

_Row = TypeVar("_Row", bound=Model)


def hold(rows: "QuerySet[_Row] | Manager[_Row]") -> QuerySet[_Row]:
    """Return the rows so that reading them holds them until the transaction ends;
    several are read in the order of their keys (`order_by("pk")`).
    """
    return rows.select_for_update(of=("self",), no_key=True)


def hold_row(rows: Any, pk: Any) -> Any:
    """Return the row of this key fresh from the database, held."""
    return hold(rows).get(pk=pk)
