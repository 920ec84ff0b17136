"""What waits for Sở Nội vụ: odd ones first, and why they are odd."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
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

from agencies.models import User
from kehoach.lib.text import search_text
from tasks.models import (
    Duty,
    DutyEvent,
    EntryLink,
    EvidenceLink,
    FigureValue,
    Finding,
    Period,
    Progress,
    State,
)
from tasks.services.review import is_own
from tasks.status import SENT_LATE, Standing, standing_of


@dataclass(frozen=True)
class QueueLine:
    """One duty that waits, with what makes it odd."""

    duty: Any
    standing: Standing
    oddities: list[str]
    own: bool


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("duty_id").annotate(number=Count("*"))
    return Coalesce(
        Subquery(counted.values("number"), output_field=IntegerField()), Value(0)
    )


def _figures() -> Coalesce:
    """Return how many of the task's figures the agency answered in the period."""
    answered = FigureValue.objects.filter(
        agency_id=OuterRef("agency_id"),
        period_id=OuterRef("period_id"),
        figure__task_figures__task_id=OuterRef("task_id"),
        is_current=True,
    )
    counted = answered.order_by().values("agency_id").annotate(number=Count("*"))
    return Coalesce(
        Subquery(counted.values("number"), output_field=IntegerField()), Value(0)
    )


def waiting(period: Period, user: User, today: date) -> QuerySet[Duty]:
    """Return what was sent and is not accepted yet, with what a line shows."""
    proof = EvidenceLink.objects.filter(
        duty_id=OuterRef("pk"),
        removed_at__isnull=True,
        evidence__quarantined_at__isnull=True,
    )
    entries = EntryLink.objects.filter(duty_id=OuterRef("pk"))
    last = entries.order_by("-entry__done_on", "-entry_id").values("entry__text")[:1]
    returned = DutyEvent.objects.filter(
        duty_id=OuterRef("pk"), kind=DutyEvent.Kind.RETURNED
    )
    rows = Duty.objects.shown_in(period).filter(state=State.SUBMITTED)
    rows = rows.visible_to(user, today=today).annotate(
        proof=_number(proof),
        numbers=_figures(),
        last_text=Subquery(last, output_field=CharField()),
        was_returned=Exists(returned),
        has_findings=Exists(Finding.objects.filter(duty_id=OuterRef("pk"))),
    )
    return (
        _oddest_first(rows)
        .select_related("task", "agency", "period__plan")
        .prefetch_related("findings")
    )


UNFINISHED = ~Q(progress=Progress.DONE) & Q(nothing_to_report=False)
UNPROVEN = Q(proof=0, task__evidence_required=True, nothing_to_report=False)


def _oddest_first(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    def one(condition: Q) -> Case:
        return Case(
            When(condition, then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )

    odd = (
        one(SENT_LATE)
        + one(UNFINISHED)
        + one(UNPROVEN)
        + one(Q(nothing_to_report=True))
        + one(Q(was_returned=True))
        + one(Q(has_findings=True))
        + one(Q(agency_id=F("period__plan__steering_agency_id")))
    )
    return rows.annotate(odd=odd).order_by("-odd", "submitted_at", "pk")


def oddities_of(duty: Any) -> list[str]:  # noqa: ANN401 -- an annotated duty
    """Return why a person should look before accepting; none means clean."""
    unfinished = duty.progress != Progress.DONE and not duty.nothing_to_report
    unproven = duty.task.evidence_required and not duty.proof
    found = (
        ("Gửi quá hạn", standing_of(duty, duty.first_sent_on) == Standing.WAITING_LATE),
        (f"Tiến độ: {duty.get_progress_display().lower()}", unfinished),
        ("Chưa có minh chứng", unproven and not duty.nothing_to_report),
        ("Báo không phát sinh", duty.nothing_to_report),
        ("Gửi lại sau yêu cầu bổ sung", duty.was_returned),
        ("Nhiệm vụ của chính cơ quan theo dõi", is_own(duty)),
    )
    plain = [words for words, holds in found if holds]
    return plain + [finding.words for finding in duty.findings.all()]


def filtered(rows: QuerySet[Any], words: str, task: str, kind: str) -> QuerySet[Any]:
    """Keep an agency by its name, a task by its code, and odd or clean ones."""
    if words:
        rows = rows.filter(agency__search_text__contains=search_text(words))
    if task:
        rows = rows.filter(task__code=task)
    if kind == "tre":
        rows = rows.filter(SENT_LATE)
    elif kind == "can-xem":
        rows = rows.filter(odd__gt=0)
    elif kind == "thuong":
        rows = rows.filter(odd=0)
    return rows


def queue_lines(page: Any, today: date) -> list[QueueLine]:  # noqa: ANN401 -- a page of rows
    """Return the lines of one page; no query of its own."""
    return [
        QueueLine(duty, standing_of(duty, today), oddities_of(duty), is_own(duty))
        for duty in page
    ]
