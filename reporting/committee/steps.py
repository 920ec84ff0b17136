"""The steps of the Committee's papers: saved, submitted, taken back, issued."""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from reporting.committee.building import marks_of, with_proposed
from reporting.committee.papers import (
    PAPER_WORDS,
    SIGNING_FIELDS,
    NotFrozen,
    PaperIssued,
    frozen_facts,
    paper_gaps_of,
    papers_of,
)
from reporting.doors.saving import require_steering, require_version, take
from reporting.facts import as_text
from reporting.facts import report as f
from reporting.facts.figure_marks import unknown_keys
from reporting.kept.facts import chain
from reporting.kept.signed_pdf import keep_signed
from reporting.models import CommitteeEvent, CommitteeReport, YearlyReport
from reporting.yearly.freezing import standing_version
from tasks.duties.errors import InvalidInput
from tasks.duties.locks import hold
from tasks.models import Period

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


def _locked(period: Period, actor: User, today: date) -> CommitteeReport:
    require_steering(period, actor, today)
    yearly, _ = YearlyReport.objects.get_or_create(period=period)
    yearly.period = period
    row, _ = CommitteeReport.objects.get_or_create(report=yearly)
    paper = hold(CommitteeReport.objects).get(pk=row.pk)
    paper.report = yearly
    if not paper.is_editable:
        raise PaperIssued
    return paper


@transaction.atomic
def save_paper(
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
    require_version(paper, version, "văn bản")
    if paper.is_drafting:
        _check_marks(values, frozen_facts(paper.report))
    take(paper, values, (*SIGNING_FIELDS, *(PAPER_WORDS if paper.is_drafting else ())))
    paper.updated_by, paper.updated_at = actor, now
    paper.save()
    return paper


def _check_marks(values: Mapping[str, Any], found: f.YearlyFacts | None) -> None:
    """Refuse marks that no figure has; without frozen facts none is known yet."""
    known = marks_of(found) if found else {}
    problems = {
        name: f"Không có số liệu [[{wrong[0].strip('[]')}]]. Chọn khóa trong danh sách."
        for name in PAPER_WORDS
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
    if missing := paper_gaps_of(paper):
        message = "Chưa trình được: " + "; ".join(words for _, words in missing) + "."
        raise RuleBroken(message)
    papers = papers_of(paper)
    if papers is None:
        raise NotFrozen
    report, slip = as_text.dump(papers.report), as_text.dump(papers.slip)
    paper.facts, paper.slip_facts = report, slip
    paper.sha256 = sha256(f"{report}\n{slip}".encode()).hexdigest()
    paper.frozen = standing_version(paper.report)
    written = with_proposed(paper, frozen_facts(paper.report))
    for name in SIGNING_FIELDS:
        setattr(paper, name, getattr(written, name))
    paper.state = CommitteeReport.State.SUBMITTED
    paper.version += 1
    paper.save()
    _record(paper, CommitteeEvent.Kind.SUBMITTED, actor, today, now)
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
    paper.state = CommitteeReport.State.DRAFTING
    paper.version += 1
    paper.save()
    _record(
        paper,
        CommitteeEvent.Kind.TAKEN_BACK,
        actor,
        today,
        now,
        note=reason.strip()[:300],
    )
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
    if paper.state != CommitteeReport.State.SUBMITTED:
        message = "Chỉ ghi nhận ban hành sau khi đã trình."
        raise RuleBroken(message)
    if not paper.number or paper.issued_on is None:
        message = "Nhập số, ký hiệu và ngày ban hành trước."
        raise InvalidInput(message, field="number")
    keep_signed(paper, upload)
    paper.state = CommitteeReport.State.ISSUED
    paper.version += 1
    paper.save()
    _record(paper, CommitteeEvent.Kind.ISSUED, actor, today, now, note=paper.number)
    chain(paper, paper.sha256, None)
    return paper


def _record(
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
