"""To whom a task may be given, as choices of a form and as columns."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from agencies.models import Agency, AgencyGroup


def receivers_offered(day: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the groups and the agencies of the day, to choose from."""
    groups = AgencyGroup.objects.order_by("name")
    agencies = Agency.objects.alive_on(day).order_by("sort_key", "pk")
    return [
        ("Nhóm", [(f"nhom-{each.pk}", each.name) for each in groups]),
        ("Cơ quan", [(f"co-quan-{each.pk}", each.name) for each in agencies]),
    ]


def receiver_word(who: Mapping[str, Any]) -> str:
    """Return the choice for whom columns of an assignment name."""
    agency = who.get("agency_id")
    return f"co-quan-{agency}" if agency else f"nhom-{who.get('group_id')}"


def columns_named(word: str) -> dict[str, Any]:
    """Return the columns of an assignment to whom the choice names."""
    kind, _, key = word.rpartition("-")
    named, other = ("agency_id", "group_id")[:: 1 if kind == "co-quan" else -1]
    return {named: int(key), other: None}
