"""The ledger rows of a batch, each with what a letter says about it.

Only duties are joined: no statistics know a fresh batch, and the database would loop
over whole tables for each of its rows. What many rows share is read once.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Model

from agencies.models import Agency
from tasks.duties.past_words import call_rows
from tasks.models import Period, Reminder, Rung, Task
from tasks.reminders.ledger import held
from tasks.reminders.still_needed import OF_DUTY, STEP

BatchRow = dict[str, Any]
OWN = (
    *("pk", "occasion", "person_id", "rung_id", "duty_id"),
    *OF_DUTY,
    *("duty__task_id", "duty__agency_id", "duty__period_id", "duty__occurrence"),
)
#: Where the key of something shared stands → what is read of it.
_SHARED: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "rung_id": (
        Rung,
        ("basis", "deadline_id", "deadline__name", "wording_id", *STEP),
    ),
    "duty__task_id": (Task, ("position", "code", "short_title", "worded_from")),
    "duty__agency_id": (Agency, ("sort_key", "code", "short_name")),
    "duty__period_id": (
        Period,
        (
            *("state", "data_to"),
            *("plan__steering_agency_id", "plan__steering_agency__name"),
            *("plan__kind", "plan__matter", "plan__issuer"),
            *("plan_id", "plan__short_title", "plan__state"),
        ),
    ),
}
#: Rows that are put together at a time: all of them together would be most of the memory
#: of a run.
_WHOLE = 2000


def read_batch(batch: UUID, people: list[int]) -> Iterator[BatchRow]:
    """Yield the rows that the batch still holds for these people, person by person, in
    the words of their periods.
    """
    found = Reminder.objects.live().filter(envelope__in=held(batch, people))
    rows = list(found.order_by("person_id").values_list(*OWN))
    shared = [
        (OWN.index(key), facts_by_key(key, (row[OWN.index(key)] for row in rows)))
        for key in _SHARED
    ]
    for start in range(0, len(rows), _WHOLE):
        wholes = []
        for row in rows[start : start + _WHOLE]:
            whole = dict(zip(OWN, row, strict=True))
            for place, facts in shared:
                whole.update(facts[row[place]])
            wholes.append(whole)
        call_rows(wholes, "duty__")
        yield from wholes


def facts_by_key(key: str, keys: Iterable[int]) -> dict[int, BatchRow]:
    """Return key → facts, named as if they had been joined."""
    model, columns = _SHARED[key]
    names = [f"{key.removesuffix('id')}_{column}" for column in columns]
    found = model._default_manager.filter(pk__in=set(keys))
    return {
        pk: dict(zip(names, values, strict=True))
        for pk, *values in found.values_list("pk", *columns)
    }
