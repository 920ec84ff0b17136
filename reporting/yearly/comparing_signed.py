"""The signed yearly report beside ours."""

from datetime import datetime

from reporting.models import YearlyReport
from reporting.signed.words import compare_signed
from reporting.yearly.documents import DOCX, rendered
from reporting.yearly.freezing import printed, standing_version


def compare_report(*, report_id: int, now: datetime) -> YearlyReport:
    """Compare the signed yearly report with what the frozen facts print."""
    report = YearlyReport.objects.get(pk=report_id)
    version = standing_version(report)
    if report.signed_file and version:
        docx = rendered(printed(version, report), DOCX)
        compare_signed(paper=report, docx=docx, now=now)
    return report
