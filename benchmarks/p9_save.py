"""P9: an officer saves one entry (log, event, summary) against a plain admin POST.

    DATABASE_URL=postgres://… .venv/bin/python benchmarks/p9_save.py

The floor is the change form of one small row in Django's admin. 200 and 200,000
duties (SIZES: agencies, 40 duties each). Prints milliseconds (medians, in turn),
ratio, queries and growth.
"""

import os
from itertools import count

from p1_dashboard import fill, seed
from production import main, medians, queries_of, said

# isort: split
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
    period, admin = seed()
    admin.is_staff = admin.is_superuser = True
    admin.save()
    first = 0.0
    for size in SIZES:
        fill(period, admin, size)
        save, change = saving(period, size), changing(admin)
        times = medians(admin=change, save=save)
        first = first or times["save"]
        print(
            said(f"P9 {size * 40:>7} duties", times, "admin", "save"),
            f"queries {queries_of(save)}",
            f"growth {times['save'] / first:.2f} ×",
            sep=", ",
        )


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
    duty = Duty.objects.filter(period=period, state="open").last()
    officer, made = User.objects.get_or_create(username=f"can-bo-{size}")
    if made:
        Membership.objects.create(user=officer, agency=duty.agency, role="officer")
    client, today = Client(), format_date(timezone.localdate())
    client.force_login(officer, backend=BACKEND)
    path = reverse("tasks:log_progress", args=[duty.pk])

    def post() -> None:
        duty.refresh_from_db(fields=["version"])
        said = {
            "done_on": today,
            "text": f"Họp dân lần {next(serial)}.",
            "progress": "in_progress",
            "version": duty.version,
        }
        answer = client.post(path, said)
        assert answer.status_code == 302, answer.content.decode()[:3000]

    return post


if __name__ == "__main__":
    main(measure)
