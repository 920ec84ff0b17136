"""One agency's history of being urged: reminders, words by hand, letters, pauses."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from agencies.models import Agency
from tasks.models import DutyEvent, Pause, Plan, UrgingLetter
from tasks.models.reminder import ReminderQuerySet
from tasks.reminders.nudging import BY_HAND, OUTSIDE
from tasks.reminders.page import LedgerFilters, ledger


def reminders_about(plan: Plan, agency: Agency) -> ReminderQuerySet:
    """Return the plan's ledger about the agency's duties, newest first."""
    return ledger(plan, LedgerFilters()).filter(duty__agency=agency)


def letters_about(plan: Plan, agency: Agency) -> QuerySet[UrgingLetter]:
    """Return the letters that went out to the agency, newest first."""
    rows = UrgingLetter.objects.filter(
        period__plan=plan, agencies=agency, sent_at__isnull=False
    )
    return rows.order_by("-signed_on", "-pk")


def words_by_hand(plan: Plan, agency: Agency) -> QuerySet[Any, Any]:
    """Return what was said by hand, in the portal, by telephone or Zalo, newest first:
    one line each time, with how many duties it was about.
    """
    rows = DutyEvent.objects.filter(
        duty__period__plan=plan,
        duty__agency=agency,
        kind=DutyEvent.Kind.URGED,
    ).filter(Q(note__startswith=BY_HAND) | Q(note__startswith=OUTSIDE))
    once = rows.values("recorded_at", "effective_on", "note", "actor__full_name")
    return once.annotate(number=Count("pk")).order_by("-recorded_at")


def pauses_about(plan: Plan, agency: Agency) -> QuerySet[Pause]:
    """Return every pause of the agency, newest first."""
    rows = Pause.objects.filter(plan=plan, agency=agency)
    return rows.select_related("created_by", "ended_by")
