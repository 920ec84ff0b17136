"""What the signature needs of the yearly report: saved over the version read."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from reporting.models import ReplacedReport, YearlyReport
from reporting.saving import require_steering, require_version, take
from tasks.duties.locks import hold
from tasks.models import Period

#: Fields that the page edits, also once the figures are frozen.
WRITTEN = (
    *("number", "issued_on", "place", "signer_capacity", "signer_name", "recipients"),
)


class ReportIssued(RuleBroken):
    """An issued report is never rewritten."""

    default = "Báo cáo đã ban hành nên không sửa được."


def report_of(period: Period) -> YearlyReport:
    """Return the period's report, or a new one that is not stored yet."""
    found = YearlyReport.objects.filter(period=period).first()
    return found or YearlyReport(period=period)


def in_force(plan_id: int) -> QuerySet[YearlyReport]:
    """Return the plan's reports that hold, with `held_number` and `held_on`, the newest
    first: until a new one is issued, the one that it is to amend or replace.
    """
    issued = Q(state=YearlyReport.State.ISSUED)
    before = ReplacedReport.objects.filter(report=OuterRef("pk"))
    number, on = (before.values(name)[:1] for name in ("number", "issued_on"))
    return (
        YearlyReport.objects.filter(period__plan=plan_id)
        .annotate(
            held_number=Case(When(issued, then=F("number")), default=Subquery(number)),
            held_on=Case(When(issued, then=F("issued_on")), default=Subquery(on)),
        )
        .filter(held_on__isnull=False)
        .order_by("-held_on", "-pk")
    )


@transaction.atomic
def save_words(
    *,
    period: Period,
    values: Mapping[str, Any],
    version: int,
    actor: User,
    today: date,
    now: datetime,
) -> YearlyReport:
    """Store number, day, signer, recipients unless somebody stored others since."""
    require_steering(period, actor, today)
    report, _ = YearlyReport.objects.get_or_create(period=period)
    report = hold(YearlyReport.objects).get(pk=report.pk)
    if not report.is_editable:
        raise ReportIssued
    require_version(report, version, "báo cáo")
    take(report, values, WRITTEN)
    report.updated_by, report.updated_at = actor, now
    report.save()
    return report
