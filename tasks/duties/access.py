"""Gates of the tasks room: what a person may open, write, send or review."""

from collections.abc import Iterable
from datetime import date
from enum import Enum, auto
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from agencies.models import Agency, User
from agencies.models.authority import Role, agencies_of, roles_of
from tasks.duties.authority import (
    REVIEWERS,
    can_record_letter,
    can_review,
    can_send,
    can_write,
    may_steer,
    steers_any,
)
from tasks.duties.past_words import in_their_periods
from tasks.models import (
    ContributionRequest,
    Duty,
    Evidence,
    EvidenceLink,
    Period,
    Plan,
    opened_by_field,
    opened_by_request,
    periods_named,
)
from tasks.models.querysets import DutyQuerySet

__all__ = [
    "REVIEWERS",
    "Opened",
    "administers_plans",
    "agency_for",
    "can_record_letter",
    "can_review",
    "can_send",
    "can_write",
    "contribution_request_for",
    "current_period",
    "desks_of",
    "duty_for",
    "duty_to_read",
    "duty_to_review",
    "duty_to_write",
    "evidence_for",
    "may_change_plan",
    "may_reorganise",
    "may_steer",
    "plans_to_change",
    "readable_among",
    "reads_duty",
    "seen_by",
    "signed_in",
    "steers_any",
]


def signed_in(request: HttpRequest) -> User:
    """Return the person of the request; every page of this room needs login."""
    return cast("User", request.user)


def page_rows() -> DutyQuerySet:
    """Return duties with what the page of one of them shows; few tables, since the
    database takes longer to plan a join of many than to read one row of each.
    """
    return Duty.objects.for_page().select_related(
        "period__plan", "submitted_by", "assignment"
    )


def duty_named(rows: DutyQuerySet, pk: int) -> Duty:
    """Return the duty in the words of its period, or 404."""
    duty: Duty = get_object_or_404(rows, pk=pk)
    in_their_periods([duty])
    return duty


def reads_duty(user: User, duty: Duty, today: date) -> bool:
    """Return whether the duty is visible to the person: those of its agency and of the
    steering one are known by a short query, the others by what lists begin with.
    """
    near = (duty.agency_id, duty.period.plan.steering_agency_id)
    if any(agency in near for agency, _ in roles_of(user, today)):
        return True
    return Duty.objects.filter(pk=duty.pk).visible_to(user, today=today).exists()


def duty_for(user: User, pk: int, today: date) -> Duty:
    """Return the duty with what its page shows, or 404 for a stranger."""
    duty = duty_named(page_rows(), pk)
    if not reads_duty(user, duty, today):
        raise Http404
    return duty


class Opened(Enum):
    """How much of a duty its page shows to a person."""

    WHOLE = auto()
    #: Who is asked for a part (rule 12): what its agency and the steering one say to each
    #: other is not for who merely coordinates.
    ASKED = auto()
    #: Who is responsible for the field: answers and figures, no document and no file.
    FIELD = auto()


def duty_to_read(user: User, pk: int, today: date) -> tuple[Duty, Opened]:
    """Return the duty also for an agency whose part was asked, or whose field it is of,
    and how much of it the person reads; 404 for everybody else.
    """
    duty = duty_named(page_rows(), pk)
    if reads_duty(user, duty, today):
        return duty, Opened.WHOLE
    row = Duty.objects.filter(pk=pk)
    if row.filter(opened_by_request(user, today)).exists():
        return duty, Opened.ASKED
    if row.filter(opened_by_field(user, today)).exists():
        return duty, Opened.FIELD
    raise Http404


def duty_to_write(user: User, pk: int, today: date) -> Duty:
    """Return the duty that the person may write on; 404 for a stranger, 403 for who
    only reads. Who writes for an agency reads its duties, so that is asked first; as
    two queries, since the database plans them in half the time of one.
    """
    duty = duty_named(Duty.objects.for_page(), pk)
    if not can_write(user, duty.agency_id, today):
        duty_for(user, pk, today)
        raise PermissionDenied
    return duty


def duty_to_review(user: User, pk: int, today: date) -> Duty:
    """Return the duty that the person may review; 404 for a stranger, 403 for who only
    reads. Who reviews a plan reads all of it, so that is asked first.
    """
    duty = duty_named(page_rows(), pk)
    if not can_review(user, duty.period.plan, today):
        duty_for(user, pk, today)
        raise PermissionDenied
    return duty


def evidence_for(user: User, pk: int, today: date) -> Evidence:
    """Return the evidence, or 404 for a stranger and for a quarantined file."""
    kept = Evidence.objects.filter(quarantined_at__isnull=True)
    own = Evidence.objects.visible_to(user, today=today).values("pk")
    given = ContributionRequest.objects.visible_to(user, today=today).filter(
        contributions__evidence=OuterRef("pk"),
        contributions__withdrawn_at__isnull=True,
    )
    asked = EvidenceLink.objects.filter(
        opened_by_request(user, today, "duty_id"),
        evidence=OuterRef("pk"),
        removed_at__isnull=True,
    )
    rows = kept.filter(Q(pk__in=own) | Exists(given) | Exists(asked))
    evidence: Evidence = get_object_or_404(rows.select_related("agency"), pk=pk)
    return evidence


def contribution_request_for(user: User, pk: int, today: date) -> ContributionRequest:
    """Return the request, or 404 for who neither asked nor was asked."""
    rows = ContributionRequest.objects.select_related(
        "agency", "duty__task", "duty__agency", "duty__period__plan", "asked_by"
    )
    row: ContributionRequest = get_object_or_404(
        rows.visible_to(user, today=today), pk=pk
    )
    return row


def desks_of(user: User, today: date) -> QuerySet[Agency]:
    """Return the agencies whose desk is the person's own, on `today`."""
    desks = agencies_of(user, today, Role.OFFICER, Role.HEAD, Role.CLERK, Role.VIEWER)
    return desks.order_by("sort_key", "pk")


def agency_for(user: User, code: str, today: date) -> Agency:
    """Return the agency when the person may read its duties, or 404."""
    agency = get_object_or_404(Agency, code=code)
    if desks_of(user, today).filter(pk=agency.pk).exists():
        return agency
    if Duty.objects.filter(agency=agency).visible_to(user, today=today).exists():
        return agency
    raise Http404


def seen_by(reader: User | None, rows: Any, today: date) -> Any:
    """Keep what is visible to who reads another agency's desk; one's own is whole."""
    return rows.visible_to(reader, today=today) if reader else rows


def readable_among(user: User, ids: Iterable[int], today: date) -> set[int]:
    """Return those of the agencies whose desk `agency_for` opens to the person."""
    wanted = Agency.objects.filter(pk__in=ids)
    duties = Duty.objects.filter(agency=OuterRef("pk")).visible_to(user, today=today)
    own = desks_of(user, today).order_by().values("pk")
    found = wanted.filter(Exists(duties) | Q(pk__in=own))
    return set(found.values_list("pk", flat=True))


def current_period(plan: Plan, today: date, key: str = "") -> Period | None:
    """Return the period named, else the one that is meant on `today`."""
    rows = Period.objects.filter(plan=plan)
    named = periods_named(rows, key) if key else rows.meant_first(today)
    period: Period | None = named.first()
    if period is not None:
        period.plan = plan
    return period


def administers_plans(user: User) -> bool:
    """Return whether the person edits plans in the technical admin."""
    may = user.is_superuser or user.is_staff
    return may and user.has_perm("tasks.change_assignment")


def may_change_plan(user: User, plan: Plan, today: date) -> bool:
    """Return whether the person drafts changes of the plan: its administrators do, and
    the officers and heads of who steers it.
    """
    return can_review(user, plan, today) or administers_plans(user)


def plans_to_change(user: User, today: date) -> QuerySet[Plan]:
    """Return the programmes whose changes the person drafts."""
    rows: QuerySet[Plan] = Plan.objects.programmes()
    if administers_plans(user):
        return rows
    return rows.filter(steering_agency__in=agencies_of(user, today, *REVIEWERS))


def may_reorganise(user: User) -> bool:
    """Return whether the person records reorganisations: administrators do."""
    return user.has_perm("agencies.change_reorganisation")
