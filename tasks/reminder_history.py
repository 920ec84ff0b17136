"""One agency's history of being urged: reminders, words by hand, letters, pauses."""

from django.db.models import QuerySet

from agencies.models import Agency
from tasks.models import DutyEvent, Pause, Plan, UrgingLetter
from tasks.models.reminder import ReminderQuerySet
from tasks.reminder_page import Filters, ledger


def reminders_about(plan: Plan, agency: Agency) -> ReminderQuerySet:
    """Return the plan's ledger about the agency's duties, newest first."""
    return ledger(plan, Filters()).filter(duty__agency=agency)


def letters_about(plan: Plan, agency: Agency) -> QuerySet[UrgingLetter]:
    """Return the letters that went out to the agency, newest first."""
    rows = UrgingLetter.objects.filter(
        period__plan=plan, agencies=agency, sent_at__isnull=False
    )
    return rows.order_by("-signed_on", "-pk")


def words_by_hand(plan: Plan, agency: Agency) -> QuerySet[DutyEvent]:
    """Return what was said in the portal by hand, duty by duty, newest first."""
    rows = DutyEvent.objects.filter(
        duty__period__plan=plan,
        duty__agency=agency,
        kind=DutyEvent.Kind.URGED,
        note__startswith="Nhắc trực tiếp: ",
    )
    return rows.select_related("actor", "duty__task").order_by("-recorded_at", "-pk")


def pauses_about(plan: Plan, agency: Agency) -> QuerySet[Pause]:
    """Return every pause of the agency, newest first."""
    rows = Pause.objects.filter(plan=plan, agency=agency)
    return rows.select_related("created_by", "ended_by")
