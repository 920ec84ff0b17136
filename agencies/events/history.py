"""The agencies as they were before the shipped events, and the events as drafts.

For replaying history: from the files into an empty database, or by winding back a
loaded database in which nobody has worked yet.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from agencies.events.ancestry import rebuild_ancestry
from agencies.events.loading import (
    DATA,
    agency_from,
    read_rows,
    save_agencies,
    save_groups,
)
from agencies.models import Agency, PlannedAgency, Reorganisation, Succession

_Row = dict[str, str]
#: Columns that an agency and an agency to come share.
SHARED = ("code", "name", "short_name", "kind", "level", "territory", "unit_code")


class Shipped(NamedTuple):
    """Rows of agencies.csv and successions.csv."""

    agencies: list[_Row]
    lines: list[_Row]

    @property
    def born(self) -> set[str]:
        """Return the codes of successors that their event created."""
        begun = {row["code"]: row["valid_from"] for row in self.agencies}
        return {
            line["successor"]
            for line in self.lines
            if line["successor"] and begun[line["successor"]] == line["effective_on"]
        }


def shipped(folder: Path = DATA) -> Shipped:
    """Read both files."""
    return Shipped(
        read_rows(folder / "agencies.csv"), read_rows(folder / "successions.csv")
    )


@transaction.atomic
def load_agencies_before(*, files: Shipped) -> int:
    """Load the agencies without what the events set; return how many there are.

    Predecessors have no end yet, successors that did not exist are left out.
    """
    ended = {line["predecessor"] for line in files.lines}
    rows = [row for row in files.agencies if row["code"] not in files.born]
    rows = [row | {"valid_to": ""} if row["code"] in ended else row for row in rows]
    ids = save_agencies(rows)
    save_groups()
    return len(ids)


@transaction.atomic
def draft_events(*, files: Shipped) -> list[Reorganisation]:
    """Create one draft per effective day, in the order of days."""
    by_day: dict[str, list[_Row]] = {}
    for line in files.lines:
        by_day.setdefault(line["effective_on"], []).append(line)
    return [draft_event(by_day[day], files) for day in sorted(by_day)]


def draft_event(lines: list[_Row], files: Shipped) -> Reorganisation:
    """Create the draft with its lines and the agencies that it will create."""
    on = date.fromisoformat(lines[0]["effective_on"])
    bases = "; ".join(dict.fromkeys(line["legal_basis"] for line in lines))
    event = Reorganisation.objects.create(
        name=f"Sắp xếp tổ chức từ {on:%d/%m/%Y}", legal_basis=bases, effective_on=on
    )
    followed = {line["successor"] for line in lines}
    wanted = [row for row in files.agencies if row["code"] in followed & files.born]
    ids = dict(Agency.objects.values_list("code", "pk"))
    planned = PlannedAgency.objects.bulk_create(
        planned_from(row, event, ids) for row in wanted
    )
    coming = {row.code: row.pk for row in planned}
    Succession.objects.bulk_create(
        Succession(
            event=event,
            predecessor_id=ids[line["predecessor"]],
            successor_id=ids.get(line["successor"]),
            planned_id=coming.get(line["successor"]),
            kind=line["kind"],
        )
        for line in lines
    )
    return event


def planned_from(
    row: _Row, event: Reorganisation, ids: dict[str, int]
) -> PlannedAgency:
    """Return the unsaved agency to come, made from its row of agencies.csv."""
    agency = agency_from(row)
    return PlannedAgency(
        event=event,
        parent_id=ids.get(row["parent"]),
        note=row["note"],
        **{name: getattr(agency, name) for name in SHARED},
    )


@transaction.atomic
def wind_back(*, events: Iterable[Reorganisation]) -> None:
    """Make drafts again of events that came with the files, their agencies' ends open.

    Only for events that never changed a row: one that was applied here is undone.
    """
    rows = [event for event in events if not event.changes.exists()]
    ended = Succession.objects.filter(event__in=rows).values("predecessor_id")
    Agency.objects.filter(pk__in=ended).update(valid_to=None)
    Reorganisation.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=Reorganisation.State.DRAFT
    )
    rebuild_ancestry()
