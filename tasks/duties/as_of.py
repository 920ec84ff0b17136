"""The past, answered from events (rule 4): what stood on a day, as known then.

An event counts from its effective day. Of those that count the one recorded last
decides, so that what was recorded late corrects the days after its effective day and
nothing before. Events of an undone reorganisation count only while it stood.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from tasks.models import (
    Duty,
    DutyEvent,
    EntryLink,
    Period,
    Progress,
    State,
)
from tasks.models.querysets import (
    SAID_AT,
    DutyQuerySet,
    EntryLinkQuerySet,
    carried_over_to,
    times_in,
)
from tasks.models.status import standing_then_case


def known_events(known_at: datetime | None) -> Any:
    """Return the events of the outer duty that were known at the moment (or now)."""
    events = DutyEvent.objects.filter(duty=OuterRef("pk"))
    if known_at is None:
        return events.filter(voided_at__isnull=True)
    stood = Q(voided_at__isnull=True) | Q(voided_at__gt=known_at)
    return events.filter(stood, recorded_at__lte=known_at)


def state_on(day: date, known_at: datetime | None = None) -> Coalesce:
    """Return the expression for a duty's state on `day`: open before its first move."""
    said = known_events(known_at).filter(effective_on__lte=day).exclude(to_state="")
    moves = said.exclude(
        from_state=F("to_state")
    )  # a letter or an extension moves nothing
    newest = _newest(moves).values("to_state")[:1]
    return Coalesce(Subquery(newest), Value(State.OPEN), output_field=CharField())


#: Columns of a duty as they were on the day, for the rule of `status.py`.
ON_THE_DAY = {
    "state": "state_on",
    "first_sent_on": "sent_by",
    "due_on": "due_by",
    "return_due_on": "return_by",
    "progress": "progress_by",
    "accepted_on": "accepted_by",
    "last_entry_on": "entry_by",
}


def due_by(day: date) -> Case:
    """Return the expression for the due day as it was on `day`: by the extensions
    granted until then.
    """
    moved = known_events(None).filter(due_on__isnull=False)
    until = _newest(moved.filter(effective_on__lte=day)).values("due_on")[:1]
    later = Exists(moved.filter(effective_on__gt=day))
    then = Coalesce(Subquery(until), F("original_due_on"))
    return Case(When(later, then=then), default=F("due_on"))


def return_by(day: date) -> Subquery:
    """Return the expression for the day of the supplement asked for until `day`; who
    owes it anew, or beside others, is asked for none.
    """
    anew = Q(kind=DutyEvent.Kind.RESUMED)
    anew |= Q(kind=DutyEvent.Kind.RECEIVED, to_state=State.OPEN)
    asked = known_events(None).filter(Q(return_due_on__isnull=False) | anew)
    return Subquery(
        _newest(asked.filter(effective_on__lte=day)).values("return_due_on")[:1]
    )


def _newest(events: Any) -> Any:
    return events.order_by("-recorded_at", "-pk")


def if_by(column: str, day: date) -> Case:
    """Return the expression for a day that had come by `day`, else nothing."""
    return Case(When(**{f"{column}__lte": day}, then=F(column)), default=None)


def _entries_by(day: date) -> EntryLinkQuerySet:
    """Return the outer duty's entries up to `day`, in the versions known now."""
    links: EntryLinkQuerySet = EntryLink.objects.standing()
    return links.filter(duty=OuterRef("pk"), entry__done_on__lte=day)


def entry_by(day: date) -> Case:
    """Return the expression for the last entry's day as of `day`."""
    entries = _entries_by(day)
    newest = entries.order_by("-entry__done_on").values("entry__done_on")[:1]
    unchanged = When(last_entry_on__lte=day, then=F("last_entry_on"))
    return Case(unchanged, default=Subquery(newest))


def progress_by(day: date) -> Case:
    """Return the expression for the agency's own word as of `day`: entries that came
    from another part of the year say only that the work goes on.
    """
    entries = _entries_by(day)
    own = Q(duty__schedule="once") | Q(entry__period=F("duty__period"))
    own |= ~Q(entry__period__plan=F("duty__period__plan"))  # of a plan it followed
    said = Case(
        When(own, then=F("entry__progress")), default=Value(Progress.IN_PROGRESS)
    )
    newest = entries.annotate(said=said).order_by(SAID_AT.desc(), "-pk")
    unchanged = Q(last_entry_on__isnull=True) | Q(last_entry_on__lte=day)
    word = Subquery(newest.values("said")[:1])
    before = Coalesce(word, Value(Progress.NOT_STARTED))
    return Case(When(unchanged, then=F("progress")), default=before)


def as_they_were(duties: Iterable[Duty]) -> Iterator[Duty]:
    """Yield the rows of `stood` with their columns as of its day, not to be saved;
    rows of the present are left as they are.
    """
    for duty in duties:
        if hasattr(duty, "state_on"):
            for column, then in ON_THE_DAY.items():
                setattr(duty, column, getattr(duty, then))
        yield duty


def stood(period: Period, day: date) -> DutyQuerySet:
    """Return what the period showed on `day`, annotated `standing` as of that day."""
    once = Q(schedule="once", period__plan_id=period.plan_id) & carried_over_to(period)
    carried = once & (
        Q(state_on__in=("open", "prepared", "submitted", "returned"))
        | Q(accepted_on__gte=period.data_from)
    )
    shown = Q(period=period) | carried | times_in(period)
    rows = duties_on(day).filter(shown)
    rows = rows.annotate(
        sent_by=if_by("first_sent_on", day),
        accepted_by=if_by("accepted_on", day),
        entry_by=entry_by(day),
        due_by=due_by(day),
        return_by=return_by(day),
        progress_by=progress_by(day),
    )
    found: DutyQuerySet = rows.annotate(standing=standing_then_case(day, ON_THE_DAY))
    return found


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
