"""Pages of sets of papers: ask, see how far it is, take, remove, note the hand-over."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from agencies.asked.waking import wake
from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from reporting.doors.access import reported_or_404
from reporting.dossiers import asking, storing
from reporting.dossiers.access import (
    ARCHIVE,
    INSPECTION,
    dossier_for,
    exportable,
    may_archive,
)
from reporting.dossiers.forms import HandedForm, InspectionForm
from reporting.models import Dossier
from tasks.doors.problems import show_problems
from tasks.doors.request_params import to_plan
from tasks.doors.views_once import refusal_of, stored
from tasks.evidence.views import download_file

_PER_PAGE = 20
#: Agencies of a set that a line names.
_NAMED = 3
_ASKED = "Đã nhận yêu cầu. Bộ hồ sơ đang được đóng gói, tải lại trang sau ít phút."


@require_http_methods(["GET", "HEAD", "POST"])
def dossiers(request: HttpRequest) -> HttpResponse:
    """Show the sets that the person asked for, and ask for another."""
    user, today = cast("User", request.user), timezone.localdate()
    among = exportable(user, today).order_by("sort_key", "pk")
    agencies = list(among)
    if not (agencies or user.is_superuser):
        raise PermissionDenied
    form = InspectionForm(
        request.POST or None,
        among=among,
        today=today,
        initial=_beginning(request, agencies),
    )
    if request.method == "POST" and form.is_valid():
        error = refusal_of(request, asking.ask_inspection, **form.cleaned_data)
        if stored(request, error, _ASKED):
            wake(request)
            return redirect("reporting:dossiers")
        show_problems(form, error)
    rows = Dossier.objects.visible_to(user).filter(kind=INSPECTION)
    page = Paginator(rows.prefetch_related("agencies"), _PER_PAGE)
    shown = page.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "agencies": agencies,
        "page": shown,
        "lines": [_line(row, today) for row in shown],
        "today": today,
        "days": settings.DOSSIER_DAYS,
    }
    return render(request, "reporting/dossiers/dossiers.html", context)


def _beginning(request: HttpRequest, agencies: list[Any]) -> dict[str, Any]:
    """Return what the form begins with: this year, the agency of the address."""
    today = timezone.localdate()
    code = request.GET.get("don-vi", "")
    chosen = [each.pk for each in agencies if each.code == code or len(agencies) == 1]
    return {"first": today.replace(month=1, day=1), "last": today, "agencies": chosen}


def _line(row: Dossier, today: Any) -> tuple[Dossier, str, bool]:
    """Return a set, whose it is, and whether it can be taken."""
    names = [each.short_name for each in row.agencies.all()]
    more = f" và {len(names) - _NAMED} đơn vị nữa" if len(names) > _NAMED else ""
    return row, ", ".join(names[:_NAMED]) + more, row.is_there(today)


@require_safe
def dossier_file(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the ZIP, compared with its hash, to who asked for it."""
    today = timezone.localdate()
    row = dossier_for(cast("User", request.user), pk, today)
    if not row.is_there(today):
        raise Http404
    return download_file(row.file, row.file_name, "application/zip")


@require_POST
def drop_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the file of a set before its days are over."""
    today, now = read_clock()
    row = dossier_for(cast("User", request.user), pk, today)
    storing.drop(row=row, now=now)
    messages.success(request, "Đã xóa tệp của bộ hồ sơ; mã băm vẫn được lưu.")
    if row.kind == ARCHIVE and row.period:
        return redirect(
            "reporting:archive", plan=row.period.plan.code, key=row.period.key
        )
    return redirect("reporting:dossiers")


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, key: str) -> HttpResponse:
    """Show the period's sets for the archive, and ask for one."""
    user, today = cast("User", request.user), timezone.localdate()
    period = reported_or_404(request, key, today)
    if not may_archive(user, period, today):
        raise PermissionDenied
    if request.method == "POST":
        error = refusal_of(request, asking.ask_archive, period=period)
        if stored(request, error, _ASKED):
            wake(request)
        elif error:
            messages.error(request, error.message)
        return to_plan(request, "reporting:archive", key=key)
    rows = Dossier.objects.filter(kind=ARCHIVE, period=period)
    rows = rows.select_related("asked_by", "handed_by")
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "page": page,
        "lines": [(row, row.is_there(today)) for row in page],
        "today": today,
    }
    return render(request, "reporting/dossiers/archive.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def archive_handed(request: HttpRequest, pk: int) -> HttpResponse:
    """Note when, to whom and by which minutes a set went to the archive."""
    today = timezone.localdate()
    row = dossier_for(cast("User", request.user), pk, today)
    if row.kind != ARCHIVE or row.period is None or not row.sha256 or row.handed_at:
        raise Http404
    form = HandedForm(request.POST or None, today=today, initial={"handed_on": today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        error: RuleBroken | None = refusal_of(
            request, asking.hand_over_set, row=row, **said
        )
        if stored(request, error, "Đã ghi nhận giao nộp hồ sơ."):
            return redirect(
                "reporting:archive", plan=row.period.plan.code, key=row.period.key
            )
        show_problems(form, error)
    context = {"row": row, "period": row.period, "form": form}
    return render(request, "reporting/dossiers/archive_handed.html", context)
