"""The agency's letter: draft it, sign it outside, record number, day and PDF."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Agency, User
from kehoach.lib.refusals import RuleBroken
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_period, go_whole, plan_of_agency
from tasks.doors.views_once import refusal_of, stored, told_before
from tasks.duties.access import (
    agency_for,
    can_record_letter,
    can_review,
    current_period,
    desks_of,
    signed_in,
)
from tasks.duties.of_agency import duties_of, periods_of
from tasks.duties.page_earlier import Earlier, earlier_of
from tasks.duties.past_words import in_their_periods
from tasks.evidence.scans import mark_checked
from tasks.evidence.views import download_file
from tasks.models import Period, UnitReport
from tasks.official_letters.forms_unit_report import UnitReportForm
from tasks.official_letters.page_unit_report import Coverage, coverage_of
from tasks.official_letters.unit_reports import record_unit_report
from tasks.work.sending import missing_by_duty


def unit_report(request: HttpRequest, code: str) -> HttpResponse:
    """Show the letter of the period, or the form that records it."""
    today = timezone.localdate()
    agency = agency_for(signed_in(request), code, today)
    plan = plan_of_agency(request, agency, today)
    period = current_period(plan, today, asked_period(request)) if plan else None
    if period is None:
        raise Http404
    page = unit_report_page(request, agency, period, today)
    if request.method == "POST" and recorded(request, page, today):
        return go_whole(request, request.get_full_path())
    return render(request, "tasks/official_letters/unit_report.html", page)


def recorded(request: HttpRequest, page: dict[str, Any], today: date) -> bool:
    """Record what was typed and say so; else leave the problems in the form."""
    if page["form"] is None:
        raise PermissionDenied
    is_late = page["report"] or not page["period"].is_open
    if is_late and told_before(request):
        return True
    if not page["form"].is_valid():
        return False
    error = _save(request, page)
    if stored(request, error, "Đã ghi văn bản của đơn vị."):
        return True
    show_problems(page["form"], error)
    return False


def unit_report_page(
    request: HttpRequest, agency: Agency, period: Period, today: date
) -> dict[str, Any]:
    """Return the recorded letter or, for those who may record it, the form."""
    user = signed_in(request)
    letters = UnitReport.objects.filter(agency=agency, period=period)
    by_agency = can_record_letter(user, agency.pk, today)
    shown = letters.select_related("recorded_by", "confirmed_by")
    held = shown.standing().first()
    covered = coverage_of(agency, period, held)
    reviews = can_review(user, period.plan, today)
    asked = period.is_open and not held
    records = by_agency or reviews  # a form that comes too late is told why, and kept
    rows = in_their_periods(duties_of(agency, period).to_do())
    missing = missing_by_duty(rows)
    mark_checked([held] if held else [])
    return {
        "agency": agency,
        "period": period,
        "periods": periods_of(period.plan),
        "report": held,
        "form": _form_of(
            request,
            covered,
            by_agency=by_agency,
            is_answer=period.is_adhoc,
            today=today,
        )
        if records and (asked or request.method == "POST")
        else None,
        "by_agency": by_agency,
        "covered": covered,
        "corrects": records
        and period.is_open
        and held
        and (reviews or not held.confirmed_at),
        "confirms": reviews and period.is_open,
        "earlier": letter_history(held) if held else [],
        "taken_off": [
            (each, letter_history(each))
            for each in shown.filter(taken_off_at__isnull=False)
        ],
        "drafts": drafts_of(user, agency, period, today),
        "unfinished": [(duty, missing[duty.pk]) for duty in rows if missing[duty.pk]],
    }


def drafts_of(user: User, agency: Agency, period: Period, today: date) -> list[str]:
    """Return the papers that the person may see drafted, the one that the time of the
    year asks for first: a draft is its agency's own, a plan belongs to a whole year.
    """
    if not desks_of(user, today).filter(pk=agency.pk).exists():
        return []
    if not period.is_whole or not agency.can_be_ordered:
        return ["bao-cao"]
    january = (today.year, today.month) == (period.year, 1)
    plans = ["ke-hoach", "kiem-tra"]
    return [*plans, "bao-cao"] if january else ["bao-cao", *plans]


def letter_history(letter: UnitReport) -> list[Earlier]:
    """Return what the letter said before."""
    return earlier_of(letter.corrections.select_related("made_by"))


def _form_of(
    request: HttpRequest,
    covered: Coverage,
    *,
    by_agency: bool,
    is_answer: bool,
    today: date,
) -> UnitReportForm:
    """Return the form, bound when something was sent. What the portal has results of is
    ticked for the agency; a paper letter that the steering agency enters, and the answer to an ad-hoc
    request, are taken to tell of everything.
    """
    sent = request.method == "POST"
    asks = by_agency and not is_answer
    return UnitReportForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        by_agency=by_agency,
        today=today,
        unsent=covered.unsent,
        initial={
            "arrived_on": today,
            "covers": [duty.pk for duty in (covered.told if asks else covered.unsent)],
        },
    )


def _save(request: HttpRequest, page: dict[str, Any]) -> RuleBroken | None:
    """Hand the form to the service; return the refusal of a rule, if any."""
    said = dict(page["form"].cleaned_data)
    said.pop("confirmed_open")
    return refusal_of(
        request,
        record_unit_report,
        agency=page["agency"],
        period=page["period"],
        upload=said.pop("file"),
        **said,
    )


@require_safe
def unit_report_file(request: HttpRequest, code: str, pk: int) -> FileResponse:
    """Hand out the signed PDF to those who may read the agency's duties."""
    user, today = signed_in(request), timezone.localdate()
    agency = agency_for(user, code, today)
    rows = UnitReport.objects.visible_to(user, today=today)
    report = get_object_or_404(rows, pk=pk, agency=agency)
    if not report.file:
        raise Http404
    return download_file(report.file, report.file_name, "application/pdf")
