"""«Báo cáo gửi Bộ»: the Committee's report with its slip, from frozen facts."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from agencies.asked.asking import ask
from agencies.asked.waking import wake
from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from kehoach.site.downloads import saved_as_file
from kehoach.site.moments import read_clock
from reporting.committee.building import (
    marks_of,
    proposed,
    with_proposed,
    without_proposed,
)
from reporting.committee.files import report_docx, request_committee_pdf, slip_docx
from reporting.committee.forms import CommitteeForm
from reporting.committee.papers import (
    NotFrozen,
    frozen_facts,
    paper_gaps_of,
    paper_of,
    papers_of,
)
from reporting.committee.steps import issue_paper, save_paper, submit_paper, take_back
from reporting.doors.access import reported_or_404
from reporting.models import CommitteeReport
from reporting.outline.wording import ministry_of
from reporting.signed.words import compare_again
from reporting.yearly.freezing import standing_version
from reporting.yearly.report_words import report_of
from tasks.doors.problems import show_problems
from tasks.doors.request_params import to_plan
from tasks.duties.access import can_review
from tasks.duties.errors import StaleVersion
from tasks.evidence.file_types import PDF
from tasks.evidence.views import download_file
from tasks.models import Period

COMPARE, _MAKE_PDF = (
    "reporting.compare_signed_committee",
    "reporting.make_committee_pdf",
)
_KINDS = {"bao-cao": report_docx, "phieu-trinh": slip_docx}


def _asked(request: HttpRequest, key: str) -> tuple[Period, CommitteeReport]:
    """Return the period and its paper, or 404 for a stranger."""
    period = reported_or_404(request, key, timezone.localdate())
    return period, paper_of(report_of(period))


@require_http_methods(["GET", "HEAD", "POST"])
def committee(request: HttpRequest, key: str) -> HttpResponse:
    """Show both papers and their steps; the steering agency writes the words."""
    user, today = cast(User, request.user), timezone.localdate()
    period, paper = _asked(request, key)
    found = frozen_facts(paper.report)
    form = CommitteeForm(
        request.POST or None, instance=with_proposed(paper, found), today=today
    )
    if request.method == "POST" and form.is_valid() and _saved(request, period, form):
        return to_plan(request, "reporting:committee", key=key)
    writes = can_review(user, period.plan, today)
    context = {
        "period": period,
        "ministry": ministry_of(period.plan),
        "paper": paper,
        "papers": papers_of(paper),
        "form": form if writes and paper.is_editable else None,
        "gaps": paper_gaps_of(paper) if paper.is_drafting else [],
        "writes": writes,
        "marks": marks_of(found) if found and paper.is_drafting else {},
        "newer": _newer(paper),
        "events": paper.events.select_related("actor") if paper.pk else [],
    }
    return render(request, "reporting/committee/committee.html", context)


def _newer(paper: CommitteeReport) -> bool:
    """Return whether the yearly report was reopened or frozen again since."""
    if paper.is_drafting:
        return False
    version = standing_version(paper.report)
    return version is None or version.pk != paper.frozen_id


def _saved(request: HttpRequest, period: Period, form: CommitteeForm) -> bool:
    today, now = read_clock()
    values = form.said()
    paper = paper_of(report_of(period))
    if paper.is_drafting:
        words = proposed(paper.report, frozen_facts(paper.report))
        values = without_proposed(values, words)
    try:
        save_paper(
            period=period,
            values=values,
            version=form.cleaned_data["version"],
            actor=cast(User, request.user),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        show_problems(form, error)
        if isinstance(error, StaleVersion):
            kept = paper_of(report_of(period))
            form.meet(with_proposed(kept, frozen_facts(kept.report)))
        return False
    messages.success(request, "Đã lưu.")
    return True


def _step(
    request: HttpRequest, key: str, work: Callable[..., Any], done: str, **more: Any
) -> Any | None:
    """Make one step and say how it went; return what it made, None if refused."""
    today, now = read_clock()
    period, _ = _asked(request, key)
    moment = {"today": today, "now": now}
    try:
        made = work(period=period, actor=request.user, **moment, **more)
    except RuleBroken as error:
        messages.error(request, error.message)
        return None
    messages.success(request, done)
    return made


@transaction.atomic
def _asking(
    request: HttpRequest,
    key: str,
    work: Callable[..., Any],
    done: str,
    job: str,
    **more: Any,
) -> None:
    """Make one step together with the row of the job that follows it."""
    paper = _step(request, key, work, done, **more)
    if paper is not None:
        ask(job=job, now=timezone.now(), paper_id=paper.pk)
        wake(request)


@require_POST
def submit_committee(request: HttpRequest, key: str) -> HttpResponse:
    """Store both papers as submitted."""
    _step(request, key, submit_paper, "Đã ghi nhận trình UBND tỉnh.")
    return to_plan(request, "reporting:committee", key=key)


@require_POST
def take_back_committee(request: HttpRequest, key: str) -> HttpResponse:
    """Let the papers be written again, with a reason."""
    reason = request.POST.get("reason", "")
    _step(request, key, take_back, "Đã rút về soạn lại.", reason=reason)
    return to_plan(request, "reporting:committee", key=key)


@require_POST
def issue_committee(request: HttpRequest, key: str) -> HttpResponse:
    """Record that the report was issued, with its signed PDF."""
    upload = request.FILES.get("file")
    if upload is None:
        _asked(request, key)
        messages.error(request, "Chọn tệp PDF đã ký của báo cáo gửi Bộ.")
    else:
        done = "Đã ghi nhận báo cáo gửi Bộ đã ban hành."
        _asking(request, key, issue_paper, done, COMPARE, upload=upload)
    return to_plan(request, "reporting:committee", key=key)


@require_POST
def compare_committee_again(request: HttpRequest, key: str) -> HttpResponse:
    """Have the signed report compared once more, by a worker."""
    today, now = read_clock()
    period, _ = _asked(request, key)
    actor = cast(User, request.user)
    try:
        with transaction.atomic():
            paper = paper_of(report_of(period))
            compare_again(paper=paper, period=period, actor=actor, today=today)
            ask(job=COMPARE, now=now, paper_id=paper.pk)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đang so sánh; tải lại trang sau ít phút.")
        wake(request)
    return to_plan(request, "reporting:committee", key=key)


@require_POST
def ask_committee_pdf(request: HttpRequest, key: str) -> HttpResponse:
    """Have the PDF made by a worker."""
    done = "Đang tạo PDF; tải lại trang sau ít phút."
    _asking(request, key, request_committee_pdf, done, _MAKE_PDF)
    return to_plan(request, "reporting:committee", key=key)


@require_safe
def committee_docx(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Hand out the report or the slip as DOCX."""
    _, paper = _asked(request, key)
    if kind not in _KINDS:
        raise Http404
    try:
        content = _KINDS[kind](paper)
    except NotFrozen:
        raise Http404 from None
    name = f"{kind}-gui-bo-{key}.docx"
    return saved_as_file(content, name)


@require_safe
def committee_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    """Hand out the stored PDF of the report."""
    _, paper = _asked(request, key)
    if not paper.pdf:
        raise Http404
    return download_file(paper.pdf, f"bao-cao-gui-bo-{key}.pdf", PDF.content_type)


@require_safe
def committee_signed(request: HttpRequest, key: str) -> HttpResponseBase:
    """Hand out the signed PDF."""
    _, paper = _asked(request, key)
    if not paper.signed_file:
        raise Http404
    return download_file(paper.signed_file, paper.signed_name, PDF.content_type)
