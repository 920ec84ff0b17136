"""«Nhật ký hệ thống»: who signed in, read, exported, changed what, to search."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.models import AuditPurge, AuditRecord, User
from agencies.trail.purging import midnight
from kehoach.administration.trail_words import line_of
from kehoach.lib.dates import YEARS, parse_date
from kehoach.lib.text import search_text
from tasks.duties.access import signed_in

PER_PAGE = 50
#: How many months that went the page names.
GONE = 12


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Show the trail, newest first, by person, kind and day."""
    user = signed_in(request)
    if not (user.is_staff and user.has_perm("agencies.view_auditrecord")):
        raise PermissionDenied
    rows, wrong = _kept(request)
    rows = rows.select_related("actor", "person")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "lines": [line_of(row) for row in page],
        "kinds": AuditRecord.Kind.choices,
        "kind": request.GET.get("loai", ""),
        "wrong": wrong,
        "gone": AuditPurge.objects.all()[:GONE],
    }
    return render(request, "kehoach/administration/trail.html", context)


def _kept(request: HttpRequest) -> tuple[QuerySet[AuditRecord], str]:
    """Return the records that were asked for, and what is wrong with a day."""
    get, rows, wrong = request.GET, AuditRecord.objects.all(), ""
    if kind := get.get("loai", ""):
        rows = rows.filter(kind=kind)
    if words := get.get("nguoi", "").strip():
        named = Q(search_text__contains=search_text(words)) | Q(email__icontains=words)
        rows = rows.filter(concerns(named))
    for name, test in (("tu", "at__gte"), ("den", "at__lt")):
        if word := get.get(name, "").strip():
            try:
                day = parse_date(word)
            except ValueError as error:
                wrong = str(error)
                continue
            if day.year not in YEARS:
                wrong = f"Kiểm tra lại năm {day.year}."
                continue
            later = 1 if name == "den" else 0
            rows = rows.filter(**{test: midnight(day + timedelta(days=later))})
    return rows, wrong


def concerns(named: Q) -> Q:
    """Return the condition that such a person did it, or that it was done to them."""
    people = User.objects.filter(named).values("pk")
    return Q(actor__in=people) | Q(person__in=people)
