"""What an agency is late with beside what today's reminders name: a letter that asks for
the coming work does not keep silent about what is late since long.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F

from tasks.duties.past_words import call_rows
from tasks.models import Rung
from tasks.models.status import is_late
from tasks.reminders.due_today import urgeable
from tasks.reminders.reading_batches import BatchRow

_COLUMNS = (
    *("duty__state", "duty__return_due_on", "duty__task__position"),
    *("duty__task__code", "duty__task__short_title", "duty__agency_id"),
    *("duty__task_id", "duty__task__worded_from", "duty__schedule"),
    *("duty__period__data_to", "duty__occurrence"),
    *("duty__agency__sort_key", "duty__agency__code", "duty__agency__short_name"),
    "duty__period__plan__steering_agency__name",
    *("duty__period__plan__kind", "duty__period__plan__matter"),
    *("duty__period__plan__issuer", "duty__period__plan_id"),
    "duty__period__plan__short_title",
)
#: What no reminder stands for: these lines have no row of the ledger.
NO_ROW = {
    "pk": None,
    "rung__basis": Rung.Basis.DUE.value,
    "rung__deadline__name": None,
    "rung__wording_id": None,
    "at_home": True,
    "late": True,
}


class Besides(NamedTuple):
    """Agency → rows of what is late there, as letters take them."""

    rows: dict[int, list[BatchRow]]

    def added_to(self, asked: list[BatchRow]) -> list[BatchRow]:
        """Return the rows of one person with what else is late at the person's own
        agencies; who steers gets numbers and is left as it is.
        """
        named = {row["duty_id"] for row in asked}
        home = {row["duty__agency_id"] for row in asked if row["at_home"]}
        more = [
            row | {"person_id": asked[0]["person_id"]}
            for agency in sorted(home)
            for row in self.rows.get(agency, ())
            if row["duty_id"] not in named
        ]
        return [*asked, *more]


def late_besides(home: Iterable[int], today: date) -> Besides:
    """Return what is late at these agencies, to whose people letters go (one query)."""
    found: dict[int, list[BatchRow]] = defaultdict(list)
    if not home:
        return Besides(found)
    late = urgeable(today).filter(is_late(today), agency__in=home)
    named = {name: F(name.removeprefix("duty__")) for name in _COLUMNS}
    rows = late.annotate(day=F("late_after"), duty_id=F("pk"))
    told: list[Any] = list(rows.values("day", "duty_id", **named))
    call_rows(told, "duty__")
    for row in told:
        found[row["duty__agency_id"]].append(row | NO_ROW)
    return Besides(found)
