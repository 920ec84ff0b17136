"""Documents that agencies issued, from the evidence of what was accepted."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Case, Exists, F, Min, OuterRef, Q, QuerySet, When
from django.db.models.functions import Upper

from agencies.models import Agency, AgencyKind
from kehoach.lib.text import small
from reporting.facts.report import IssuedDocument
from reporting.yearly.sentences import counted
from tasks.models import DutySnapshot, EvidenceLink, Period, State

_KINDS = dict(AgencyKind.choices)


def issued_documents(period: Period) -> tuple[IssuedDocument, ...]:
    """Return the documents with number and a day of the period, each once whoever names
    it, by kind of agency and agency: two queries.
    """
    rows = list(_documents(period))
    agencies = Agency.objects.in_bulk({row["holder"] for row in rows}) if rows else {}
    order = list(_KINDS)
    rows.sort(
        key=lambda row: (
            order.index(agencies[row["holder"]].kind),
            agencies[row["holder"]].sort_key,
            row["holder"],
            row["evidence__issued_on"],
            row["spelled"],
        )
    )
    return tuple(
        IssuedDocument(
            agency=agencies[row["holder"]].name,
            kind=agencies[row["holder"]].get_kind_display(),
            number=row["spelled"],
            issued_on=row["evidence__issued_on"],
            issuer=row["by"],
            subject=row["about"],
        )
        for row in rows
    )


def _documents(period: Period) -> "QuerySet[Any, Any]":
    """Return one row per document: number, day and issuer make it."""
    own = Case(
        When(evidence__issuer="", then=F("evidence__agency__name")),
        default=F("evidence__issuer"),
    )
    return (
        EvidenceLink.objects.filter(
            _standing(period),
            duty__period=period,
            duty__is_requested=False,
            evidence__quarantined_at=None,
            evidence__issued_on__range=(period.data_from, period.data_to),
        )
        .exclude(evidence__number="")
        .annotate(by=own, same=Upper("evidence__number"))
        .order_by()
        .values("same", "evidence__issued_on", "by")
        .annotate(
            spelled=Min("evidence__number"),
            about=Min("evidence__subject"),
            holder=Min("evidence__agency_id"),
        )
    )


def _standing(period: Period) -> Q:
    """Return the condition that the duty is accepted and the document on it, now or
    when the period closed.
    """
    if period.is_open or period.closed_at is None:
        return Q(duty__state=State.ACCEPTED, removed_at=None)
    kept = DutySnapshot.objects.filter(
        period=period, duty_id=OuterRef("duty_id"), state=State.ACCEPTED
    )
    at = period.closed_at
    stood = Q(removed_at=None) | Q(removed_at__gt=at)
    return Q(Exists(kept)) & Q(recorded_at__lte=at) & stood


def documents_sentence(documents: Sequence[IssuedDocument], annex: str) -> str:
    """Say how many documents were issued, by kind of agency; nothing without any."""
    if not documents:
        return ""
    text = (
        "Trong kỳ, các cơ quan, đơn vị, địa phương đã ban hành, tham mưu ban hành"
        f" {counted(len(documents))} văn bản để tổ chức thực hiện"
    )
    kinds = Counter(each.kind for each in documents)
    if len(kinds) > 1:
        parts = (f"{small(kind)} {counted(number)}" for kind, number in kinds.items())
        text += f", gồm: {'; '.join(parts)} văn bản"
    return f"{text} (danh mục tại {annex})." if annex else f"{text}."
