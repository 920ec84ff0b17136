"""P9: an officer saves one entry (log, event, summary) against a plain admin POST.

    DATABASE_URL=postgres://… .venv/bin/python benchmarks/p9_save.py

The floor is the same entry added through a bare form of Django's admin, which checks
its keys and writes its log. On both sides one POST of somebody signed in and its
answer, a redirect that is not followed; the officer's page holds the duty's version,
as in a browser. For comparison: the admin's change form of the smallest row there is
(one day off), and saving in place on the desk, whose answer is the line and the card
that sends, against the admin's POST with the list it leads to ("page").
200, 20,000 and 200,000 duties (SIZES: agencies, 40 duties each).
Prints milliseconds (medians, in turn), ratios, queries and growth.
"""

import os
from itertools import count

from p1_dashboard import fill, seed
from production import Work, main, medians, queries_of, said

# isort: split
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import Membership, User
from kehoach.lib.dates import format_date
from tasks.models import Duty, Holiday, Period

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "5,500,5000").split(","))
BACKEND = "django.contrib.auth.backends.ModelBackend"
serial = count(1)


def measure() -> None:
    """Grow the database and time floor and saving at each size."""
    settings.ROOT_URLCONF = "bare"
    period, admin = seed()
    admin.is_staff = admin.is_superuser = True
    admin.save()
    first = 0.0
    for size in SIZES:
        fill(period, admin, size)
        save, place = saving(period, size)
        add, page = adding(admin, period), adding(admin, period, follow=True)
        times = medians(
            admin=add, smallest=changing(admin), save=save, page=page, place=place
        )
        first = first or times["save"]
        print(
            said(f"P9 {size * 40:>7} duties", times, "admin", "save"),
            f"of the smallest {times['save'] / times['smallest']:.2f}",
            f"in place {times['place'] / times['page']:.2f} of the page",
            f"queries {queries_of(save)} (admin {queries_of(add)})",
            f"{queries_of(place)} in place (page {queries_of(page)})",
            f"growth {times['save'] / first:.2f} ×",
            sep=", ",
        )


def adding(admin: User, period: Period, *, follow: bool = False) -> Work:
    """Return what posts the admin's add form of one entry."""
    client = Client()
    client.force_login(admin, backend=BACKEND)
    agency = Duty.objects.filter(period=period, state="open").last().agency_id

    def post() -> None:
        said = {
            "agency": agency,
            "period": period.pk,
            "done_on": format_date(timezone.localdate()),
            "text": f"Họp dân lần {next(serial)}.",
            "progress": "in_progress",
            "author": admin.pk,
            "recorded_at_0": format_date(timezone.localdate()),
            "recorded_at_1": "08:00:00",
        }
        answer = client.post("/ghi/tasks/progressentry/add/", said, follow=follow)
        assert answer.status_code == (200 if follow else 302), answer.content.decode()

    return post


def changing(admin: User) -> Work:
    """Return what posts the admin's change form of one day off."""
    client, row = Client(), Holiday.objects.first()
    client.force_login(admin, backend=BACKEND)
    path = reverse("admin:tasks_holiday_change", args=[row.pk])

    def post() -> None:
        said = {"day": format_date(row.day), "name": f"Nghỉ lần {next(serial)}"}
        assert client.post(path, said).status_code == 302

    return post


def saving(period: Period, size: int) -> tuple[Work, Work]:
    """Return what posts an officer's entry for one open duty: on the page of the form,
    and in place on the desk.
    """
    plain = Duty.objects.filter(task__code__startswith="X.")  # asks no figures
    duty = plain.filter(period=period, state="open").last()
    officer, made = User.objects.get_or_create(username=f"can-bo-{size}")
    if made:
        Membership.objects.create(user=officer, agency=duty.agency, role="officer")
    client, today = Client(), format_date(timezone.localdate())
    client.force_login(officer, backend=BACKEND)
    versions = count(duty.version)  # the page that a browser posts from holds it

    def post(view: str, status: int, **headers: str) -> None:
        said = {
            "done_on": today,
            "text": f"Họp dân lần {next(serial)}.",
            "progress": "in_progress",
            "version": next(versions),
        }
        path = reverse(f"tasks:{view}", args=[duty.pk])
        answer = client.post(path, said, headers=headers)
        assert answer.status_code == status, answer.content.decode()

    return (
        lambda: post("log_progress", 302),
        lambda: post("log_in_place", 200, hx_request="true"),
    )


if __name__ == "__main__":
    main(measure)
