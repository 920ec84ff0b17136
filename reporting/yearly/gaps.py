"""What is missing before a report can be handed in for signing, and where it is put right."""

import re
from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Self

from reporting.facts.report import ReportSection
from reporting.facts.report import YearlyFacts as Facts
from reporting.models import YearlyReport
from reporting.outline.wording import DRAFT, NO_DAY, NO_NUMBER, with_defaults
from tasks.models import Plan, TargetMeasure

#: Where on other pages something is entered.
_PLAN, PERIOD, WORKSHOP, REOPEN = "ke-hoach", "ky", "soan", "mo-lai"
_MEASURE = "cach-do"
#: What a draft says of measures that nobody approved; no signed paper says it.
PENDING = re.compile(r"chờ ([^.,;()]+ )?phê duyệt")


class ReportGap(str):
    """What is missing, in words; `where` is the field or the page that takes it, `key`
    the section or the target there.
    """

    __slots__ = ("key", "where")
    where: str
    key: str

    def __new__(cls, words: str, where: str, key: str = "") -> Self:
        """Keep where it is entered beside the words."""
        gap = super().__new__(cls, words)
        gap.where, gap.key = where, key
        return gap


def report_gaps(report: YearlyReport, on: date, facts: Facts) -> list[ReportGap]:
    """Return what is missing before the report can be handed in for signing."""
    period, plan = report.period, report.period.plan
    printed = with_defaults(copy(report))
    wanted = [
        (plan.number, "kế hoạch chưa có số, ký hiệu", _PLAN),
        (plan.issued_on, "kế hoạch chưa có ngày ban hành", _PLAN),
        (
            report.is_drafting or not (plan.is_signed and has_dots(facts)),
            "lời đã chốt còn để dấu chấm chỗ số, ngày kế hoạch: mở lại rồi chốt lại",
            REOPEN,
        ),
        (
            report.is_drafting or not PENDING.search(facts.scope_note),
            "lời đã chốt còn ghi cách đo chờ phê duyệt: mở lại rồi chốt lại",
            REOPEN,
        ),
        (report.signer_name, "chưa có họ tên người ký", "signer_name"),
        (
            printed.signer_capacity.strip(),
            "chưa có chức vụ người ký",
            "signer_capacity",
        ),
        (printed.recipients.strip(), "chưa có nơi nhận", "recipients"),
        (on > period.data_to, "kỳ số liệu chưa kết thúc", PERIOD),
        (not period.is_open, "kỳ báo cáo chưa chốt số liệu", PERIOD),
    ]
    return [
        *(ReportGap(words, where) for present, words, where in wanted if not present),
        *unwritten(facts.sections),
        *unapproved(plan),
    ]


def has_dots(facts: Facts) -> bool:
    """Return whether the opening cites a plan without number or day."""
    said = "\n".join(facts.opening)
    return NO_NUMBER in said or NO_DAY in said


def unwritten(sections: Iterable[ReportSection]) -> list[ReportGap]:
    """Return the sections that wait for somebody's words, or for who stands for them."""
    found = []
    for section in sections:
        title = section.title or section.heading.partition(" ")[2]
        name = title[:1].lower() + title[1:]
        is_bare = not (section.paragraphs or section.children or section.shows_targets)
        if is_bare or DRAFT in section.paragraphs:
            found.append(ReportGap(f"chưa viết {name}", WORKSHOP, section.key))
        elif section.is_draft:
            words = f"chưa ai xác nhận dự thảo {name}"
            found.append(ReportGap(words, WORKSHOP, section.key))
        found += unwritten(section.children)
    return found


def unapproved(plan: Plan) -> list[ReportGap]:
    """Return the measures that are proposals still."""
    rows = TargetMeasure.objects.filter(target__plan=plan, is_approved=False)
    return [
        ReportGap(
            f"chưa phê duyệt cách đo {row.code} {row.short_title}",
            _MEASURE,
            str(row.pk),
        )
        for row in rows.order_by("target__position", "position")
    ]
