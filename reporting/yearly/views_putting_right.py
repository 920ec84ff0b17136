"""«Sửa báo cáo đã ban hành»: the letter for its form, the new report for its content."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from kehoach.site.downloads import saved_as_file
from kehoach.site.moments import read_clock
from reporting.doors.access import reported_or_404
from reporting.doors.meeting import MeetsOthers
from reporting.files.letters_docx import render_letter
from reporting.kept.facts import frozen_facts_of
from reporting.models import Erratum, ReplacedReport
from reporting.word_template.keeping import content_of
from reporting.yearly.documents import DOCX as REPORT_DOCX
from reporting.yearly.documents import as_attachment
from reporting.yearly.errata import erratum_facts
from reporting.yearly.freezing import signed_by
from reporting.yearly.putting_right import (
    WRITTEN_IN_LETTER,
    drop_erratum,
    issue_erratum,
    letter_draft_of,
    save_erratum,
    start_replacement,
)
from reporting.yearly.report_words import report_of
from tasks.doors.fields import Dated, DayField
from tasks.doors.problems import show_problems
from tasks.doors.request_params import to_plan
from tasks.duties.access import can_review
from tasks.duties.errors import StaleVersion
from tasks.evidence.file_types import PDF
from tasks.evidence.views import download_file
from tasks.models import Period


class ErratumForm(MeetsOthers, Dated, forms.ModelForm[Erratum]):
    """What is wrong in form, and what the letter's signature needs."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        """The version comes back so that two people never overwrite each other."""

        model = Erratum
        field_classes = {"issued_on": DayField}
        fields = (*WRITTEN_IN_LETTER, "version")


def _asked(request: HttpRequest, key: str) -> Period:
    user, today = cast(User, request.user), timezone.localdate()
    period = reported_or_404(request, key, today)
    if not can_review(user, period.plan, today):
        raise PermissionDenied
    return period


@require_http_methods(["GET", "HEAD", "POST"])
def putting_right(request: HttpRequest, key: str) -> HttpResponse:
    """Show both ways; store the letter."""
    period, today = _asked(request, key), timezone.localdate()
    letter = letter_draft_of(period) or Erratum(period=period)
    form = ErratumForm(request.POST or None, instance=letter, today=today)
    if request.method == "POST" and form.is_valid() and _saved(request, period, form):
        return to_plan(request, "reporting:putting_right", key=key)
    report = report_of(period)
    context = {
        "period": period,
        "report": report,
        "form": form,
        "letter": letter_draft_of(period),
        "errata": Erratum.objects.filter(period=period, is_issued=True),
        "replaced": ReplacedReport.objects.filter(report=report) if report.pk else [],
        "kinds": ReplacedReport.Kind.choices,
    }
    return render(request, "reporting/yearly/putting_right.html", context)


def _saved(request: HttpRequest, period: Period, form: ErratumForm) -> bool:
    today, now = read_clock()
    try:
        save_erratum(
            period=period,
            values=form.cleaned_data,
            version=form.cleaned_data["version"],
            actor=cast(User, request.user),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        show_problems(form, error)
        if isinstance(error, StaleVersion) and (standing := letter_draft_of(period)):
            form.meet(standing)
        return False
    messages.success(request, "Đã lưu công văn đính chính.")
    return True


def _step(request: HttpRequest, key: str, work: Any, done: str, **more: Any) -> bool:
    period = _asked(request, key)
    try:
        work(period=period, actor=request.user, today=timezone.localdate(), **more)
    except RuleBroken as error:
        messages.error(request, error.message)
        return False
    messages.success(request, done)
    return True


@require_POST
def issue_letter(request: HttpRequest, key: str) -> HttpResponse:
    """Record the letter as issued."""
    done = "Đã ghi nhận công văn đính chính."
    _step(request, key, issue_erratum, done, upload=request.FILES.get("file"))
    return to_plan(request, "reporting:putting_right", key=key)


@require_POST
def drop_letter(request: HttpRequest, key: str) -> HttpResponse:
    """Drop the letter that is being written."""
    _step(request, key, drop_erratum, "Đã bỏ công văn đính chính đang soạn.")
    return to_plan(request, "reporting:putting_right", key=key)


@require_POST
def replace_report(request: HttpRequest, key: str) -> HttpResponse:
    """Begin the report that amends or replaces the issued one."""
    made = _step(
        request,
        key,
        start_replacement,
        "Đã mở báo cáo mới; báo cáo cũ giữ nguyên và ghi báo cáo nào thay.",
        kind=request.POST.get("kind", ""),
        reason=request.POST.get("reason", ""),
        now=timezone.now(),
    )
    return redirect(f"reporting:{'yearly' if made else 'putting_right'}", key=key)


@require_safe
def erratum_docx(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Give the letter as DOCX."""
    letter = get_object_or_404(Erratum, period=_asked(request, key), pk=pk)
    content = render_letter(erratum_facts(letter))
    name = f"dinh-chinh-bao-cao-{key}-{letter.pk}.docx"
    return saved_as_file(content, name)


@require_safe
def erratum_signed(request: HttpRequest, key: str, pk: int) -> HttpResponseBase:
    """Give the signed letter."""
    period = reported_or_404(request, key, timezone.localdate())
    letter = get_object_or_404(Erratum, period=period, is_issued=True, pk=pk)
    return download_file(letter.signed_file, letter.signed_name, PDF.content_type)


def _replaced(request: HttpRequest, key: str, pk: int) -> ReplacedReport:
    period = reported_or_404(request, key, timezone.localdate())
    rows = ReplacedReport.objects.select_related("version__template", "report")
    return get_object_or_404(rows, pk=pk, report__period=period)


@require_safe
def replaced_docx(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Give the old report as it was issued."""
    old = _replaced(request, key, pk)
    stored = frozen_facts_of(old.version)
    facts = signed_by(stored, old)
    template = content_of(old.version.template)
    name = f"bao-cao-{key}-da-thay-{old.pk}"
    return as_attachment(facts, REPORT_DOCX, name=name, template=template)


@require_safe
def replaced_signed(request: HttpRequest, key: str, pk: int) -> HttpResponseBase:
    """Give the signed file of the old report."""
    old = _replaced(request, key, pk)
    if not old.signed_file:
        raise Http404
    return download_file(old.signed_file, old.signed_name, PDF.content_type)
