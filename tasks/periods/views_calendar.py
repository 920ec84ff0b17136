"""«Lịch báo cáo»: the periods that every year of a plan has, and their days."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kehoach.lib.refusals import RuleBroken
from tasks.doors.request_params import asked_plan, require, to_plan
from tasks.duties.access import signed_in
from tasks.periods.calendar_editing import (
    KeptCalendar,
    calendars_of,
    first_free_year,
    may_edit_calendar,
    save_calendar,
)
from tasks.periods.calendars import proposed_periods
from tasks.periods.forms_calendar import CalendarForm
from tasks.periods.ready_calendars import READY_CALENDARS


def calendar_of_plan(request: HttpRequest) -> HttpResponse:
    """Show the calendar that holds and what it means for a year; keep a changed one."""
    today = timezone.localdate()
    plan, user = asked_plan(request), signed_in(request)
    require(may_edit_calendar(user, plan, today))
    held, free = calendars_of(plan), first_free_year(plan, today)
    since = _since(request, held, free)
    shown = next((each for each in held if each.since <= since), None)
    ready = READY_CALENDARS.get(request.GET.get("mau", ""))
    entries = ready.entries if ready else (shown.entries if shown else [])
    form = CalendarForm(entries, request.POST if request.method == "POST" else None)
    problem = ""
    if request.method == "POST":
        wanted = (
            [] if "bo" in request.POST else form.entries if form.is_valid() else None
        )
        try:
            if wanted is not None:
                save_calendar(
                    plan=plan, since=since, entries=wanted, actor=user, today=today
                )
                messages.success(request, _done(since, taken_away=not wanted))
                return to_plan(request, "tasks:calendar_of_plan")
        except RuleBroken as error:
            problem = error.message
            form.show(error.problems)
    used = next((each.used_in for each in held if each.since == since), None)
    context: dict[str, Any] = {
        "plan": plan,
        "held": held,
        "since": since,
        "free": free,
        "used": used,
        "is_new": since not in {each.since for each in held},
        "form": form,
        "problem": problem,
        "ready": {name: each.title for name, each in READY_CALENDARS.items()},
        "chosen": ready,
        "proposed": proposed_periods(plan, used or max(since, free)),
    }
    return render(request, "tasks/periods/calendar.html", context)


def _since(request: HttpRequest, held: list[KeptCalendar], free: int) -> int:
    """Return the year from which the calendar of the page holds: the one named, of which
    there is a calendar or none was opened yet, else that of the latest.
    """
    word = request.POST.get("tu") or request.GET.get("tu", "")
    known = {each.since for each in held}
    if word.isdecimal() and (int(word) in known or int(word) == free):
        return int(word)
    return held[0].since if held else 0


def _done(since: int, *, taken_away: bool) -> str:
    whose = f"từ năm {since}" if since else "của kế hoạch"
    return f"Đã {'bỏ' if taken_away else 'lưu'} lịch báo cáo {whose}."
