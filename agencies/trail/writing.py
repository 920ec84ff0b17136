"""The one way into the audit trail (`AuditRecord`).

Who acts and from where is known of the request or the job (`kehoach/lib/acting.py`);
personal values are kept as keyed hashes, secrets not at all. What a domain event says
already (work on duties, letters, reports) is not said here again.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils.crypto import salted_hmac

from agencies.models import AuditRecord, User
from kehoach.lib.acting import acting

AuditKind = AuditRecord.Kind
#: One JSON line each on standard output (`kehoach/site/logs.py`).
lines = logging.getLogger("kehoach.trail")
#: Columns that say something of a person: equal values can be seen to be equal.
PERSONAL = frozenset(
    {"username", "full_name", "email", "phone", "position", "search_text", "contact"}
)
#: Columns of which only is told that they changed.
SECRET = frozenset({"password", "feed_token", "secret", "token"})
HIDDEN = "•••"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """What a row of the trail says beside who and from where: `person` is the account
    that it was done to, `target` the row (or words) that it was done with.
    """

    kind: str
    actor: User | None = None
    address: str = ""
    target: models.Model | str | None = None
    person: User | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def record(kind: str, **said: Any) -> AuditRecord:
    """Add one row to the trail and, once it is stored for good, one JSON line.

    `actor` and `address` are those of the request unless given.
    """
    return record_all([Fact(kind=kind, **said)])[0]


def record_all(facts: Iterable[Fact]) -> list[AuditRecord]:
    """Add a row for each, in one statement."""
    rows = AuditRecord.objects.bulk_create(map(_row, facts), batch_size=1000)
    transaction.on_commit(lambda: _print(rows))
    return rows


def _print(rows: Iterable[AuditRecord]) -> None:
    for row in rows:
        lines.info(row.kind, extra={"row": row})


def _row(fact: Fact) -> AuditRecord:
    who, target = acting(), fact.target
    return AuditRecord(
        kind=fact.kind,
        actor_id=fact.actor.pk if fact.actor else who.account(),
        job=who.job[:80],
        address=fact.address or who.address or None,
        person=fact.person or (target if isinstance(target, User) else None),
        before=sealed(fact.before),
        after=sealed(fact.after),
        **_named(target),
    )


def _named(target: models.Model | str | None) -> dict[str, str]:
    """Return how the row is called: a person by the key alone."""
    if isinstance(target, models.Model):
        label = "" if _is_personal(target) else str(target)
        return {
            "model": target._meta.label,
            "key": str(target.pk)[:40],
            "target": label[:200],
        }
    return {"target": (target or "")[:200]}


def _is_personal(target: models.Model) -> bool:
    """Return whether the row's name is that of a person."""
    names = {column.name for column in target._meta.concrete_fields}
    return isinstance(target, User) or "user" in names


def sealed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as the trail keeps them."""
    return {name: _sealed(name, value) for name, value in values.items()}


def _sealed(name: str, value: Any) -> Any:
    if value in ("", None):
        return value
    if name in SECRET:
        return HIDDEN
    if name in PERSONAL:
        word = str(value).strip().lower()
        return f"#{salted_hmac('kehoach.trail', word, algorithm='sha256').hexdigest()[:16]}"
    return value
