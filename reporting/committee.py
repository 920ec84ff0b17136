"""The way of the Committee's report: drafted, submitted with its slip, issued.

Both papers come from the frozen facts of the yearly report. When they are submitted they
are stored as values; from then on only what the signature needs follows the row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction

from agencies.models import User
from reporting import facts as f
from reporting import facts_json
from reporting.builders.committee import (
    committee_facts,
    marks_of,
    recipients_of,
    signature_of,
    slip_facts,
    with_proposed,
)
from reporting.facts_slip import SlipFacts
from reporting.freezing import signed_by, standing_version
from reporting.models import CommitteeEvent, CommitteeReport, YearlyReport
from reporting.placeholders import unknown_keys
from reporting.signed import keep_signed
from tasks.access import can_review
from tasks.models import Period
from tasks.services.errors import InvalidInput, NotAllowed, RuleBroken, StaleVersion

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

State, Kind = CommitteeReport.State, CommitteeEvent.Kind
#: What may still be entered once the papers are submitted.
SIGNING_FIELDS = (
    *("number", "issued_on", "place", "signer_capacity", "signer_name", "recipients"),
    *("slip_number", "slip_on", "slip_signer_capacity", "slip_signer_name"),
    *("slip_recipients", "office_opinion", "leader_opinion"),
)
#: Words that are stored when submitted; figures in them are marks.
WORDS = (
    *("opening", "recommendations"),
    *("slip_matter", "slip_basis", "slip_summary", "slip_proposal"),
)
#: Field → what is said while it is missing.
NEEDED = {
    "signer_name": "chưa có họ tên người ký báo cáo",
    "signer_capacity": "chưa có chức vụ người ký báo cáo",
    "recipients": "chưa có nơi nhận của báo cáo",
    "slip_matter": "chưa có vấn đề trình",
    "slip_proposal": "chưa có ý kiến, đề xuất của Sở",
    "slip_signer_name": "chưa có họ tên người ký phiếu trình",
}


class NotFrozen(RuleBroken):
    """There are no facts to make the papers from."""

    default = "Chốt số liệu báo cáo năm trước: hai văn bản lấy số liệu đã chốt."


class PaperIssued(RuleBroken):
    """An issued paper is never rewritten."""

    default = "Báo cáo gửi Bộ đã ban hành nên không sửa được."


@dataclass(frozen=True)
class Papers:
    """The report to the ministry and the slip, ready to print."""

    report: f.YearlyReport
    slip: SlipFacts


def paper_of(yearly: YearlyReport) -> CommitteeReport:
    """Return the year's paper, or a new one that is not stored yet."""
    found = CommitteeReport.objects.filter(report_id=yearly.pk).first()
    paper = found or CommitteeReport()
    paper.report = yearly
    return paper


def frozen_facts(yearly: YearlyReport) -> f.YearlyReport | None:
    """Return the yearly report's stored facts; None while it is being written."""
    version = standing_version(yearly) if yearly.pk else None
    return signed_by(facts_json.load(version.facts), yearly) if version else None


def papers_of(paper: CommitteeReport) -> Papers | None:
    """Return both papers: as submitted, or as they would be; None without facts."""
    if not paper.is_drafting:
        return _signed(paper)
    found = frozen_facts(paper.report)
    if found is None:
        return None
    written = with_proposed(paper, found)
    return Papers(committee_facts(written, found), slip_facts(written, found))


def _signed(paper: CommitteeReport) -> Papers:
    """Return what was submitted with number, day, signer, recipients and opinions."""
    report = facts_json.load(paper.facts)
    slip = facts_json.load_as(SlipFacts, paper.slip_facts)
    return Papers(
        replace(
            report,
            head=_head(report.head, paper.number, paper.issued_on, paper.place),
            recipients=recipients_of(paper.recipients) or report.recipients,
            signature=_signature(
                report.signature, paper.signer_capacity, paper.signer_name
            ),
        ),
        replace(
            slip,
            head=_head(slip.head, paper.slip_number, paper.slip_on, paper.place),
            recipients=recipients_of(paper.slip_recipients) or slip.recipients,
            signature=_signature(
                slip.signature, paper.slip_signer_capacity, paper.slip_signer_name
            ),
            office_opinion=paper.office_opinion,
            leader_opinion=paper.leader_opinion,
        ),
    )


def _head(
    head: f.DocumentHead, number: str, day: date | None, place: str
) -> f.DocumentHead:
    return replace(head, number=number, day=day, place=place or head.place)


def _signature(stored: f.Signature, capacity: str, name: str) -> f.Signature:
    given = signature_of(capacity, name)
    return f.Signature(given.capacity or stored.capacity, given.name)


def gaps_of(paper: CommitteeReport) -> list[tuple[str, str]]:
    """Return what is missing before submitting, each with the field it belongs to."""
    found = frozen_facts(paper.report)
    written = with_proposed(paper, found)
    plan = paper.report.period.plan
    missing = [("chot", "chưa chốt số liệu báo cáo năm")] if found is None else []
    if not plan.number:
        missing.append(("ke-hoach", "kế hoạch chưa có số, ký hiệu"))
    if plan.issued_on is None:
        missing.append(("ke-hoach", "kế hoạch chưa có ngày ban hành"))
    return missing + [
        (name, words) for name, words in NEEDED.items() if not getattr(written, name)
    ]


def _locked(period: Period, actor: User, today: date) -> CommitteeReport:
    if not can_review(actor, period.plan, today):
        raise NotAllowed
    yearly, _ = YearlyReport.objects.get_or_create(period=period)
    yearly.period = period
    row, _ = CommitteeReport.objects.get_or_create(report=yearly)
    paper = CommitteeReport.objects.select_for_update(of=("self",)).get(pk=row.pk)
    paper.report = yearly
    if not paper.is_editable:
        raise PaperIssued
    return paper


@transaction.atomic
def save_paper(  # noqa: PLR0913 -- what is saved, by whom, over which version, when
    *,
    period: Period,
    values: Mapping[str, Any],
    version: int,
    actor: User,
    today: date,
    now: datetime,
) -> CommitteeReport:
    """Store words, numbers, signers and opinions unless others were stored between."""
    paper = _locked(period, actor, today)
    if paper.version != version:
        message = "Người khác vừa lưu. Xem bản mới rồi lưu tiếp."
        raise StaleVersion(message)
    if paper.is_drafting:
        _check_marks(values, frozen_facts(paper.report))
    for name in (*SIGNING_FIELDS, *(WORDS if paper.is_drafting else ())):
        setattr(paper, name, values[name])
    paper.version += 1
    paper.updated_by, paper.updated_at = actor, now
    paper.save()
    return paper


def _check_marks(values: Mapping[str, Any], found: f.YearlyReport | None) -> None:
    """Refuse marks that no figure has; without frozen facts none is known yet."""
    known = marks_of(found) if found else {}
    problems = {
        name: f"Không có số liệu [[{wrong[0].strip('[]')}]]. Chọn khóa trong danh sách."
        for name in WORDS
        if (wrong := unknown_keys(values[name], known))
    }
    if problems:
        raise InvalidInput(problems=problems)


@transaction.atomic
def submit_paper(
    *, period: Period, actor: User, today: date, now: datetime
) -> CommitteeReport:
    """Store both papers as values: «đã trình»; refused while something is missing."""
    paper = _locked(period, actor, today)
    if not paper.is_drafting:
        message = "Báo cáo gửi Bộ đã trình."
        raise RuleBroken(message)
    if missing := gaps_of(paper):
        message = "Chưa trình được: " + "; ".join(words for _, words in missing) + "."
        raise RuleBroken(message)
    papers = papers_of(paper)
    if papers is None:
        raise NotFrozen
    report, slip = facts_json.dump(papers.report), facts_json.dump(papers.slip)
    paper.facts, paper.slip_facts = report, slip
    paper.sha256 = sha256(f"{report}\n{slip}".encode()).hexdigest()
    paper.frozen = standing_version(paper.report)
    written = with_proposed(paper, frozen_facts(paper.report))
    for name in SIGNING_FIELDS:
        setattr(paper, name, getattr(written, name))
    paper.state = State.SUBMITTED
    paper.version += 1
    paper.save()
    _record(paper, Kind.SUBMITTED, actor, today, now)
    return paper


@transaction.atomic
def take_back(
    *, period: Period, reason: str, actor: User, today: date, now: datetime
) -> CommitteeReport:
    """Let a submitted paper be written again, with a reason."""
    paper = _locked(period, actor, today)
    if paper.is_drafting:
        message = "Báo cáo gửi Bộ đang soạn."
        raise RuleBroken(message)
    if not reason.strip():
        message = "Nhập lý do rút về."
        raise InvalidInput(message, field="reason")
    paper.state = State.DRAFTING
    paper.version += 1
    paper.save()
    _record(paper, Kind.TAKEN_BACK, actor, today, now, note=reason.strip()[:300])
    return paper


@transaction.atomic
def issue_paper(
    *,
    period: Period,
    upload: "UploadedFile[Any]",
    actor: User,
    today: date,
    now: datetime,
) -> CommitteeReport:
    """Record that the Committee issued the report, with its signed PDF."""
    paper = _locked(period, actor, today)
    if paper.state != State.SUBMITTED:
        message = "Chỉ ghi nhận ban hành sau khi đã trình."
        raise RuleBroken(message)
    if not paper.number or paper.issued_on is None:
        message = "Nhập số, ký hiệu và ngày ban hành trước."
        raise InvalidInput(message, field="number")
    keep_signed(paper, upload)
    paper.state = State.ISSUED
    paper.version += 1
    paper.save()
    _record(paper, Kind.ISSUED, actor, today, now, note=paper.number)
    return paper


def _record(  # noqa: PLR0913, PLR0917 -- one line of the journal
    paper: CommitteeReport,
    kind: str,
    actor: User,
    today: date,
    now: datetime,
    note: str = "",
) -> None:
    CommitteeEvent.objects.create(
        paper=paper,
        kind=kind,
        actor=actor,
        effective_on=today,
        recorded_at=now,
        note=note,
        sha256=paper.sha256,
    )
