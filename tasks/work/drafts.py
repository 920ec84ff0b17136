"""Drafts: kept while somebody types, gone once the entry is saved."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from agencies.models import User
from tasks.duties.errors import InvalidInput
from tasks.models import Draft, Duty

#: Characters that one draft may hold; a form of the portal is far below.
MOST_IN_DRAFT = 40_000
DRAFT_KEPT_DAYS = 60
NEVER_KEPT = {"csrfmiddlewaretoken", "version", "form_key"}


def keep_draft(
    *, duty: Duty, person: User, fields: Mapping[str, Sequence[str]], now: datetime
) -> Draft | None:
    """Keep what was typed in place of the draft before; an empty form keeps none.

    Raises InvalidInput for more than `MOST_IN_DRAFT` characters.
    """
    typed = {
        name: [str(value) for value in values]
        for name, values in fields.items()
        if name not in NEVER_KEPT and any(values)
    }
    if sum(len(value) for values in typed.values() for value in values) > MOST_IN_DRAFT:
        message = "Nội dung quá dài nên không lưu nháp được."
        raise InvalidInput(message)
    if not typed:
        drop_draft(duty=duty, person=person)
        return None
    draft, _ = Draft.objects.update_or_create(
        person=person, duty=duty, defaults={"fields": typed, "saved_at": now}
    )
    return draft


def draft_of(*, duty: Duty, person: User) -> Draft | None:
    """Return the person's own draft on the duty."""
    return Draft.objects.filter(duty=duty, person=person).first()


def drop_draft(*, duty: Duty, person: User) -> None:
    """Forget the person's draft on the duty."""
    Draft.objects.filter(duty=duty, person=person).delete()


def sweep_drafts(*, now: datetime) -> int:
    """Delete drafts that nobody came back to; return how many."""
    old = Draft.objects.filter(saved_at__lt=now - timedelta(days=DRAFT_KEPT_DAYS))
    return old.delete()[0]
