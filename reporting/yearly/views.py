"""«Báo cáo năm»: the facts as a page, the words to write, the files to take."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from reporting.counting.links import kinds_of_annexes, linked_totals
from reporting.doors.access import periods_for, reported, reported_or_404
from reporting.files.yearly_annexes import annex_places_of, documents_shown
from reporting.models import Erratum, ReplacedReport
from reporting.outline.wording import (
    ministry_of,
    with_defaults,
    without_defaults,
)
from reporting.yearly.documents import DOCX, XLSX, as_attachment
from reporting.yearly.forms import YearlyReportForm
from reporting.yearly.freezing import facts_for, standing_version, template_for
from reporting.yearly.gaps import report_gaps
from reporting.yearly.report_words import report_of, save_words
from reporting.yearly.section_sources import sources_of
from tasks.doors.request_params import asked_plan, to_plan
from tasks.duties.access import can_review
from tasks.duties.errors import StaleVersion
from tasks.models import Period
from tasks.periods.days import may_manage_periods


@require_safe
def yearly_home(request: HttpRequest) -> HttpResponse:
    """Go to the yearly report that is meant today, or say that no period is open."""
    user, today = cast(User, request.user), timezone.localdate()
    rows = periods_for(user, today).filter(plan=asked_plan(request))
    period = rows.filter(part_of="").meant_first(today).first()
    if period is None:
        return redirect("tasks:desk_home")
    return to_plan(request, "reporting:yearly", key=period.key)


@require_http_methods(["GET", "HEAD", "POST"])
def yearly(request: HttpRequest, key: str) -> HttpResponse:
    """Show the facts of the period; the steering agency writes the words."""
    user, today = cast(User, request.user), timezone.localdate()
    period = reported_or_404(request, key, today)
    report = report_of(period)
    writes = can_review(user, period.plan, today)
    form = YearlyReportForm(
        request.POST or None, instance=with_defaults(report), today=today
    )
    if request.method == "POST" and form.is_valid() and _saved(request, period, form):
        return to_plan(request, "reporting:yearly", key=key)
    report = with_defaults(report_of(period))
    facts = facts_for(period=period, today=today)
    context = {
        "period": period,
        "ministry": ministry_of(period.plan),
        "facts": facts,
        "places": annex_places_of(facts),
        "documents": documents_shown(facts),
        "sources": sources_of(period, report, facts),
        "totals": linked_totals(facts, period, kinds_of_annexes(period.plan)),
        "version": standing_version(report),
        "versions": report.versions.all() if report.pk else [],
        "writes": writes,
        "errata": Erratum.objects.filter(period=period, is_issued=True),
        "replaced": ReplacedReport.objects.filter(report=report) if report.pk else [],
        "edits": writes and report.is_drafting,
        "manages": may_manage_periods(user, period.plan.steering_agency_id, today),
        "report": report,
        "form": form if writes and report.is_editable else None,
        "gaps": report_gaps(report, today, facts),
        "others": reported(user, today).filter(plan=period.plan).exclude(pk=period.pk),
    }
    return render(request, "reporting/yearly/yearly.html", context)


def _saved(request: HttpRequest, period: Period, form: YearlyReportForm) -> bool:
    today, now = read_clock()
    try:
        save_words(
            period=period,
            values=without_defaults(period, form.cleaned_data),
            version=form.cleaned_data["version"],
            actor=cast(User, request.user),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        form.add_error(None, error.message)
        if isinstance(error, StaleVersion):
            form.meet(with_defaults(report_of(period)))
        return False
    messages.success(request, "Đã lưu số, ngày, người ký, nơi nhận.")
    return True


@require_safe
def yearly_docx(request: HttpRequest, key: str) -> HttpResponse:
    """Give the report as DOCX."""
    return _file(request, key, DOCX)


@require_safe
def yearly_xlsx(request: HttpRequest, key: str) -> HttpResponse:
    """Give the report's tables as XLSX."""
    return _file(request, key, XLSX)


def _file(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    today = timezone.localdate()
    period = reported_or_404(request, key, today)
    facts = facts_for(period=period, today=today)
    template = template_for(period) if kind == DOCX else None
    return as_attachment(facts, kind, name=f"bao-cao-nam-{key}", template=template)
