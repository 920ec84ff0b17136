"""An agency's answers to all ad-hoc requests, sent in one step."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, User
from tasks.models import TO_DO, Period
from tasks.services.sending import SendResult, submit_ready


def waiting_periods(agency: Agency) -> list[Period]:
    """Return the open requests that still wait for the agency, the most urgent first."""
    rows = Period.objects.filter(
        kind=Period.Kind.ADHOC,
        state=Period.State.OPEN,
        duties__agency=agency,
        duties__state__in=TO_DO,
    )
    return list(rows.distinct().order_by("unit_due", "pk"))


@transaction.atomic
def submit_answers(
    *,
    agency: Agency,
    chosen: Collection[int] | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> SendResult:
    """Send every answer that is ready, of whatever request, or those chosen of what is
    complete; say what the others lack.
    """
    result = SendResult()
    for period in waiting_periods(agency):
        part = submit_ready(
            agency=agency,
            period=period,
            chosen=chosen,
            actor=actor,
            today=today,
            now=now,
        )
        result.sent.extend(part.sent)
        result.missing.extend(part.missing)
    return result
