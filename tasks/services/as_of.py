"""The past, answered from events (design rule 4): what stood on a day, as known then.

An event counts from its effective day. Of those that count the one recorded last
decides, so that what was recorded late corrects the days after its effective day and
nothing before. Events of an undone reorganisation count only while it stood.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from tasks.models import Duty, DutyEvent, State
from tasks.querysets import DutyQuerySet


def known_events(known_at: datetime | None) -> Any:  # noqa: ANN401 -- a queryset of events
    """Return the events of the outer duty that were known at the moment (or now)."""
    events = DutyEvent.objects.filter(duty=OuterRef("pk"))
    if known_at is None:
        return events.filter(voided_at__isnull=True)
    stood = Q(voided_at__isnull=True) | Q(voided_at__gt=known_at)
    return events.filter(stood, recorded_at__lte=known_at)


def state_on(day: date, known_at: datetime | None = None) -> Coalesce:
    """Return the expression for a duty's state on `day`: open before its first move."""
    moves = known_events(known_at).filter(effective_on__lte=day).exclude(to_state="")
    newest = moves.order_by("-recorded_at", "-pk").values("to_state")[:1]
    return Coalesce(Subquery(newest), Value(State.OPEN), output_field=CharField())


def duties_on(day: date, known_at: datetime | None = None) -> DutyQuerySet:
    """Return the duties that there were on `day`, each with `state_on`.

    With `known_at` those are left out that an event recorded later made.
    """
    rows = Duty.objects.filter(opened_on__lte=day)
    if known_at is not None:
        made = DutyEvent.objects.filter(
            duty=OuterRef("pk"), from_state="", recorded_at__gt=known_at
        )
        rows = rows.filter(~Exists(made))
    found: DutyQuerySet = rows.annotate(state_on=state_on(day, known_at))
    return found
