"""What of one duty is opened to who is responsible for its field."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from agencies.models import User
from tasks.duties.standing_words import shown_of
from tasks.duties.timeline import said_on
from tasks.models import REPORTED, Duty, FieldGrant


def grants_on(user: User, duty: Duty, today: date) -> list[FieldGrant]:
    """Return the grants by which the person reads the duty, with their figures."""
    rows = FieldGrant.objects.held_by(user, today=today).filter(tasks=duty.task_id)
    return list(rows.select_related("agency").prefetch_related("figures"))


def figures_read(grants: Iterable[FieldGrant]) -> set[int] | None:
    """Return the figures that the grants open together; None for all of them."""
    found: set[int] = set()
    for grant in grants:
        keys = {figure.pk for figure in grant.figures.all()}
        if not keys:
            return None
        found |= keys
    return found


def names_of(grants: Iterable[FieldGrant]) -> str:
    """Return the fields as the audit trail names them."""
    return ", ".join(sorted(grant.name for grant in grants))


def field_page(duty: Duty, grants: list[FieldGrant], today: date) -> dict[str, Any]:
    """Return what the page of the duty shows: where it stands, and once it was sent what
    its agency says was done. No document, file, move or talk.
    """
    is_sent = duty.state in REPORTED
    said = sorted(said_on(duty), key=lambda item: item.order, reverse=True)
    return {
        "duty": duty,
        "grants": grants,
        "standing": shown_of(duty, today),
        "is_sent": is_sent,
        "timeline": said if is_sent else [],
        "today": today,
    }
