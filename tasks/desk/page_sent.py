"""What was just sent and can still be taken back, for the bar of «Xem và gửi»."""

from datetime import date

from django.db.models import Exists, Max, OuterRef

from agencies.models import Agency
from tasks.duties.past_words import in_their_periods
from tasks.models import Duty, DutyEvent, Period, State, worked_now


def just_sent(agency: Agency, period: Period | None, today: date) -> list[Duty]:
    """Return what the agency's last press sent, in the period or of every plan, and
    nobody has opened since (two queries): its head may still take it back.
    """
    rows = Duty.objects.filter(agency=agency, state=State.SUBMITTED)
    rows = rows.shown_in(period) if period else rows.filter(worked_now(today))
    last = rows.aggregate(last=Max("submitted_at"))["last"]
    opened = DutyEvent.objects.filter(
        duty=OuterRef("pk"),
        kind=DutyEvent.Kind.READ,
        recorded_at__gte=OuterRef("submitted_at"),
        voided_at__isnull=True,
    )
    kept = rows.filter(~Exists(opened), submitted_at=last) if last else rows.none()
    rows = kept.select_related("task").order_by("task__position", "pk")
    return in_their_periods(rows)
