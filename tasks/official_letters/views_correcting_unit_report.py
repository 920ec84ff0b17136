"""A recorded letter: correct it, confirm it, take it off; its earlier files."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.doors.problems import show_problems
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import agency_for, can_record_letter, can_review, signed_in
from tasks.evidence.views import download_file
from tasks.models import Correction, UnitReport
from tasks.official_letters import correcting_unit_report as service
from tasks.official_letters.forms_unit_report import LetterCorrectionForm
from tasks.official_letters.page_unit_report import coverage_of

_WORDS = ("number", "signed_on", "signer", "arrived_on", "note")


def correct_letter(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show the letter as a form, or store its new version."""
    today, user = timezone.localdate(), signed_in(request)
    report = _letter_of(request, code, pk)
    reviews = can_review(user, report.period.plan, today)
    if not reviews and not can_record_letter(user, report.agency_id, today):
        raise PermissionDenied
    covered = coverage_of(report.agency, report.period, report)
    said = {name: getattr(report, name) for name in _WORDS}
    said["covers"] = [duty.pk for duty in covered.told]
    sent = request.method == "POST"
    form = LetterCorrectionForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        by_agency=not reviews,
        today=today,
        unsent=covered.unsent,
        initial=said,
    )
    if sent and form.is_valid():
        error = _save(request, report, form, [duty.pk for duty in covered.sent])
        if stored(request, error, "Đã sửa văn bản. Bản cũ vẫn đọc được ở trang này."):
            return redirect(report)
        show_problems(form, error)
    page = {
        "report": report,
        "agency": report.agency,
        "form": form,
        "covered": covered,
        "by_agency": not reviews,
    }
    return render(request, "tasks/official_letters/correct_letter.html", page)


def _letter_of(request: HttpRequest, code: str, pk: int) -> UnitReport:
    """Return the letter that the person may read, or 404."""
    agency = agency_for(signed_in(request), code, timezone.localdate())
    rows = UnitReport.objects.select_related("agency", "period__plan__adhoc")
    found: UnitReport = get_object_or_404(rows, pk=pk, agency=agency)
    return found


def _save(
    request: HttpRequest,
    report: UnitReport,
    form: LetterCorrectionForm,
    sent: list[int],
) -> RuleBroken | None:
    """Hand the form to the service; return the refusal of a rule, if any."""
    said = dict(form.cleaned_data)
    said.pop("confirmed_open")
    held = report.covers.filter(duty__in=sent).values_list("duty", flat=True)
    return refusal_of(
        request,
        service.correct_unit_report,
        report=report,
        covers=[*said.pop("covers"), *held],
        upload=said.pop("file"),
        **said,
    )


@require_POST
def confirm_letter(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say that the steering agency compared the letter."""
    done = "Đã ghi là đã đối chiếu; từ nay đơn vị không sửa được nữa."
    return act(request, code, pk, service.confirm_unit_report, done)


@require_POST
def take_off_letter(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a wrong letter off, with the reason."""
    done = "Đã gỡ văn bản; đơn vị được báo và ghi lại được văn bản đúng."
    reason = {"reason": request.POST.get("reason", "")}
    return act(request, code, pk, service.take_off_unit_report, done, **reason)


def act(
    request: HttpRequest,
    code: str,
    pk: int,
    call: Callable[..., Any],
    done: str,
    **said: str,
) -> HttpResponse:
    """Do it and say what came of it."""
    today, now = read_clock()
    report = _letter_of(request, code, pk)
    moment = {"today": today, "now": now}
    try:
        call(report=report, actor=signed_in(request), **moment, **said)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect(report)


@require_safe
def earlier_letter_file(request: HttpRequest, code: str, pk: int) -> FileResponse:
    """Hand out the file that a letter had before it was corrected."""
    agency = agency_for(signed_in(request), code, timezone.localdate())
    row = get_object_or_404(Correction, pk=pk, letter__agency=agency)
    if not row.file:
        raise Http404
    return download_file(row.file, row.file_name, "application/pdf")
