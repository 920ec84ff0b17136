"""An agency's duties, plans and periods, today and on a day in the past."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from agencies.models import Agency, AgencyGroup, User
from tasks.duties.as_of import as_they_were, stood
from tasks.duties.past_words import in_their_periods
from tasks.models import Assignment, Duty, Period, Plan
from tasks.models.querysets import DutyQuerySet


def duties_of(agency: Agency, period: Period) -> DutyQuerySet:
    """Return the duties on the agency's desk in the period, in the plan's order."""
    shown = Duty.objects.filter(agency=agency).shown_in(period).for_page()
    return shown.select_related("holder").order_by("task__position", "pk")


def duties_on_day(agency: Agency, period: Period, day: date) -> list[Duty]:
    """Return the desk's duties as they were on a day in the past, not to be saved."""
    rows = stood(period, day).filter(agency=agency).for_page()
    held = list(as_they_were(rows.order_by("task__position", "pk")))
    return in_their_periods(held, period.words_day(day))


def proposed_in(plan: Plan, day: date) -> QuerySet[Assignment]:
    """Return the plan's reassignments that have no document yet (rule 8)."""
    return Assignment.objects.proposed().alive_on(day).filter(task__plan=plan)


def proposals_for(agency: Agency, plan: Plan, day: date) -> list[Assignment]:
    """Return reassignments to the agency that have no document yet (rule 8)."""
    groups = [
        group.pk
        for group in AgencyGroup.objects.filter(
            assignments__task__plan=plan, assignments__is_proposal=True
        ).distinct()
        if Agency.objects.in_group(group.pk, day).filter(pk=agency.pk).exists()
    ]
    mine = proposed_in(plan, day).filter(Q(agency=agency) | Q(group_id__in=groups))
    return list(mine.select_related("task").order_by("task__position", "pk"))


def plans_given(agency: Agency, reader: User, today: date) -> QuerySet[Plan]:
    """Return the programmes that gave the agency work which the person sees, newest first."""
    rows = Duty.objects.filter(agency=agency).visible_to(reader, today=today)
    given = rows.order_by().values("period__plan")
    return Plan.objects.programmes().published().filter(pk__in=given)


def periods_of(plan: Plan) -> Iterable[Period]:
    """Return the plan's periods, newest first."""
    return Period.objects.filter(plan=plan).order_by("-data_to")


def siblings(duty: Duty, period: Period) -> list[Duty]:
    """Return other open duties of the agency that the same entry may serve."""
    rows = Duty.objects.filter(agency_id=duty.agency_id).shown_in(period).to_do()
    kept = rows.exclude(pk=duty.pk).select_related("task", "period")
    return [row for row in kept.order_by("task__position") if _same(row, period)]


def ticked(duty: Duty, keys: Collection[int] | None) -> QuerySet[Duty] | list[Duty]:
    """Return the agency's other duties of these keys; none are not asked for."""
    return duty.agency.duties.filter(pk__in=keys) if keys else []


def _same(row: Duty, period: Period) -> bool:
    """Return whether the agency works on the row in this period now."""
    carried = row.schedule == "once" and not row.period.is_open
    return row.period_id == period.pk or carried
