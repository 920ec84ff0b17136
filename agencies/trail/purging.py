"""The audit trail is kept so many months; older ones go whole, and a row says which."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from hashlib import sha256

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from agencies.models import AuditPurge, AuditRecord
from agencies.trail.writing import AuditKind, record

#: What the hash is made of.
_COLUMNS = (
    "id", "at", "kind", "actor_id", "job", "address", "person_id", "model", "key",
    "target", "before", "after",
)  # fmt: skip


def purge_audit(*, months: int, today: date) -> list[AuditPurge]:
    """Take away every whole month that ended more than `months` ago; return what went."""
    first = AuditRecord.objects.aggregate(first=Min("at"))["first"]
    if first is None:
        return []
    limit = month_after(today.replace(day=1), -months)
    month = timezone.localdate(first).replace(day=1)
    gone = []
    while month < limit:
        if purge := _purge(month):
            gone.append(purge)
        month = month_after(month, 1)
    return gone


def month_after(month: date, number: int) -> date:
    """Return the first day of the month so many months later."""
    years, place = divmod(month.year * 12 + month.month - 1 + number, 12)
    return date(years, place + 1, 1)


@transaction.atomic
def _purge(month: date) -> AuditPurge | None:
    """Write what goes, then take it away: the database lets go of nothing else."""
    until = midnight(month_after(month, 1))
    rows = AuditRecord.objects.filter(at__lt=until)
    number, digest = 0, sha256()
    for line in trail_lines(rows):
        number += 1
        digest.update(line)
    if not number:
        return None
    purge = AuditPurge.objects.create(
        month=month, until=until, number=number, digest=digest.hexdigest()
    )
    rows._raw_delete(rows.db)
    record(
        AuditKind.PURGE,
        target=f"{month:%m/%Y}",
        after={"number": number, "sha256": purge.digest},
    )
    return purge


def trail_lines(rows: QuerySet[AuditRecord]) -> Iterator[bytes]:
    """Yield each record as one line, oldest first: what the hash is made of."""
    for row in rows.order_by("at", "pk").values(*_COLUMNS).iterator(chunk_size=2000):
        line = json.dumps(row, default=str, sort_keys=True, ensure_ascii=False)
        yield f"{line}\n".encode()


def midnight(day: date) -> datetime:
    """Return when the day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))
