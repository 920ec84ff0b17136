"""The report for machines, and the file that leads each figure to its rows."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kehoach.site.downloads import saved_as_file
from reporting.counting.links import kinds_of_annexes, rows_address_of
from reporting.doors.access import reported_or_404
from reporting.facts.as_text import facts_digest
from reporting.facts.figure_keys import printed_figures
from reporting.files.yearly_data import report_csv, report_json, sources_xlsx
from reporting.yearly.freezing import facts_for, standing_version
from reporting.yearly.report_words import report_of
from tasks.models import Period


@require_safe
def yearly_json(request: HttpRequest, key: str) -> HttpResponse:
    """Give the report as JSON; its state says whether it is frozen."""
    period, today = _period(request, key), timezone.localdate()
    facts = facts_for(period=period, today=today)
    report = report_of(period)
    version = standing_version(report)
    content = report_json(
        facts,
        state=report.state,
        version=version.number if version else 0,
        sha256=version.sha256 if version else facts_digest(facts),
    )
    return saved_as_file(content, f"bao-cao-nam-{key}.json")


@require_safe
def yearly_csv(request: HttpRequest, key: str) -> HttpResponse:
    """Give every printed figure as a line of CSV."""
    facts = facts_for(period=_period(request, key), today=timezone.localdate())
    return saved_as_file(report_csv(facts), f"bao-cao-nam-{key}.csv")


@require_safe
def yearly_sources(request: HttpRequest, key: str) -> HttpResponse:
    """Give «Bảng đối chiếu nguồn số liệu» as XLSX."""
    period = _period(request, key)
    facts = facts_for(period=period, today=timezone.localdate())
    title = f"Đối chiếu nguồn số liệu, báo cáo {period.words}"
    kinds = kinds_of_annexes(period.plan)
    content = sources_xlsx(
        printed_figures(facts),
        lambda one: f"{settings.SITE_URL}{rows_address_of(one, period, kinds)}",
        title,
    )
    return saved_as_file(content, f"doi-chieu-bao-cao-{key}.xlsx")


def _period(request: HttpRequest, key: str) -> Period:
    return reported_or_404(request, key, timezone.localdate())
