"""The papers of a closed period, as files of the archive («hồ sơ»): reports, letters,
what the agencies reported.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from reporting.committee.papers import papers_of
from reporting.files.slip_docx import render_slip
from reporting.files.yearly_docx import render_docx
from reporting.models import (
    CommitteeReport,
    Erratum,
    FrozenReport,
    ReplacedReport,
    YearlyReport,
)
from reporting.outline.wording import ministry_of
from reporting.word_template.keeping import content_of
from reporting.yearly.documents import DOCX, XLSX, rendered
from reporting.yearly.freezing import printed, standing_version
from tasks.duties.plan_then import PlanThen
from tasks.models import Period, UnitReport, UrgingLetter

Made = Callable[[], bytes]


@dataclass(frozen=True)
class Sheet:
    """One document: what it is, who made it; a stored file, or how its file is made."""

    number: str
    day: date | None
    title: str
    author: str
    name: str = ""
    file: Any = None
    made: Made | None = None


@dataclass(frozen=True)
class Folder:
    """One «hồ sơ»: its title and its documents."""

    title: str
    sheets: Sequence[Sheet]


def folders_of(period: Period) -> list[Folder]:
    """Return the files of the period that hold something; nine queries, and one more
    for each day on which the plan was called or steered otherwise than today.
    """
    words, then = period.words, PlanThen(period.plan)
    report = YearlyReport.objects.filter(period=period).first()
    day = report.issued_on if report and report.issued_on else period.words_day()
    title = f"Báo cáo {words} của {then.on(day).steering_agency}"
    found = [
        Folder(title, list(_reports(period, report, then))),
        Folder(
            f"Công văn yêu cầu báo cáo, đôn đốc {words}", list(_letters(period, then))
        ),
        Folder(f"Báo cáo {words} của các đơn vị", list(_of_agencies(period))),
    ]
    return [folder for folder in found if folder.sheets]


def is_issued(period: Period) -> bool:
    """Return whether the period's report went out."""
    state = YearlyReport.State.ISSUED
    return YearlyReport.objects.filter(period=period, state=state).exists()


def _reports(
    period: Period, report: YearlyReport | None, then: PlanThen
) -> Iterator[Sheet]:
    if report is None:
        return
    if report.signed_file:
        yield Sheet(
            report.number, report.issued_on, f"Báo cáo {period.words}",
            _by(then, report.issued_on, report.signer_name), report.signed_name, report.signed_file,
        )  # fmt: skip
    if version := standing_version(report):
        yield from _of_version(version, report, _by(then, version.frozen_on))
    for old in ReplacedReport.objects.filter(report=report).order_by("pk"):
        title = f"Báo cáo {period.words} ({old.get_kind_display().lower()} bởi bản sau)"
        yield Sheet(
            old.number, old.issued_on, title, _by(then, old.issued_on, old.signer_name),
            old.signed_name, old.signed_file,
        )  # fmt: skip
    for each in Erratum.objects.filter(period=period, is_issued=True):
        yield Sheet(
            each.number, each.issued_on, f"Đính chính Báo cáo số {each.report_number}",
            _by(then, each.issued_on, each.signer_name), each.signed_name,
            each.signed_file,
        )  # fmt: skip
    for paper in CommitteeReport.objects.filter(report=report):
        paper.report = report
        yield from _of_committee(paper, period, then)


def _by(then: PlanThen, day: date | None, signer: str = "") -> str:
    """Return who steered the plan on the day, and who signed."""
    return _author(signer, str(then.on(day).steering_agency))


def _author(signer: str, body: str) -> str:
    return f"{body}\n{signer}" if signer else body


def _of_version(
    version: FrozenReport, report: YearlyReport, steering: str
) -> Iterator[Sheet]:
    """Yield the frozen version as the portal prints it: text, annexes, PDF."""
    stored = partial(printed, version, report)
    about, on = f"bản số liệu {version.number}", version.frozen_on
    yield Sheet(
        "", on, f"Báo cáo kèm các phụ lục, {about}", steering, "Báo cáo.docx",
        made=lambda: rendered(stored(), DOCX, content_of(version.template)),
    )  # fmt: skip
    yield Sheet(
        "", on, f"Các phụ lục số liệu, {about}", steering, "Phụ lục.xlsx",
        made=lambda: rendered(stored(), XLSX),
    )  # fmt: skip
    yield Sheet(
        "", on, f"Dữ kiện của báo cáo, {about}", steering, "Dữ kiện.json",
        made=lambda: (printed(version, report), version.facts.encode())[1],
    )  # fmt: skip
    if version.pdf:
        yield Sheet(
            "", on, f"Báo cáo dạng PDF, {about}", steering, "Báo cáo.pdf", version.pdf
        )


def _of_committee(
    paper: CommitteeReport, period: Period, then: PlanThen
) -> Iterator[Sheet]:
    plan = then.on(paper.issued_on or paper.slip_on)
    ministry, steering = ministry_of(plan), str(plan.steering_agency)
    title = f"Báo cáo {period.words} gửi {ministry}"
    if paper.signed_file:
        yield Sheet(
            paper.number, paper.issued_on, title,
            _author(paper.signer_name, plan.issuer), paper.signed_name,
            paper.signed_file,
        )  # fmt: skip
    if paper.is_drafting:
        return
    yield Sheet(
        paper.slip_number, paper.slip_on, f"Phiếu trình báo cáo gửi {ministry}",
        _author(paper.slip_signer_name, steering), "Phiếu trình.docx",
        made=lambda: render_slip(_papers(paper).slip),
    )  # fmt: skip
    yield Sheet(
        "", paper.slip_on, f"{title}, bản trình", steering, "Báo cáo gửi Bộ.docx",
        made=lambda: render_docx(_papers(paper).report),
    )  # fmt: skip


def _papers(paper: CommitteeReport) -> Any:
    found = papers_of(paper)
    assert found  # noqa: S101 -- submitted papers are stored
    return found


def _letters(period: Period, then: PlanThen) -> Iterator[Sheet]:
    sent = UrgingLetter.objects.filter(period=period, sent_at__isnull=False)
    for letter in sent.order_by("signed_on", "pk"):
        committee = letter.issuer == UrgingLetter.Issuer.COMMITTEE
        plan = then.on(letter.signed_on)
        author = plan.issuer if committee else str(plan.steering_agency)
        yield Sheet(
            letter.number, letter.signed_on,
            f"{letter.get_purpose_display()}: {letter.about}",
            _author(letter.signer_name, author), letter.file_name, letter.file,
        )  # fmt: skip


def _of_agencies(period: Period) -> Iterator[Sheet]:
    rows = UnitReport.objects.standing().filter(period=period).select_related("agency")
    for each in rows.order_by("agency__sort_key", "pk"):
        yield Sheet(
            each.number, each.signed_on, f"Báo cáo {period.words}",
            _author(each.signer, str(each.agency)),
            f"{each.agency.short_name} {each.file_name}", each.file,
        )  # fmt: skip
