"""The Committee's report and its slip: what they print, and what is missing.

Both papers come from the frozen facts of the yearly report. When they are submitted they
are stored as values; from then on only what the signature needs follows the row.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kehoach.lib.refusals import RuleBroken
from reporting.committee.building import (
    committee_facts,
    signature_of,
    slip_facts,
    typed_recipients,
    with_proposed,
)
from reporting.facts import as_text
from reporting.facts import report as f
from reporting.facts.slip import SlipFacts
from reporting.kept.facts import frozen_facts_of, require_papers
from reporting.models import CommitteeReport, YearlyReport
from reporting.yearly.freezing import signed_by, standing_version

if TYPE_CHECKING:
    pass

#: What may still be entered once the papers are submitted.
SIGNING_FIELDS = (
    *("number", "issued_on", "place", "signer_capacity", "signer_name", "recipients"),
    *("slip_number", "slip_on", "slip_signer_capacity", "slip_signer_name"),
    *("slip_recipients", "office_opinion", "leader_opinion"),
)
#: Words that are stored when submitted; figures in them are marks.
PAPER_WORDS = (
    *("opening", "recommendations"),
    *("slip_matter", "slip_basis", "slip_summary", "slip_proposal"),
)
#: Field → what is said while it is missing.
NEEDED = {
    "signer_name": "chưa có họ tên người ký báo cáo",
    "signer_capacity": "chưa có chức vụ người ký báo cáo",
    "recipients": "chưa có nơi nhận của báo cáo",
    "slip_matter": "chưa có vấn đề trình",
    "slip_proposal": "chưa có ý kiến, đề xuất của cơ quan trình",
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

    report: f.YearlyFacts
    slip: SlipFacts


def paper_of(yearly: YearlyReport) -> CommitteeReport:
    """Return the year's paper, or a new one that is not stored yet."""
    found = CommitteeReport.objects.filter(report_id=yearly.pk).first()
    paper = found or CommitteeReport()
    paper.report = yearly
    return paper


def frozen_facts(yearly: YearlyReport) -> f.YearlyFacts | None:
    """Return the yearly report's stored facts; None while it is being written."""
    version = standing_version(yearly) if yearly.pk else None
    return signed_by(frozen_facts_of(version), yearly) if version else None


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
    require_papers(paper)
    report = as_text.load(paper.facts)
    slip = as_text.load_as(SlipFacts, paper.slip_facts)
    return Papers(
        replace(
            report,
            head=_head(report.head, paper.number, paper.issued_on, paper.place),
            recipients=typed_recipients(paper.recipients) or report.recipients,
            signature=_signature(
                report.signature, paper.signer_capacity, paper.signer_name
            ),
        ),
        replace(
            slip,
            head=_head(slip.head, paper.slip_number, paper.slip_on, paper.place),
            recipients=typed_recipients(paper.slip_recipients) or slip.recipients,
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


def paper_gaps_of(paper: CommitteeReport) -> list[tuple[str, str]]:
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
