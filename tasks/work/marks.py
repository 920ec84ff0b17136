"""What there is of each duty at all, in one query: most of it is asked for further only
where there is any.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from tasks.models import Duty, DutyEvent, EntryLink, EvidenceLink, ExtensionRequest


class Mark(StrEnum):
    """What a duty may have."""

    ENTRY = "entry"
    PROOF = "proof"
    PRODUCT = "product"
    SENT_BACK = "sent_back"
    LATER = "later"


#: duty → what it has.
Marks = Mapping[int, set[str]]


def marks_of(duties: Sequence[Duty]) -> Marks:
    """Return duty → an entry, proof, a product among it, a remark of the agency's head
    (also before the duty was carried here), a request for a later day that waits.
    """
    found: defaultdict[int, set[str]] = defaultdict(set)
    if not duties:
        return found
    ids = [duty.pk for duty in duties]
    proof = EvidenceLink.objects.filter(
        duty_id__in=ids,
        removed_at__isnull=True,
        evidence__quarantined_at__isnull=True,
    )
    product = When(is_product=True, then=Value(Mark.PRODUCT.value))
    kinds = Case(product, default=Value(Mark.PROOF.value), output_field=CharField())
    remarks = DutyEvent.objects.filter(
        Q(duty_id__in=ids) | Q(duty__carried_to__in=ids),
        kind=DutyEvent.Kind.SENT_BACK,
        voided_at__isnull=True,
    )
    at = Case(
        When(duty_id__in=ids, then=F("duty_id")), default=F("duty__carried_to_id")
    )
    rows = (
        proof.order_by()
        .values_list("duty_id", kinds)
        .union(
            _named(EntryLink.objects.standing().filter(duty_id__in=ids), Mark.ENTRY),
            _named(
                ExtensionRequest.objects.waiting().filter(duty_id__in=ids), Mark.LATER
            ),
            remarks.order_by().values_list(at, Value(Mark.SENT_BACK.value)),
        )
    )
    for duty_id, mark in rows:
        found[duty_id].add(mark)
    return found


def may_be_asked_again(duty: Duty, marks: Marks) -> bool:
    """Return whether `asked_again` can find anything: a completion is asked for, or the
    agency's head once sent it back.
    """
    return duty.is_supplement or Mark.SENT_BACK in marks[duty.pk]


def _named(rows: QuerySet[Any], mark: Mark) -> QuerySet[Any]:
    return rows.order_by().values_list("duty_id", Value(mark.value))
