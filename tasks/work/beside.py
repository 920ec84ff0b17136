"""What a form about a duty shows beside its fields: parts given, entries of before."""

from django.db.models import Q

from tasks.models import Contribution, Duty, ProgressEntry
from tasks.work.doubts import previous_periods


def parts_given(duty: Duty) -> list[Contribution]:
    """Return what coordinating agencies gave on the duty, for the lead's own words."""
    rows = Contribution.objects.filter(
        request__duty=duty, declined=False, withdrawn_at__isnull=True
    )
    return list(rows.select_related("request__agency"))


def entries_before(duty: Duty) -> list[ProgressEntry]:
    """Return what the agency wrote on the same task, or on those whose place it took, in
    the period before.
    """
    period = previous_periods([duty]).get(duty.period_id)
    if period is None:
        return []
    rows = ProgressEntry.objects.standing().filter(
        Q(duties__task_id=duty.task_id) | Q(duties__task__replaced_by=duty.task_id),
        agency_id=duty.agency_id,
        duties__period_id=period,
    )
    return list(rows.select_related("author").distinct()[:20])
