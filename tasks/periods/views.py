"""«Kỳ báo cáo»: dates and the request letter; opening the next, closing one."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.doors.problems import show_problems
from tasks.doors.request_params import AskedPeriod, asked, require, to_plan
from tasks.duties.access import signed_in
from tasks.duties.listing import NOT_OWED, count_standings
from tasks.duties.new_days import DAY_OFF, EARLIER
from tasks.duties.shown import PeriodDuties
from tasks.models import Period, Task
from tasks.periods.calendars import proposed_periods
from tasks.periods.closing import close_period
from tasks.periods.days import edit_period, editable, may_manage_periods
from tasks.periods.forms import OpenForm, PartForm, PeriodForm
from tasks.periods.opening import open_period
from tasks.periods.rolling_over import coming_duties, roll_over

#: kind of event → what the page says.
EVENTS = {
    "opened": "Mở kỳ, giao nhiệm vụ",
    "synced": "Cập nhật đối tượng thực hiện",
    "edited": "Sửa thời hạn, công văn",
    "closed": "Chốt kỳ",
    "extended": "Gia hạn cho đơn vị",
}


def managed(request: HttpRequest, today: date) -> AskedPeriod:
    """Return plan and periods for who manages them, else 403."""
    about = asked(request)
    steering = about.plan.steering_agency_id
    require(may_manage_periods(signed_in(request), steering, today))
    return about


def periods(request: HttpRequest) -> HttpResponse:
    """Show the periods and what opening the next one would create."""
    today = timezone.localdate()
    about = managed(request, today)
    return render(
        request, "tasks/periods/periods.html", overview(request, about, today)
    )


def overview(request: HttpRequest, about: AskedPeriod, today: date) -> dict[str, Any]:
    """Return the periods, those that the calendar has for the year asked for or the next
    one, and the preview of the one that is asked for or comes next.
    """
    plan = about.plan
    form = OpenForm({"year": request.GET.get("nam") or _next_year(about, today)})
    context: dict[str, Any] = {"about": about, "open_form": form, "today": today}
    if form.is_valid():
        proposed = proposed_periods(plan, form.cleaned_data["year"])
        context["proposed"] = proposed
        if wanted := _wanted(request, about, proposed):
            context |= _preview(about, wanted, today)
    return context


def _next_year(about: AskedPeriod, today: date) -> int:
    return about.periods[0].year + 1 if about.periods else today.year


def _wanted(
    request: HttpRequest, about: AskedPeriod, proposed: list[Period]
) -> Period | None:
    """Return the period to preview: named by `loai`, else the first whole that is not
    open yet; one that is open already as it stands.
    """
    held = {period.key: period for period in about.periods}
    kind = request.GET.get("loai", "")
    named = [each for each in proposed if each.kind == kind]
    wholes = [each for each in proposed if not each.part_of]
    waiting = [each for each in wholes if each.key not in held]
    found = next(iter(named or waiting or wholes), None)
    return found and held.get(found.key, found)


def _preview(about: AskedPeriod, wanted: Period, today: date) -> dict[str, Any]:
    """Return what opening the period would create, and what is otherwise than before."""
    coming = coming_duties(wanted, today)
    tasks = list(about.plan.tasks.order_by("position", "pk"))
    return {
        "wanted": wanted,
        "outside": about.plan.opens_nothing() or wanted.outside_plan(),
        "preview": _by_task(tasks, coming),
        "preview_total": len(coming),
        "rolled": roll_over(wanted, coming, periods=about.periods, tasks=tasks),
    }


def _by_task(
    tasks: Iterable[Task], coming: Iterable[tuple[int, int]]
) -> list[tuple[str, str, int]]:
    """Return code, title and number of the duties that opening would create."""
    found = Counter(task for task, _ in coming)
    return [(t.code, t.short_title, found[t.pk]) for t in tasks if found[t.pk]]


@require_POST
def open_year(request: HttpRequest) -> HttpResponse:
    """Open the period that was previewed."""
    today, now = read_clock()
    about = managed(request, today)
    form = OpenForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Chọn kỳ và nhập năm như 2027.")
        return to_plan(request, "tasks:periods")
    try:
        period = open_period(
            plan=about.plan,
            **form.cleaned_data,
            actor=signed_in(request),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
        return to_plan(request, "tasks:periods")
    count = period.duties.count()
    messages.success(request, f"Đã mở kỳ {period.words} với {count} nhiệm vụ.")
    return redirect("tasks:period", pk=period.pk)


def _period(request: HttpRequest, pk: int, today: date) -> Period:
    rows = Period.objects.select_related("plan__steering_agency")
    row: Period = get_object_or_404(rows, pk=pk)
    steering = row.plan.steering_agency_id
    require(may_manage_periods(signed_in(request), steering, today))
    return row


def period(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one period and change its letter and deadlines."""
    today = timezone.localdate()
    row = _period(request, pk, today)
    initial = {name: getattr(row, name) for name in editable(row)}
    kind = PartForm if row.is_interim else PeriodForm
    form = kind(request.POST or None, today=row.data_to, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and _save(request, row, form, today)
    ):
        return redirect("tasks:period", pk=pk)
    context = {"period": row, "form": form, "events": _told(row), "today": today}
    return render(request, "tasks/periods/period.html", context)


def _told(row: Period) -> list[dict[str, Any]]:
    """Return what was done to the period, newest first, in words."""
    events = row.events.select_related("actor").order_by("-recorded_at", "-pk")
    return [
        {"event": each, "words": EVENTS.get(each.kind, each.kind), "who": each.actor}
        for each in events
    ]


def _save(request: HttpRequest, row: Period, form: PeriodForm, today: date) -> bool:
    """Hand the form to the service; return False when a rule refused."""
    changes = dict(form.cleaned_data)
    sure = {name: changes.pop(name) for name in (EARLIER, DAY_OFF)}
    try:
        moved = edit_period(
            period=row,
            changes=changes,
            **sure,
            actor=signed_in(request),
            today=today,
            now=timezone.now(),
        )
    except RuleBroken as error:
        show_problems(form, error)
        return False
    words = f" {moved} nhiệm vụ có hạn mới." if moved else ""
    messages.success(request, f"Đã lưu kỳ báo cáo.{words}")
    return True


def close_period_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what closing will store; store it on confirmation."""
    today = timezone.localdate()
    row = _period(request, pk, today)
    if request.method == "POST":
        return _close(request, row, today)
    counts = count_standings(PeriodDuties(row, today).rows())
    owed = sum(number for s, number in counts.items() if s not in NOT_OWED)
    shown = PeriodDuties(row, today).rows().order_by()
    context = {
        "period": row,
        "today": today,
        "counts": list(counts.items()),
        "owed": owed,
        "total": sum(counts.values()),
        "units": shown.values("agency_id").distinct().count(),
        "early": today < row.unit_due,
    }
    return render(request, "tasks/periods/period_close.html", context)


def _close(request: HttpRequest, row: Period, today: date) -> HttpResponse:
    try:
        close_period(
            period=row, actor=signed_in(request), today=today, now=timezone.now()
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Đã chốt kỳ {row}. Từ nay chỉ xem.")
    return redirect("tasks:period", pk=row.pk)
