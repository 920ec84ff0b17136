"""«Thông báo»: what happened to the person's work, unread first in bold."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tasks.duties.access import signed_in
from tasks.models import Notice
from tasks.notices.telling import mark_read

_PER_PAGE = 30


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Show the person's notices, newest first."""
    rows = Notice.objects.filter(person=signed_in(request))
    only = request.GET.get("loc", "")
    if only == "chua-doc":
        rows = rows.filter(read_at__isnull=True)
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tasks/notices/notices.html", {"page": page, "only": only})


@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice read and go where it leads."""
    notice = get_object_or_404(Notice, pk=pk, person=signed_in(request))
    mark_read(person=signed_in(request), pks=[pk], now=timezone.now())
    if url_has_allowed_host_and_scheme(notice.address, allowed_hosts=None):
        return redirect(notice.address)
    return redirect("tasks:notices")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice of the person read."""
    mark_read(person=signed_in(request), now=timezone.now())
    return redirect("tasks:notices")
