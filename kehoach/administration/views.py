"""The page «Quản trị»."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kehoach.administration.first_day import FirstStep, first_day
from kehoach.administration.groups import days_by_year, groups
from kehoach.administration.troubles import Trouble, troubles_for
from kehoach.lib.dates import format_date
from kehoach.site.health import health
from tasks.duties.access import signed_in
from tasks.models import Envelope, Period, Plan, PlanState
from tasks.periods.calendars import words_ahead


class Pulse(NamedTuple):
    """What the system did today."""

    sent: int
    failed: int
    waiting: int
    ran_at: datetime | None


@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    """Show what is wrong, then the six groups; on the first day the five steps."""
    user, now = signed_in(request), timezone.now()
    if not (user.is_active and user.is_staff):
        raise PermissionDenied
    today = timezone.localdate(now)
    steps = first_day() if user.is_superuser else []
    found = [] if steps else troubles_for(user, now, today)
    context: dict[str, Any] = {
        "says": sentence(steps, found),
        "steps": steps,
        "next": next((step for step in steps if not step.is_done), None),
        "troubles": found,
        "groups": groups(now, user),
        "pulse": pulse(now, today),
        "now": now,
        "coming": coming(today),
    }
    return render(request, "kehoach/administration/administration.html", context)


def sentence(steps: list[FirstStep], found: list[Trouble]) -> str:
    """Return what the page wants to say."""
    left = sum(not step.is_done for step in steps)
    if steps:
        return f"Còn {left} bước để các đơn vị nhận việc và nhận thư."
    if found:
        return f"{len(found)} điều cần xử lý để mọi đơn vị nhận đúng việc và đúng thư."
    return "Không có gì phải xử lý: mọi đơn vị nhận đúng việc và đúng thư."


def pulse(now: datetime, today: date) -> Pulse:
    """Return today's letters and when background jobs ran last."""
    state = Envelope.State
    waits = Q(state__in=[state.PLANNED, state.SENDING])
    found = Envelope.objects.filter(
        Q(sent_on=today) | waits | Q(state=state.FAILED, planned_at__date=today)
    ).aggregate(
        sent=Count("pk", filter=Q(state=state.SENT)),
        failed=Count("pk", filter=Q(state=state.FAILED)),
        waiting=Count("pk", filter=waits),
    )
    return Pulse(**found, ran_at=health(now).pulse_at)


def coming(today: date) -> list[str]:
    """Return what an administrator does next, with its day."""
    said = []
    plans = list(Plan.objects.programmes().filter(state=PlanState.RUNNING))
    for plan in plans:
        if plan.has_run_out(today):
            ended = format_date(plan.ends_on)
            said.append(
                f"{plan} đã hết thời gian thực hiện ngày {ended}: cho hết hiệu lực hoặc thay"
                " thế ở «Điều chỉnh kế hoạch» của kế hoạch đó."
            )
            continue
        last = Period.objects.filter(plan=plan, part_of="").first()
        if last and last.data_to.year <= today.year:
            ends, whose = format_date(last.data_to), f" của {plan}"
            named = whose if len(plans) > 1 else ""
            said.append(f"Sau {ends}: mở kỳ {words_ahead(last)}{named}.")
    said += [
        f"Chưa có lịch nghỉ năm {year}: hạn, ngày nhắc của năm ấy chưa tính ngày nghỉ."
        for year, days in days_by_year(today).items()
        if not days
    ]
    return said
