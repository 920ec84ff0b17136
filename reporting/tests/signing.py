"""What a report needs before «trình ký», and the step itself."""

from datetime import date

from agencies.models import User
from reporting.freezing import hand_in
from reporting.issuing import WRITTEN
from reporting.models import YearlyReport
from tasks.models import Period, Plan

TOLD = ("strengths", "shortcomings", "causes", "recommendations")
#: What the page sends when everything of the signature is entered.
SIGNED = dict.fromkeys(WRITTEN, "") | {
    "number": "05/BC-SNV", "issued_on": date(2026, 12, 20),
    "signer_name": "Nguyễn Văn A", "place": "Khánh Hòa",
}  # fmt: skip


def complete(period: Period) -> None:
    """Give the plan its number and day, and the report its own words and signer."""
    plan = Plan.objects.filter(pk=period.plan_id)
    plan.update(number="123/KH-UBND", issued_on=date(2025, 6, 9))
    said = dict.fromkeys(TOLD, "Đã viết.") | {"signer_name": "Nguyễn Văn A"}
    YearlyReport.objects.update_or_create(period=period, defaults=said)


def hand_in_newest(period: Period, actor: User, today: date) -> YearlyReport:
    """Hand in the version that stands."""
    last = period.yearly_report.versions.first()
    number = last.number if last else 0
    return hand_in(period=period, number=number, actor=actor, today=today)
