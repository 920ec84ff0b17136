"""What a report needs before «trình ký», and the step itself."""

from datetime import date

from agencies.models import User
from reporting.models import SectionText, YearlyReport
from reporting.yearly.freezing import hand_in
from reporting.yearly.report_words import WRITTEN
from tasks.models import Period, Plan, TargetMeasure
from tasks.tests.factories import NOW

#: Sections of judgement that somebody has to stand for.
TOLD = ("uu-diem", "ton-tai", "nguyen-nhan", "phuong-huong", "kien-nghi")
#: What the page sends when everything of the signature is entered.
SIGNED = dict.fromkeys(WRITTEN, "") | {
    "number": "05/BC-SNV", "issued_on": date(2026, 12, 20),
    "signer_name": "Nguyễn Văn A", "place": "Khánh Hòa",
}  # fmt: skip


def complete(period: Period) -> None:
    """Give the plan its number and day, and the report its own words and signer."""
    plan = Plan.objects.filter(pk=period.plan_id)
    plan.update(number="123/KH-UBND", issued_on=date(2025, 6, 9))
    TargetMeasure.objects.filter(target__plan=period.plan_id).update(is_approved=True)
    signer = {"signer_name": "Nguyễn Văn A"}
    report, _ = YearlyReport.objects.update_or_create(period=period, defaults=signer)
    for key in TOLD:
        SectionText.objects.get_or_create(
            report=report, key=key, number=1,
            defaults={"text": "Đã viết.", "saved_at": NOW},
        )  # fmt: skip


def hand_in_newest(period: Period, actor: User, today: date) -> YearlyReport:
    """Hand in the version that stands."""
    last = period.yearly_report.versions.first()
    number = last.number if last else 0
    return hand_in(period=period, number=number, actor=actor, today=today)
