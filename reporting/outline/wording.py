"""Words of the report that hold until somebody writes better ones."""

from collections.abc import Mapping
from typing import Any

from kehoach.lib.dates import format_date, long_date
from reporting.models import ReplacedReport, YearlyReport
from tasks.models import Period, Plan

LAW = "Luật Thực hiện dân chủ ở cơ sở năm 2022"
PLACE = "Khánh Hòa"
SUBJECT = "Kết quả thực hiện dân chủ ở cơ sở"
#: What stands for a plan's number and day until they are known.
NO_NUMBER, NO_DAY = "…/KH-UBND", "ngày … tháng … năm …"
DRAFT = "[Phần này viết ở trang Soạn từng mục]"


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
        f"Thực hiện {LAW}; {plan.basis}; {plan_title(plan)}, "
        f"{plan.steering_agency.name} báo cáo {SUBJECT.lower()}"
        f" {period.words} (kỳ số liệu từ ngày {format_date(period.data_from)}"
        f" đến ngày {format_date(period.data_to)}) như sau:"
    )


#: Kind → what comes after it.
_AHEAD = {
    Period.Kind.HALF: "6 tháng cuối năm {year}",
    Period.Kind.NINE_MONTHS: "3 tháng cuối năm {year}",
}


def next_words(period: Period) -> str:
    """Return the time that a report of the period looks ahead to."""
    ahead = _AHEAD.get(Period.Kind(period.kind))
    return ahead.format(year=period.year) if ahead else f"năm {period.year + 1}"


def direction(period: Period) -> tuple[str, ...]:
    """Return the tasks of the time ahead that follow from the plan itself."""
    return (
        "Tiếp tục tổ chức triển khai thực hiện nghiêm túc Luật Thực hiện dân chủ ở cơ"
        f" sở, {period.plan.basis} và Kế hoạch của {period.plan.issuer}.",
        "Đẩy mạnh tuyên truyền, quán triệt; bồi dưỡng người được giao nhiệm vụ tổ chức"
        " thực hiện pháp luật về thực hiện dân chủ ở cơ sở.",
        "Đôn đốc các cơ quan, đơn vị, địa phương chưa báo cáo, báo cáo chậm; tăng cường"
        " kiểm tra, giám sát việc thực hiện dân chủ ở cơ sở.",
    )


def _recipients(plan: Plan) -> str:
    """Return the usual list of recipients."""
    return f"Như trên;\nLãnh đạo {plan.steering_agency};\nLưu: VT, XDCQ."


def with_defaults(report: YearlyReport) -> YearlyReport:
    """Return the report with its empty words filled; nothing is stored."""
    report.place = report.place or PLACE
    report.signer_capacity = report.signer_capacity or "GIÁM ĐỐC"
    report.recipients = report.recipients or _recipients(report.period.plan)
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
    body = report.period.plan.steering_agency.name.removesuffix(" tỉnh Khánh Hòa")
    return (
        f" ({REPLACING[old.kind]} Báo cáo số {old.number} ngày"
        f" {format_date(old.issued_on)} của {body})"
    )
