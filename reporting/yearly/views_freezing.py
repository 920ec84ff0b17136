"""The steps of the yearly report: freeze, reopen, hand in, issue."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.asked.asking import ask
from agencies.asked.waking import wake
from agencies.models import User
from kehoach.lib.keys import key_of
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from reporting.doors.access import reported_or_404
from reporting.signed.words import compare_again
from reporting.yearly.freezing import freeze, hand_in, issue, reopen, standing_version
from reporting.yearly.pdf import request_pdf
from reporting.yearly.report_words import report_of
from tasks.doors.request_params import to_plan
from tasks.evidence.file_types import PDF
from tasks.evidence.views import download_file
from tasks.models import Period

COMPARE_REPORT, _MAKE_PDF = "reporting.compare_signed_report", "reporting.make_pdf"


def _step(
    request: HttpRequest, key: str, work: Callable[..., Any], done: str, **more: Any
) -> HttpResponse:
    """Make one step, say how it went and show the report."""
    user, today = cast(User, request.user), timezone.localdate()
    period: Period = reported_or_404(request, key, today)
    try:
        work(period=period, actor=user, today=today, **more)
        messages.success(request, done)
    except RuleBroken as error:
        messages.error(request, error.message)
    return to_plan(request, "reporting:yearly", key=key)


@require_POST
def freeze_report(request: HttpRequest, key: str) -> HttpResponse:
    """Store the figures and texts; page and files come from them from now on."""
    return _step(request, key, freeze, "Đã chốt số liệu báo cáo.", now=timezone.now())


@require_POST
def reopen_report(request: HttpRequest, key: str) -> HttpResponse:
    """Let the report be written again, with a reason."""
    reason = request.POST.get("reason", "")
    done = "Đã mở lại báo cáo; lần chốt sau sẽ nêu chỗ khác."
    return _step(request, key, reopen, done, reason=reason, now=timezone.now())


@require_POST
def hand_in_report(request: HttpRequest, key: str) -> HttpResponse:
    """Move the version that was read to «trình ký» when nothing is missing."""
    number = key_of(request.POST.get("ban", "")) or 0
    done = "Đã chuyển báo cáo sang bước trình ký."
    return _step(request, key, hand_in, done, number=number)


@require_POST
def issue_report(request: HttpRequest, key: str) -> HttpResponse:
    """Mark the report as issued, with its signed PDF."""
    today, now = read_clock()
    reported_or_404(request, key, today)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, "Chọn tệp PDF đã ký của báo cáo.")
        return to_plan(request, "reporting:yearly", key=key)
    done = "Đã ghi nhận báo cáo ban hành."
    with transaction.atomic():
        answer = _step(request, key, issue, done, upload=upload)
        report = report_of(_period(request, key))
        if report.state == "issued" and report.compared_at is None:
            ask(job=COMPARE_REPORT, now=now, report_id=report.pk)
            wake(request)
    return answer


def _period(request: HttpRequest, key: str) -> Period:
    return reported_or_404(request, key, timezone.localdate())


@require_POST
def compare_report_again(request: HttpRequest, key: str) -> HttpResponse:
    """Have the signed report compared once more, by a worker."""
    today, now = read_clock()
    user = cast(User, request.user)
    period = _period(request, key)
    try:
        with transaction.atomic():
            report = report_of(period)
            compare_again(paper=report, period=period, actor=user, today=today)
            ask(job=COMPARE_REPORT, now=now, report_id=report.pk)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đang so sánh; tải lại trang sau ít phút.")
        wake(request)
    return to_plan(request, "reporting:yearly", key=key)


@require_POST
def ask_pdf(request: HttpRequest, key: str) -> HttpResponse:
    """Have the PDF made from the frozen facts, by a worker."""
    now = timezone.now()
    done = "Đang tạo PDF; tải lại trang sau ít phút."
    with transaction.atomic():
        answer = _step(request, key, request_pdf, done, now=now)
        version = standing_version(report_of(_period(request, key)))
        if version and version.pdf_asked_at == now:
            ask(job=_MAKE_PDF, now=now, version_id=version.pk)
            wake(request)
    return answer


@require_safe
def yearly_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    """Hand out the stored PDF of the frozen report."""
    period = reported_or_404(request, key, timezone.localdate())
    version = standing_version(report_of(period))
    if version is None or not version.pdf:
        raise Http404
    return download_file(version.pdf, f"bao-cao-nam-{key}.pdf", PDF.content_type)


@require_safe
def signed_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    """Hand out the signed PDF of the issued report."""
    period = reported_or_404(request, key, timezone.localdate())
    report = report_of(period)
    if not report.signed_file:
        raise Http404
    return download_file(report.signed_file, report.signed_name, PDF.content_type)
