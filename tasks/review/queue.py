"""What waits for the steering agency: odd ones first, last what others decide."""

from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from agencies.models import Agency, User
from agencies.models.authority import Role, agencies_of, roles_of
from kehoach.lib.text import search_text
from tasks.duties.authority import REVIEWERS
from tasks.duties.past_words import task_called
from tasks.models import (
    Doubt,
    Duty,
    DutyEvent,
    EntryLink,
    EvidenceLink,
    FigureValue,
    Period,
    Progress,
    State,
    worked_now,
)
from tasks.models.querysets import DutyQuerySet, number_of
from tasks.models.status import SENT_LATE


def _figures() -> Coalesce:
    """Return how many of the task's figures the agency answered in the period."""
    never = Value(date.min)
    times = FigureValue.times.alias(time=Coalesce("occurs_from", never))
    answered = times.filter(
        time=Coalesce(OuterRef("occurs_from"), never),
        agency_id=OuterRef("agency_id"),
        period_id=OuterRef("period_id"),
        figure__task_figures__task_id=OuterRef("task_id"),
        is_current=True,
    )
    return number_of(answered)


def waiting(period: Period, user: User, today: date) -> QuerySet[Duty]:
    """Return what was sent in the period and is not accepted yet, with what a line
    shows.
    """
    rows = Duty.objects.shown_in(period).visible_to(user, today=today)
    return marked_queue(rows, user, today)


def waiting_over_all(user: User, today: date) -> QuerySet[Duty]:
    """Return the same of every plan that the person reviews, ad-hoc requests too. Whose
    plans these are is asked first: the database weighs what waits in them alone.
    """
    mine = agencies_of(user, today, *REVIEWERS).order_by()
    rows = Duty.objects.filter(
        worked_now(today),
        period__plan__steering_agency__in=list(mine.values_list("pk", flat=True)),
    )
    return marked_queue(rows, user, today)


def marked_queue(rows: DutyQuerySet, user: User, today: date) -> QuerySet[Duty]:
    """Return which of the rows were sent and wait, with what a line shows."""
    proof = EvidenceLink.objects.filter(
        duty_id=OuterRef("pk"),
        removed_at__isnull=True,
        evidence__quarantined_at__isnull=True,
    )
    entries = EntryLink.objects.standing().filter(duty_id=OuterRef("pk"))
    last = entries.order_by("-entry__done_on", "-entry_id").values("entry__text")[:1]
    returned = DutyEvent.objects.filter(
        duty_id=OuterRef("pk"), kind=DutyEvent.Kind.RETURNED
    )
    found = rows.filter(state=State.SUBMITTED).annotate(
        proof=number_of(proof),
        numbers=_figures(),
        last_text=Subquery(last, output_field=CharField()),
        was_returned=Exists(returned),
        has_doubts=Exists(Doubt.objects.filter(duty_id=OuterRef("pk"))),
        barred=barred_for(user, today),
    )
    return _oddest_first(found).select_related("task", "agency", "period__plan")


def barred_for(user: User, today: date) -> Case:
    """Return the condition that the person may not accept what was sent: rule 13 of
    `review.deciding.why_not_accept` for a whole queue.
    """
    barred = Q(submitted_by=user) | Q(pk__in=_sent_this_round(user).values("duty_id"))
    headed = [agency for agency, role in roles_of(user, today) if role == Role.HEAD]
    own = Q(agency_id=F("period__plan__steering_agency_id"))
    barred |= own & ~Q(agency_id__in=headed)
    return Case(
        When(barred, then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )


def _sent_this_round(user: User) -> QuerySet[DutyEvent]:
    """Return the person's sendings that nobody has returned since."""
    moment = Q(recorded_at__gt=OuterRef("recorded_at")) | Q(
        recorded_at=OuterRef("recorded_at"), pk__gt=OuterRef("pk")
    )
    returned = DutyEvent.objects.filter(
        moment, duty_id=OuterRef("duty_id"), kind=DutyEvent.Kind.RETURNED
    )
    sent = DutyEvent.objects.filter(actor=user, kind=DutyEvent.Kind.SUBMITTED)
    return sent.filter(~Exists(returned))


_UNFINISHED = ~Q(progress=Progress.DONE) & Q(nothing_to_report=False)
UNPROVEN = Q(proof=0, task__evidence_required=True, nothing_to_report=False)


def _oddest_first(rows: QuerySet[Any]) -> QuerySet[Any]:
    def one(condition: Q) -> Case:
        return Case(
            When(condition, then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )

    odd = (
        one(SENT_LATE)
        + one(_UNFINISHED)
        + one(UNPROVEN)
        + one(Q(nothing_to_report=True))
        + one(Q(was_returned=True))
        + one(Q(has_doubts=True))
        + one(Q(agency_id=F("period__plan__steering_agency_id")))
    )
    ordered: QuerySet[Any] = rows.annotate(odd=odd).order_by(
        "barred", "-odd", "submitted_at", "pk"
    )
    return ordered


def to_decide(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep what the reader may accept."""
    return rows.filter(barred=False)


def filtered_queue(
    rows: QuerySet[Any],
    words: str,
    task: str,
    kind: str,
    *,
    period: Period | None = None,
    mine: QuerySet[Agency] | None = None,
) -> QuerySet[Any]:
    """Keep an agency by its name, a task by its code, odd or clean ones, and agencies
    that the reader looks after.
    """
    if mine is not None:
        rows = rows.filter(agency__in=mine.values("pk"))
    if words:
        rows = rows.filter(agency__search_text__contains=search_text(words))
    if task and period:
        day = period.words_day()
        rows = rows.filter(task=task_called(period.plan_id, task, day))
    if kind == "tre":
        rows = rows.filter(SENT_LATE)
    elif kind == "can-xem":
        rows = rows.filter(odd__gt=0)
    elif kind == "thuong":
        rows = rows.filter(odd=0)
    return rows
