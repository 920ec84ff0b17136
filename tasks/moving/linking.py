"""What hangs on moved duties: entries and evidence are shown at the successor as well,
what waits for an answer or was only typed so far goes there.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models

from tasks.models import (
    ContributionRequest,
    Draft,
    DutyMessage,
    EntryLink,
    EvidenceLink,
    ExtensionRequest,
)
from tasks.moving.journal import BATCH, Journal

#: Rows that go where their duty goes, with what may stand there only once.
_FOLLOWING: tuple[tuple[type[models.Model], Callable[[Any], object]], ...] = (
    (Draft, lambda row: row.person_id),
    (DutyMessage, lambda row: row.pk),
    (ExtensionRequest, lambda row: 0 if row.is_open else row.pk),
    (
        ContributionRequest,
        lambda row: row.agency_id if row.state == row.State.ASKED else -row.pk,
    ),
)


def link_entries(to: dict[int, int], journal: Journal) -> None:
    """Link every entry of the old duties (old → new key) to the new ones, once."""
    rows = EntryLink.objects.order_by("pk")
    found = rows.filter(duty__in=to).values_list("entry_id", "duty_id")
    held = rows.filter(duty__in=set(to.values()))
    there = set(held.values_list("entry_id", "duty_id"))
    wanted = {(entry_id, to[duty_id]) for entry_id, duty_id in found} - there
    made = EntryLink.objects.bulk_create(
        [EntryLink(entry_id=e, duty_id=d) for e, d in sorted(wanted)],
        batch_size=BATCH,
    )
    journal.created(EntryLink, (link.pk for link in made))


def link_evidence_on(to: dict[int, int], now: datetime, journal: Journal) -> None:
    """Link the attached evidence of the old duties to the new ones, once."""
    kept = EvidenceLink.objects.filter(removed_at__isnull=True).order_by("pk")
    held = kept.filter(duty__in=set(to.values()))
    there = set(held.values_list("evidence_id", "duty_id"))
    wanted: dict[tuple[int, int], tuple[int, bool]] = {}
    found = kept.filter(duty__in=to)
    for evidence_id, duty_id, by, product in found.values_list(
        "evidence_id", "duty_id", "added_by_id", "is_product"
    ):
        key = (evidence_id, to[duty_id])
        first, marked = wanted.get(key, (by, False))
        wanted[key] = first, marked or product
    made = EvidenceLink.objects.bulk_create(
        [
            EvidenceLink(
                evidence_id=evidence_id,
                duty_id=duty_id,
                added_by_id=by,
                is_product=product,
                recorded_at=now,
            )
            for (evidence_id, duty_id), (by, product) in wanted.items()
            if (evidence_id, duty_id) not in there
        ],
        batch_size=BATCH,
    )
    journal.created(EvidenceLink, (link.pk for link in made))


def take_along(to: dict[int, int], journal: Journal) -> None:
    """Let what hangs on the old duties (old → new key) go on at the new ones; of two
    that cannot both stand there the newer goes, and the other stays where it was.
    """
    for model, key in _FOLLOWING:
        rows: Any = model._default_manager.order_by("-pk")
        held = rows.filter(duty__in=set(to.values()))
        taken = {(row.duty_id, key(row)) for row in held}
        moved = []
        for row in rows.filter(duty__in=to):
            place = (to[row.duty_id], key(row))
            if place not in taken:
                taken.add(place)
                moved.append((row, place[0]))
        before = [{"pk": row.pk, "duty_id": row.duty_id} for row, _ in moved]
        journal.changed(model, before)
        for row, duty_id in moved:
            row.duty_id = duty_id
        rows.bulk_update([row for row, _ in moved], ["duty"], batch_size=BATCH)


def carry_requests(heirs: dict[int, int], journal: Journal) -> None:
    """Let requests for a later day in a whole period go to the one agency that follows
    (old → new key), unless it asked itself.
    """
    rows = ExtensionRequest.objects.waiting().filter(duty__isnull=True).order_by("-pk")
    there = rows.filter(agency__in=set(heirs.values()))
    taken = set(there.values_list("agency_id", "period_id"))
    for row in rows.filter(agency__in=heirs):
        place = (heirs[row.agency_id], row.period_id)
        if place not in taken:
            taken.add(place)
            before = {"pk": row.pk, "agency_id": row.agency_id}
            journal.changed(ExtensionRequest, [before])
            row.agency_id = place[0]
            row.save(update_fields=["agency"])
