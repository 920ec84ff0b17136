"""What the text log and the trail's JSON lines carry: who and from where, no words of
people.
"""

import json
import logging
from typing import Any

from django.http import HttpRequest

from kehoach.lib.acting import acting

#: Parts of an address that open a door.
SECRETS = {"token", "uidb64"}


#: Asked by monitors every few seconds.
PULSE = {"alive", "healthy", "measured"}
access = logging.getLogger("kehoach.access")


def note_request(request: HttpRequest, status: int, seconds: float) -> None:
    """Write one line of the access log: which page about which row, never what was
    searched nor the secret of a link.
    """
    match = request.resolver_match
    if match and match.view_name in PULSE:
        return
    page = match.view_name if match else "-"
    rows = {**match.kwargs} if match else {}
    named = " ".join(f"{k}={v}" for k, v in sorted(rows.items()) if k not in SECRETS)
    access.info(
        "%s %s %s %d %.0fms", request.method, page, named or "-", status, seconds * 1000
    )


class WhoFilter(logging.Filter):
    """Puts account (its key), address and job into every line; never names."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every line."""
        who = acting()
        record.account = who.job or (f"#{key}" if (key := _key()) else "-")
        record.address = who.address or "-"
        return True


def _key() -> int | None:
    """Return the account; a line is written even where the database is away."""
    try:
        return acting().account()
    except Exception:  # noqa: BLE001 -- the log must not fail for the reason it tells of
        return None


class NoRefusalTraces(logging.Filter):
    """Leaves out the traceback of a page that was refused: it is no fault."""

    REFUSED = (400, 403, 404)

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the line."""
        if getattr(record, "status_code", None) in self.REFUSED:
            record.exc_info = None
        return True


class TrailLine(logging.Formatter):
    """One record of the audit trail as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; keys stay the same, empty ones are left out."""
        row: Any = record.row  # type: ignore[attr-defined] # put there by `record`
        said = {
            "at": row.at.isoformat(),
            "id": row.pk,
            "kind": row.kind,
            "actor": row.actor_id,
            "job": row.job,
            "address": row.address,
            "person": row.person_id,
            "model": row.model,
            "key": row.key,
            "target": row.target,
            "before": row.before,
            "after": row.after,
        }
        kept = {
            name: value for name, value in said.items() if value not in ("", None, {})
        }
        return json.dumps(kept, ensure_ascii=False, default=str)
