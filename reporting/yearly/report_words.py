"""What the signature needs of the yearly report: saved over the version read."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from reporting.doors.saving import require_steering, require_version, take
from reporting.models import YearlyReport
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
