"""The steps of the yearly report: freeze, reopen, issue."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.models import User
from reporting.access import year_or_404
from reporting.freezing import freeze, issue, reopen
from tasks.models import Period
from tasks.services.errors import RuleBroken


def _step(
    request: HttpRequest, year: int, work: Callable[..., Any], done: str, **more: Any
) -> HttpResponse:
    """Make one step, say how it went and show the report."""
    user, today = cast(User, request.user), timezone.localdate()
    period: Period = year_or_404(user, year, today)
    try:
        work(period=period, actor=user, today=today, **more)
        messages.success(request, done)
    except RuleBroken as error:
        messages.error(request, error.message)
    return redirect("reporting:yearly", year=year)


@require_POST
def freeze_report(request: HttpRequest, year: int) -> HttpResponse:
    """Store the figures and texts; page and files come from them from now on."""
    return _step(request, year, freeze, "Đã chốt số liệu báo cáo.", now=timezone.now())


@require_POST
def reopen_report(request: HttpRequest, year: int) -> HttpResponse:
    """Let the report be written again, with a reason."""
    reason = request.POST.get("reason", "")
    done = "Đã mở lại báo cáo; lần chốt sau sẽ nêu chỗ khác."
    return _step(request, year, reopen, done, reason=reason, now=timezone.now())


@require_POST
def issue_report(request: HttpRequest, year: int) -> HttpResponse:
    """Mark the report as issued."""
    return _step(request, year, issue, "Đã ghi nhận báo cáo ban hành.")
