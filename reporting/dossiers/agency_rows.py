"""What an agency said and sent in a span of days, as the person who asks may read it.

Every list begins with `visible_to`; the number of queries does not depend on how much
there is.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from agencies.models import Agency, User
from reporting.dossiers.spans import Span
from tasks.duties.past_words import in_their_periods
from tasks.models import (
    Contribution,
    ContributionRequest,
    Correction,
    Difficulty,
    Direction,
    DirectionStep,
    Duty,
    DutyEvent,
    DutyMessage,
    Evidence,
    EvidenceLink,
    ExtensionRequest,
    FigureValue,
    ProgressEntry,
    UnitReport,
)

MADE = Prefetch("corrections", Correction.objects.select_related("made_by"))


@dataclass(frozen=True)
class AgencyRows:
    """The rows of one agency."""

    duties: list[Duty]
    evidence: list[Evidence]
    letters: list[UnitReport]
    figures: list[FigureValue]
    difficulties: list[Difficulty]
    asked: list[ExtensionRequest]
    given: list[Contribution]
    steps: list[DirectionStep]


def agency_rows_of(agency: Agency, span: Span, reader: User, today: date) -> AgencyRows:
    """Return what the reader may read of the agency's span."""
    duties = duties_of(agency, span, reader, today)
    given = contributions_of(agency, span, reader, today)
    return AgencyRows(
        duties=duties,
        evidence=evidence_of(span, duties, given),
        letters=_letters(agency, span, reader, today),
        figures=_figures(agency, span, reader, today),
        difficulties=_difficulties(agency, span, reader, today),
        asked=_asked(agency, span, reader, today),
        given=given,
        steps=_steps(agency, span, reader, today),
    )


def duty_rows(agency: Agency, span: Span, reader: User, today: date) -> QuerySet[Duty]:
    """Return the duties of periods that touch the span, and those moved inside it."""
    mine = Duty.objects.filter(agency=agency).visible_to(reader, today=today)
    touches = Q(period__data_from__lte=span.last, period__unit_due__gte=span.first)
    moments = span.moments("recorded_at")
    moved = DutyEvent.objects.filter(
        span.days("effective_on") | moments, duty__agency=agency
    )
    said = ProgressEntry.objects.filter(
        span.days("done_on") | moments, links__duty__agency=agency
    )
    return mine.filter(
        touches | Q(pk__in=moved.values("duty")) | Q(pk__in=said.values("links__duty"))
    )


def duties_of(agency: Agency, span: Span, reader: User, today: date) -> list[Duty]:
    """Return them with what was said and done, in the words of their periods."""
    links = EvidenceLink.objects.filter(removed_at__isnull=True)
    rows = duty_rows(agency, span, reader, today)
    rows = rows.select_related("task", "agency", "period__plan").prefetch_related(
        Prefetch(
            "entries", ProgressEntry.objects.select_related("author", "withdrawn_by")
        ),
        Prefetch("events", DutyEvent.objects.select_related("actor")),
        Prefetch("messages", DutyMessage.objects.select_related("author", "agency")),
        Prefetch("evidence_links", links.select_related("evidence", "added_by")),
    )
    plan, end = "period__plan__short_title", "period__data_to"
    order = (plan, end, "period", "task__position", "pk")
    return in_their_periods(rows.order_by(*order))


def contributions_of(
    agency: Agency, span: Span, reader: User, today: date
) -> list[Contribution]:
    """Return the parts that the agency gave to duties of others."""
    asked = ContributionRequest.objects.filter(agency=agency)
    seen = asked.visible_to(reader, today=today).values("pk")
    rows = Contribution.objects.filter(
        span.days("given_on") | span.moments("recorded_at"), request__in=seen
    )
    names = ("request__duty__task", "request__duty__agency", "given_by")
    found = rows.select_related(*names).prefetch_related("evidence", MADE)
    return list(found.order_by("recorded_at", "pk"))


def evidence_rows(span: Span, duties: Any) -> QuerySet[Evidence]:
    """Return what was attached to these duties, or is dated, inside the span."""
    links = EvidenceLink.objects.filter(duty__in=duties)
    inside = links.filter(
        span.moments("recorded_at") | span.days("evidence__issued_on")
    )
    return Evidence.objects.filter(pk__in=inside.values("evidence"))


def evidence_of(
    span: Span, duties: list[Duty], given: list[Contribution]
) -> list[Evidence]:
    """Return the proof, also what was taken off or put away: the index says so."""
    keys = [duty.pk for duty in duties]
    parts = {
        each.pk for one in given if not one.withdrawn_at for each in one.evidence.all()
    }
    attached = evidence_rows(span, keys).values("pk")
    links = EvidenceLink.objects.filter(duty__in=keys).select_related("duty__task")
    rows = Evidence.objects.filter(Q(pk__in=attached) | Q(pk__in=parts))
    found = rows.select_related("uploaded_by").prefetch_related(
        MADE, Prefetch("links", links.order_by("pk"))
    )
    return list(found.order_by("recorded_at", "pk"))


def letter_rows(
    agency: Agency, span: Span, reader: User, today: date
) -> QuerySet[UnitReport]:
    """Return the agency's letters that were signed, arrived or recorded in the span."""
    mine = UnitReport.objects.filter(agency=agency).visible_to(reader, today=today)
    inside = span.days("signed_on", "arrived_on") | span.moments("recorded_at")
    return mine.filter(inside)


def _letters(agency: Agency, span: Span, reader: User, today: date) -> list[UnitReport]:
    rows = letter_rows(agency, span, reader, today)
    rows = rows.select_related("period__plan", "recorded_by").prefetch_related(MADE)
    return list(rows.order_by("signed_on", "pk"))


def _figures(
    agency: Agency, span: Span, reader: User, today: date
) -> list[FigureValue]:
    rows = FigureValue.times.filter(span.moments("recorded_at"), agency=agency)
    seen = rows.visible_to(reader, today=today)
    seen = seen.select_related("figure", "period__plan", "entered_by")
    order = ("period__data_from", "figure__plan", "figure__position", "figure")
    return list(seen.order_by(*order, "recorded_at", "pk"))


def _difficulties(
    agency: Agency, span: Span, reader: User, today: date
) -> list[Difficulty]:
    rows = Difficulty.objects.filter(span.days("raised_on"), agency=agency)
    seen = rows.visible_to(reader, today=today).prefetch_related(MADE)
    return list(seen.select_related("raised_by").order_by("raised_on", "pk"))


def _asked(
    agency: Agency, span: Span, reader: User, today: date
) -> list[ExtensionRequest]:
    rows = ExtensionRequest.objects.filter(span.days("asked_on"), agency=agency)
    seen = rows.visible_to(reader, today=today)
    return list(seen.select_related("asked_by", "duty__task", "agency").order_by("pk"))


def _steps(
    agency: Agency, span: Span, reader: User, today: date
) -> list[DirectionStep]:
    seen = Direction.objects.visible_to(reader, today=today).values("pk")
    rows = DirectionStep.objects.filter(
        span.days("on"), share__agency=agency, share__direction__in=seen
    )
    return list(rows.select_related("share__direction", "author").order_by("on", "pk"))
