"""Small events for tests of reorganisations; effective 1 June 2026, applied on TODAY."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from agencies.models import Agency, PlannedAgency, Reorganisation, Succession
from agencies.tests.factories import make_agency, make_user
from tasks.models import Duty, ProgressEntry
from tasks.reorganising import apply_event, rehearse
from tasks.tests.factories import NOW, TODAY
from tasks.work.logging import log_progress

SERIAL = count(1)
ON = date(2026, 6, 1)
EVE = date(2026, 5, 31)
BEFORE = date(2026, 5, 4)
LATER = NOW + timedelta(hours=2)


def make_event(on: date = ON, **fields: Any) -> Reorganisation:
    """Create a draft without lines."""
    fields.setdefault("name", "Sắp xếp")
    fields.setdefault("legal_basis", f"Nghị quyết {next(SERIAL)}")
    return Reorganisation.objects.create(effective_on=on, **fields)


def merge(
    *old: Agency, new: Agency | None, kind: str = "merge", on: date = ON
) -> Reorganisation:
    """Create a draft in which all of `old` are followed by `new`."""
    event = make_event(on)
    for agency in old:
        Succession.objects.create(
            event=event, predecessor=agency, successor=new, kind=kind
        )
    return event


def split(old: Agency, *new: Agency, on: date = ON) -> Reorganisation:
    """Create a draft that divides `old` among `new`."""
    event = make_event(on)
    for agency in new:
        Succession.objects.create(
            event=event, predecessor=old, successor=agency, kind="split"
        )
    return event


def plan_successor(event: Reorganisation, *old: Agency, code: str) -> PlannedAgency:
    """Let the event create the commune that follows `old`."""
    planned = PlannedAgency.objects.create(
        event=event, code=code, name=f"Ủy ban nhân dân xã {code}",
        short_name=f"UBND xã {code}", kind="cap-xa", level="xa",
    )  # fmt: skip
    for agency in old:
        Succession.objects.create(
            event=event, predecessor=agency, planned=planned, kind="merge"
        )
    return planned


def communes(*names: str) -> list[Agency]:
    """Create communes."""
    return [make_agency(name, kind="cap-xa") for name in names]


def run(event: Reorganisation, now: datetime = NOW) -> dict[str, int]:
    """Apply what the preview shows."""
    digest = rehearse(event=event, today=TODAY, now=now).digest
    return apply_event(event=event, actor=None, digest=digest, today=TODAY, now=now)


def log(
    duty: Duty, text: str, now: datetime = NOW, done_on: date = BEFORE
) -> ProgressEntry:
    """Log progress as an officer of the duty's agency."""
    author = make_user("officer", duty.agency)
    return log_progress(
        duties=[duty], author=author, done_on=done_on, text=text,
        progress="in_progress", nothing_to_report=False, answers={}, version=None,
        today=TODAY, now=now,
    )  # fmt: skip
