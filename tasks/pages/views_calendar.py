"""«Lịch»: a month of due days, and the same as a private feed."""

import calendar as months
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.dates import WEEKDAYS
from kehoach.lib.ical import DayEvent, feed
from kehoach.site.moments import read_clock
from tasks.duties.access import signed_in
from tasks.duties.days_off import working_calendar
from tasks.models import Holiday
from tasks.pages.calendar import agenda_of
from tasks.pages.feeds import feed_token, person_of_feed, renew_feed
from tasks.pages.happening import Happening

#: Days before and after today that the feed holds.
FEED_BACK, FEED_AHEAD = 60, 400


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month, weeks from Monday."""
    today = timezone.localdate()
    user = signed_in(request)
    first = month_asked(request.GET.get("thang", ""), today)
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    found = agenda_of(user, weeks[0][0], weeks[-1][-1], today)
    context = {
        "first": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": (first + timedelta(days=31)).replace(day=1),
        "weekdays": WEEKDAYS,
        "weeks": weeks_of(weeks, found, first, today),
        "found": [each for each in found if each.day.month == first.month],
        "several": len({each.who for each in found if each.who}) > 1,
        "feed": settings.SITE_URL
        + reverse("tasks:feed", args=[feed_token(person=user)]),
    }
    return render(request, "tasks/pages/calendar.html", context)


def month_asked(word: str, today: date) -> date:
    """Return the first day of the month like 2026-12, this month for anything else."""
    try:
        day = date.fromisoformat(f"{word}-01")
    except ValueError:
        return today.replace(day=1)
    return day if 2000 <= day.year <= 2100 else today.replace(day=1)


def weeks_of(
    weeks: list[list[date]], found: list[Happening], first: date, today: date
) -> list[list[dict[str, Any]]]:
    """Return the cells of the month with what falls on each."""
    by_day: dict[date, list[Happening]] = defaultdict(list)
    for each in found:
        by_day[each.day].append(each)
    working = working_calendar()
    shown = Holiday.objects.filter(day__range=(weeks[0][0], weeks[-1][-1]))
    named = dict(shown.values_list("day", "name"))
    return [
        [
            {
                "day": day,
                "found": by_day[day],
                "is_today": day == today,
                "is_other": day.month != first.month,
                "is_off": not working.is_working(day),
                "holiday": named.get(day, ""),
            }
            for day in week
        ]
        for week in weeks
    ]


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Give the person a new feed address."""
    renew_feed(person=signed_in(request))
    messages.success(request, "Đã đổi địa chỉ lịch; địa chỉ cũ không dùng được nữa.")
    return redirect("tasks:calendar")


def _event_of(each: Happening, *, several: bool) -> DayEvent:
    """Return the event of a calendar: a short title, the names of the duties below."""
    title = f"{each.title} – {each.who}" if several and each.who else each.title
    text = "\n".join(filter(None, (each.who, *each.names)))
    address = settings.SITE_URL + each.address
    return DayEvent(each.uid, each.day, title, text, address, each.rings)


@login_not_required
@require_safe
def ical(request: HttpRequest, token: str) -> HttpResponse:
    """Send the feed to whoever knows the address; 404 for any other."""
    today, now = read_clock()
    person = person_of_feed(token=token)
    if person is None:
        raise Http404
    first, last = today - timedelta(FEED_BACK), today + timedelta(FEED_AHEAD)
    found = agenda_of(person, first, last, today)
    desks = list(dict.fromkeys(each.who for each in found if each.who))
    events = [_event_of(each, several=len(desks) > 1) for each in found]
    name = f"Hạn việc {desks[0]}" if len(desks) == 1 else "Hạn việc theo kế hoạch"
    content = feed(name=name, events=events, now=now)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="lich.ics"'
    return response
