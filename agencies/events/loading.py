"""Load agencies, groups and the reorganisations of 2025 from the shipped files."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction

from agencies.events.ancestry import rebuild_ancestry
from agencies.models import (
    Agency,
    AgencyGroup,
    AgencyKind,
    GroupRule,
    Level,
    Reorganisation,
    Succession,
)

DATA = Path(__file__).resolve().parent.parent / "data"
ORDERED_KINDS = tuple(
    kind
    for kind in AgencyKind
    if kind not in {AgencyKind.PARTY, AgencyKind.FRONT, AgencyKind.UNION}
)
#: Groups that the plan names: code → name, rules as (kind, level).
GROUPS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "all-agencies": (
        "Các cơ quan, đơn vị, tổ chức và địa phương",
        tuple((kind, "") for kind in ORDERED_KINDS),
    ),
    "thu-truong-co-quan": (
        "Thủ trưởng các cơ quan, đơn vị, tổ chức có liên quan",
        tuple((kind, "") for kind in ORDERED_KINDS),
    ),
    "ubnd-cap-huyen": (
        "Ủy ban nhân dân các huyện, thị xã, thành phố",
        ((AgencyKind.DISTRICT, Level.DISTRICT),),
    ),
    "ubnd-cap-xa": (
        "Ủy ban nhân dân các xã, phường, đặc khu",
        ((AgencyKind.COMMUNE, Level.COMMUNE),),
    ),
}


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file with a header line."""
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def day_or_none(text: str) -> date | None:
    """Return an ISO day, None when empty."""
    return date.fromisoformat(text) if text else None


def agency_from(row: dict[str, str]) -> Agency:
    """Return an unsaved agency made from one row of agencies.csv."""
    agency = Agency(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        kind=row["kind"],
        level=row["level"],
        territory=row["scope"],
        valid_from=day_or_none(row["valid_from"]),
        valid_to=day_or_none(row["valid_to"]),
        note=row["note"],
        unit_code=row["code"][-5:] if row["code"].startswith("ubnd-x") else "",
    )
    agency.fill_keys()
    return agency


def save_agencies(rows: Iterable[dict[str, str]]) -> dict[str, int]:
    """Insert the agencies that are missing and return code → id of all."""
    rows = list(rows)
    Agency.objects.bulk_create(
        [agency_from(row) for row in rows], ignore_conflicts=True
    )
    ids = dict(Agency.objects.values_list("code", "pk"))
    children = [row for row in rows if row["parent"]]
    for parent in {row["parent"] for row in children}:
        codes = [row["code"] for row in children if row["parent"] == parent]
        waiting = Agency.objects.filter(code__in=codes, parent__isnull=True)
        waiting.update(parent_id=ids[parent])
    return ids


def save_successions(rows: Iterable[dict[str, str]], ids: dict[str, int]) -> None:
    """Insert the events and their lines; they are history, hence already applied."""
    for row in rows:
        day = date.fromisoformat(row["effective_on"])
        event, _ = Reorganisation.objects.get_or_create(
            legal_basis=row["legal_basis"],
            effective_on=day,
            defaults={
                "name": f"Sắp xếp tổ chức theo {row['legal_basis']}",
                "state": Reorganisation.State.APPLIED,
            },
        )
        Succession.objects.get_or_create(
            event=event,
            predecessor_id=ids[row["predecessor"]],
            successor_id=ids.get(row["successor"]),
            defaults={"kind": row["kind"]},
        )


def save_groups() -> None:
    """Create the plan's groups with their rules; an existing group is left alone."""
    for code, (name, rules) in GROUPS.items():
        group, created = AgencyGroup.objects.get_or_create(
            code=code, defaults={"name": name}
        )
        if created:
            GroupRule.objects.bulk_create(
                GroupRule(group=group, kind=kind, level=level) for kind, level in rules
            )


@transaction.atomic
def load_agencies(*, folder: Path = DATA) -> int:
    """Load agencies.csv and successions.csv of `folder`; return how many agencies
    exist afterwards. Rows that an administrator edited are not overwritten.
    """
    ids = save_agencies(read_rows(folder / "agencies.csv"))
    save_successions(read_rows(folder / "successions.csv"), ids)
    save_groups()
    rebuild_ancestry()
    return len(ids)
