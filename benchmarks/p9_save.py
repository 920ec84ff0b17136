"""P9: an officer saves one entry (log, event, summary) against a plain admin POST.

    DATABASE_URL=postgres://… .venv/bin/python benchmarks/p9_save.py

The floor is the same entry added through a bare form of Django's admin, which checks
its keys and writes its log, and for comparison the change form of the smallest row
there is (one day off). 200 and 200,000 duties (SIZES: agencies, 40 duties each).
Prints milliseconds (medians, in turn), ratios, queries and growth.
"""

import os
from itertools import count

from p1_dashboard import fill, seed
from production import main, medians, queries_of, said

# isort: split
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import Membership, User
from kehoach.lib.dates import format_date
from tasks.models import Duty, Holiday, Period

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "5,5000").split(","))
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
        save, add, change = saving(period, size), adding(admin, period), changing(admin)
        times = medians(admin=add, smallest=change, save=save)
        first = first or times["save"]
        print(
            said(f"P9 {size * 40:>7} duties", times, "admin", "save"),
            f"of the smallest {times['save'] / times['smallest']:.2f}",
            f"queries {queries_of(save)} (admin {queries_of(add)})",
            f"growth {times['save'] / first:.2f} ×",
            sep=", ",
        )


def adding(admin: User, period: Period):  # noqa: ANN201 -- a closure
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
        answer = client.post("/ghi/tasks/progressentry/add/", said)
        assert answer.status_code == 302, answer.content.decode()

    return post


def changing(admin: User):  # noqa: ANN201 -- a closure
    """Return what posts the admin's change form of one day off."""
    client, row = Client(), Holiday.objects.first()
    client.force_login(admin, backend=BACKEND)
    path = reverse("admin:tasks_holiday_change", args=[row.pk])

    def post() -> None:
        said = {"day": format_date(row.day), "name": f"Nghỉ lần {next(serial)}"}
        assert client.post(path, said).status_code == 302

    return post


def saving(period: Period, size: int):  # noqa: ANN201 -- a closure
    """Return what posts an officer's entry for one open duty."""
    plain = Duty.objects.filter(task__code__startswith="X.")  # asks no figures
    duty = plain.filter(period=period, state="open").last()
    officer, made = User.objects.get_or_create(username=f"can-bo-{size}")
    if made:
        Membership.objects.create(user=officer, agency=duty.agency, role="officer")
    client, today = Client(), format_date(timezone.localdate())
    client.force_login(officer, backend=BACKEND)
    path = reverse("tasks:log_progress", args=[duty.pk])
    versions = count(duty.version)  # the page that a browser posts from holds it

    def post() -> None:
        said = {
            "done_on": today,
            "text": f"Họp dân lần {next(serial)}.",
            "progress": "in_progress",
            "version": next(versions),
        }
        answer = client.post(path, said)
        assert answer.status_code == 302, answer.content.decode()

    return post


if __name__ == "__main__":
    main(measure)
