"""Texts and files that stand elsewhere as well."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tasks.models import Doubt, Duty, EntryLink, EvidenceLink
from tasks.work.doubts.new_doubt import NewDoubt


def about_texts(duties: Sequence[Duty]) -> Iterator[NewDoubt]:
    """Yield the same text of another agency, or of an earlier period."""
    mine = (
        EntryLink.objects.standing().filter(duty__in=duties).exclude(entry__text_key="")
    )
    keys: dict[str, set[int]] = defaultdict(set)
    for key, duty_id in mine.values_list("entry__text_key", "duty"):
        keys[key].add(duty_id)
    if not keys:
        return
    elsewhere = EntryLink.objects.standing().filter(entry__text_key__in=keys)
    elsewhere = elsewhere.select_related("entry__agency", "entry__period", "duty__task")
    told: set[tuple[int, str]] = set()
    by_pk = {duty.pk: duty for duty in duties}
    for link in elsewhere.order_by("-entry__recorded_at", "pk"):
        for pk in sorted(keys[link.entry.text_key]):
            found = _alike(by_pk[pk], link)
            if found and (pk, found.kind) not in told:
                told.add((pk, found.kind))
                yield found


def _alike(duty: Duty, link: EntryLink) -> NewDoubt | None:
    """Return what the same text elsewhere means for the duty, if anything."""
    entry = link.entry
    kind, words = Doubt.Kind.SAME_AS_OTHER, ""
    if entry.agency_id != duty.agency_id:
        if entry.period_id == duty.period_id:
            where = f"{entry.agency} ({link.duty.task.code})"
            words = f"Nội dung giống hệt của {where}"
    elif entry.period.data_to < duty.period.data_from:
        kind, words = Doubt.Kind.SAME_AS_BEFORE, f"Nội dung giống hệt {entry.period}"
    return NewDoubt(duty, kind, f"{kind}:{entry.text_key}", words) if words else None


def about_evidence(duties: Sequence[Duty]) -> Iterator[NewDoubt]:
    """Yield files that prove other work, too."""
    mine = EvidenceLink.objects.filter(
        duty__in=duties, removed_at__isnull=True
    ).exclude(evidence__sha256="")
    by_hash: dict[str, set[int]] = defaultdict(set)
    for digest, duty_id in mine.values_list("evidence__sha256", "duty"):
        by_hash[digest].add(duty_id)
    if not by_hash:
        return
    rows = EvidenceLink.objects.filter(
        evidence__sha256__in=by_hash, removed_at__isnull=True
    ).select_related("evidence", "duty__agency", "duty__period", "duty__task")
    by_pk = {duty.pk: duty for duty in duties}
    told: set[tuple[int, str]] = set()
    for link in rows.order_by("-pk"):
        digest = link.evidence.sha256
        for pk in sorted(by_hash[digest]):
            duty, other = by_pk[pk], link.duty
            is_mine = other.agency_id == duty.agency_id
            if (is_mine and other.period_id == duty.period_id) or (pk, digest) in told:
                continue
            told.add((pk, digest))
            where = str(other.period) if is_mine else f"{other.agency}, {other.period}"
            name = link.evidence.file_name or link.evidence.subject
            words = f"Tệp «{name}» đã dùng cho {other.task.code} ({where})"
            kind = Doubt.Kind.EVIDENCE_USED
            yield NewDoubt(duty, kind, f"{kind}:{digest[:32]}", words)
