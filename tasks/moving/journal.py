"""What applying an event changes, row by row, so that undoing restores it exactly.

The event is a reorganisation or a change to the plan; each keeps rows of its own.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from agencies.models import Reorganisation
from tasks.models import PlanChange

Event = Reorganisation | PlanChange
BATCH = 1000


def plain(value: Any) -> Any:
    """Return the value as JSON keeps it: days, moments and decimals as text."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value


class Journal:
    """Collects changes in the order they are made and stores them in bulk."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.kept: type[models.Model] = event.changes.model
        self.rows: list[Any] = []

    def note(self, model: type[models.Model], pk: int, before: Any) -> None:
        """Keep one change."""
        self.rows.append(
            self.kept(
                event=self.event, table=model._meta.label, row_id=pk, before=before
            )
        )

    def created(self, model: type[models.Model], keys: Iterable[int]) -> None:
        """Note rows that did not exist before."""
        for pk in keys:
            self.note(model, pk, None)

    def changed(
        self, model: type[models.Model], before: Iterable[Mapping[str, Any]]
    ) -> None:
        """Note the old columns of rows, each with its `pk`."""
        for columns in before:
            kept = {name: plain(value) for name, value in columns.items()}
            pk = kept.pop("pk")
            self.note(model, pk, kept)

    def save(self) -> None:
        """Store the changes."""
        self.kept._default_manager.bulk_create(self.rows, batch_size=BATCH)
        self.rows = []


def noted(event: Event) -> list[tuple[type[models.Model], int, Any]]:
    """Return (model, key, columns before or None), the newest change first."""
    rows = event.changes.order_by("-pk").values_list("table", "row_id", "before")
    return [(apps.get_model(table), pk, before) for table, pk, before in rows]


def park_codes(model: type[models.Model], keys: Iterable[int]) -> None:
    """Give rows codes that nobody has, so that each may take another's: codes are unique
    at every moment.
    """
    code = Concat(Value("~"), Cast("pk", models.CharField()))
    model._default_manager.filter(pk__in=list(keys)).update(code=code)


def restore(model: type[models.Model], rows: Iterable[tuple[int, Any]]) -> None:
    """Write old columns back; rows that noted the same columns go together."""
    by_columns: dict[tuple[str, ...], list[models.Model]] = {}
    for pk, before in rows:
        values = {
            name: model._meta.get_field(name).to_python(value)  # type: ignore[union-attr] # columns
            for name, value in before.items()
        }
        by_columns.setdefault(tuple(values), []).append(model(pk=pk, **values))
    recoded = [each for c, found in by_columns.items() if "code" in c for each in found]
    if recoded:
        park_codes(model, [row.pk for row in recoded])
    for columns, found in by_columns.items():
        model._default_manager.bulk_update(found, columns, batch_size=BATCH)
