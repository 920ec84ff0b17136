"""Words of the report that hold until somebody writes better ones."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date
from typing import Any, Self

from kehoach.lib.dates import format_date, long_date
from reporting.facts import ReportSection
from reporting.facts import YearlyReport as Facts
from reporting.models import YearlyReport
from tasks.models import Period, Plan

LAW = "Luật Thực hiện dân chủ ở cơ sở năm 2022"
PLACE = "Khánh Hòa"
SUBJECT = "Kết quả thực hiện dân chủ ở cơ sở"
MEASURES_NOTE = "Cách đo từng mục tiêu là đề xuất, chờ Sở Nội vụ phê duyệt."
#: What stands for a plan's number and day until they are known.
NO_NUMBER, NO_DAY = "…/KH-UBND", "ngày … tháng … năm …"
DRAFT = "[Phần này do Sở Nội vụ viết ở trang Soạn từng mục]"


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
AHEAD = {
    Period.Kind.HALF: "6 tháng cuối năm {year}",
    Period.Kind.NINE_MONTHS: "3 tháng cuối năm {year}",
}


def next_words(period: Period) -> str:
    """Return the time that a report of the period looks ahead to."""
    ahead = AHEAD.get(Period.Kind(period.kind))
    return ahead.format(year=period.year) if ahead else f"năm {period.year + 1}"


def direction(period: Period) -> tuple[str, ...]:
    """Return the tasks of the time ahead that follow from the plan itself."""
    return (
        "Tiếp tục tổ chức triển khai thực hiện nghiêm túc Luật Thực hiện dân chủ ở cơ"
        " sở, Nghị quyết số 15/2024/NQ-HĐND và Kế hoạch của Ủy ban nhân dân tỉnh.",
        "Đẩy mạnh tuyên truyền, quán triệt; bồi dưỡng người được giao nhiệm vụ tổ chức"
        " thực hiện pháp luật về thực hiện dân chủ ở cơ sở.",
        "Đôn đốc các cơ quan, đơn vị, địa phương chưa báo cáo, báo cáo chậm; tăng cường"
        " kiểm tra, giám sát việc thực hiện dân chủ ở cơ sở.",
    )


def recipients() -> str:
    """Return the usual list of recipients."""
    return "Như trên;\nLãnh đạo Sở;\nLưu: VT, XDCQ."


def with_defaults(report: YearlyReport) -> YearlyReport:
    """Return the report with its empty words filled; nothing is stored."""
    report.place = report.place or PLACE
    report.signer_capacity = report.signer_capacity or "GIÁM ĐỐC"
    report.recipients = report.recipients or recipients()
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


def unwritten(sections: Iterable[ReportSection]) -> list[str]:
    """Return the titles of the sections that still wait for somebody's words."""
    found = []
    for section in sections:
        is_bare = not (section.paragraphs or section.children or section.shows_targets)
        if is_bare or DRAFT in section.paragraphs:
            found.append(section.title or section.heading.partition(" ")[2])
        found += unwritten(section.children)
    return found


class Gap(str):
    """What is missing, in words; `where` is the field or the page that takes it."""

    __slots__ = ("where",)
    where: str

    def __new__(cls, words: str, where: str) -> Self:
        """Keep where it is entered beside the words."""
        gap = super().__new__(cls, words)
        gap.where = where
        return gap


def has_dots(facts: Facts) -> bool:
    """Return whether the opening cites a plan without number or day."""
    said = "\n".join(facts.opening)
    return NO_NUMBER in said or NO_DAY in said


#: Where on other pages something is entered.
PLAN, PERIOD, WORKSHOP, REOPEN = "ke-hoach", "ky", "soan", "mo-lai"


def gaps(report: YearlyReport, on: date, facts: Facts) -> list[Gap]:
    """Return what is missing before the report can be handed in for signing."""
    period, plan = report.period, report.period.plan
    printed = with_defaults(copy(report))
    waiting = unwritten(facts.sections)
    wanted = [
        (plan.number, "kế hoạch chưa có số, ký hiệu", PLAN),
        (plan.issued_on, "kế hoạch chưa có ngày ban hành", PLAN),
        (
            report.is_drafting or not (plan.is_signed and has_dots(facts)),
            "lời đã chốt còn để dấu chấm chỗ số, ngày kế hoạch: mở lại rồi chốt lại",
            REOPEN,
        ),
        (report.signer_name, "chưa có họ tên người ký", "signer_name"),
        (
            printed.signer_capacity.strip(),
            "chưa có chức vụ người ký",
            "signer_capacity",
        ),
        (printed.recipients.strip(), "chưa có nơi nhận", "recipients"),
        *(
            (False, f"chưa viết {each[:1].lower()}{each[1:]}", WORKSHOP)
            for each in waiting
        ),
        (on > period.data_to, "kỳ số liệu chưa kết thúc", PERIOD),
        (not period.is_open, "kỳ báo cáo chưa chốt số liệu", PERIOD),
    ]
    return [Gap(words, where) for present, words, where in wanted if not present]
