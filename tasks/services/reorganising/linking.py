"""Entries and evidence of moved duties, shown at the successor as well."""

from datetime import datetime

from tasks.models import EntryLink, EvidenceLink
from tasks.services.reorganising.journal import BATCH, Journal


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


def link_evidence(to: dict[int, int], now: datetime, journal: Journal) -> None:
    """Link the attached evidence of the old duties to the new ones, once."""
    kept = EvidenceLink.objects.filter(removed_at__isnull=True).order_by("pk")
    held = kept.filter(duty__in=set(to.values()))
    there = set(held.values_list("evidence_id", "duty_id"))
    wanted: dict[tuple[int, int], int] = {}
    found = kept.filter(duty__in=to)
    for evidence_id, duty_id, by in found.values_list(
        "evidence_id", "duty_id", "added_by_id"
    ):
        wanted.setdefault((evidence_id, to[duty_id]), by)
    made = EvidenceLink.objects.bulk_create(
        [
            EvidenceLink(
                evidence_id=evidence_id,
                duty_id=duty_id,
                added_by_id=by,
                recorded_at=now,
            )
            for (evidence_id, duty_id), by in wanted.items()
            if (evidence_id, duty_id) not in there
        ],
        batch_size=BATCH,
    )
    journal.created(EvidenceLink, (link.pk for link in made))
