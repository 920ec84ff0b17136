"""Words of the report that hold until somebody writes better ones."""

import re
from collections.abc import Mapping
from typing import Any

from agencies.models.heads import title_of
from kehoach.lib.dates import format_date, long_date
from kehoach.lib.text import small
from reporting.models import ReplacedReport, YearlyReport
from reporting.outline.bodies import body_of, place_of_plan
from tasks.duties.plan_then import plan_on
from tasks.models import Period, Plan

#: What stands for a plan's number and day until they are known.
NO_NUMBER, NO_DAY = "…/KH-UBND", "ngày … tháng … năm …"
DRAFT = "[Phần này viết ở trang Soạn từng mục]"
#: What a short title begins with when it says what is done.
VERBS = ("thực hiện", "triển khai")
_YEAR_OF_LAW = re.compile(r"\s+năm \d{4}$")


def what_is_done(plan: Plan) -> str:
    """Return «thực hiện Nghị quyết …», as the plan's short title says it."""
    short = plan.short_title
    bare = short.removeprefix("Kế hoạch ")
    if bare.startswith(VERBS):
        return bare
    return f"thực hiện {short[:1].lower()}{short[1:]}"


def matter_of(plan: Plan) -> str:
    """Return what the plan is about, «thực hiện …», as its reports say it."""
    return plan.matter or what_is_done(plan)


def subject_of(period: Period) -> str:
    """Return what a report of the period is about."""
    return f"Kết quả {matter_of(period.plan)} {period.words}"


def ministry_of(plan: Plan) -> str:
    """Return the ministry that the committee reports to."""
    return plan.ministry or "Bộ quản lý ngành"


def cited_basis(plan: Plan) -> list[str]:
    """Return what reports cite: the law, the plan's own basis, the plan."""
    return [said for said in (plan.law, plan.basis, plan_title(plan)) if said]


def plan_title(plan: Plan) -> str:
    """Return how the report cites the plan; a missing number is left as dots."""
    number = plan.number or NO_NUMBER
    day = long_date(plan.issued_on) if plan.issued_on else NO_DAY
    title = plan.title[:1].lower() + plan.title[1:]
    return f"Kế hoạch số {number} {day} của {plan.issuer} {title}"


def opening(period: Period) -> str:
    """Return the opening paragraph."""
    plan = period.plan
    return (
        f"Thực hiện {'; '.join(cited_basis(plan))}, "
        f"{plan.steering_agency.name} báo cáo {small(subject_of(period))}"
        f" (kỳ số liệu từ ngày {format_date(period.data_from)}"
        f" đến ngày {format_date(period.data_to)}) như sau:"
    )


def direction(period: Period) -> tuple[str, ...]:
    """Return the tasks of the time ahead that follow from the plan itself."""
    plan = period.plan
    matter, law = matter_of(plan), _YEAR_OF_LAW.sub("", plan.law)
    cited = ", ".join(said for said in (law, plan.basis) if said)
    about = "tổ chức thực hiện pháp luật về " if law else ""
    return (
        "Tiếp tục tổ chức triển khai thực hiện nghiêm túc"
        f" {f'{cited} và ' if cited else ''}Kế hoạch của {plan.issuer}.",
        "Đẩy mạnh tuyên truyền, quán triệt; bồi dưỡng người được giao nhiệm vụ"
        f" {about}{matter}.",
        "Đôn đốc các cơ quan, đơn vị, địa phương chưa báo cáo, báo cáo chậm; tăng cường"
        f" kiểm tra, giám sát việc {matter}.",
    )


def _recipients(plan: Plan) -> str:
    """Return the usual list of recipients."""
    return f"Như trên;\nLãnh đạo {plan.steering_agency};\nLưu: {plan.filed_at}."


def with_defaults(report: YearlyReport) -> YearlyReport:
    """Return the report with its empty words filled; nothing is stored."""
    plan = report.period.plan
    report.place = report.place or place_of_plan(plan)
    report.signer_capacity = report.signer_capacity or title_of(plan.steering_agency)
    report.recipients = report.recipients or _recipients(plan)
    return report


def without_defaults(period: Period, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to store: words left as proposed stay empty, so that they
    follow the plan's number and day when those become known.
    """
    proposed = with_defaults(YearlyReport(period=period))
    kept = {}
    for name, value in values.items():
        text = value.replace("\r\n", "\n") if isinstance(value, str) else value
        is_default = isinstance(text, str) and text == getattr(proposed, name, None)
        kept[name] = "" if is_default else text
    return kept


#: What a new report does to the issued one, in its title.
REPLACING = {"sua-doi": "sửa đổi, bổ sung", "thay-the": "thay thế"}


def replacing(report: YearlyReport) -> str:
    """Return « (thay thế Báo cáo số …)» of a report that puts an issued one right."""
    rows = ReplacedReport.objects.filter(report=report.pk)
    old = rows.first() if report.pk else None
    if old is None:
        return ""
    body = body_of(plan_on(report.period.plan, old.issued_on).steering_agency)
    return (
        f" ({REPLACING[old.kind]} Báo cáo số {old.number} ngày"
        f" {format_date(old.issued_on)} của {body})"
    )
