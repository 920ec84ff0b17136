"""P1: the dashboard at 50, 500 and 5,000 agencies against hello + GROUP BY, one run.

    DATABASE_URL=postgres://… DEBUG=1 .venv/bin/python benchmarks/p1_dashboard.py

Works in a test database that it creates and destroys. 40 duties per agency, every
figure of the measures answered by two agencies of three. Prints milliseconds of the
floor and of ours (medians), their ratio, the queries and the growth.
"""

import os
import random
from datetime import date, timedelta
from decimal import Decimal

from production import PLAN_PAGES, Work, main, medians, queries_of, said

# isort: split
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.utils import timezone

from agencies.models import Agency, Membership, User
from kehoach.lib.text import search_text
from tasks.models import Duty, Figure, FigureValue, Period, Plan, Task
from tasks.sums.refreshing import refresh_sums
from tasks.tests.factories import make_period, make_task

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "50,500,5000").split(","))
PER_AGENCY = 40
PATH = f"{PLAN_PAGES}/tong-quan/"
SENT = date(2026, 12, 1)


def seed() -> tuple[Period, User]:
    """Load the shipped plan, pad it to 40 tasks, give it a reader."""
    call_command("load_agencies", verbosity=0)
    call_command("load_plan", verbosity=0)
    plan = Plan.objects.get()
    for number in range(PER_AGENCY - plan.tasks.count()):
        make_task(plan, f"X.{number}")
    user = User.objects.create(username="do", full_name="Đo")
    Membership.objects.create(user=user, agency=plan.steering_agency, role="officer")
    today = timezone.localdate()
    return make_period(plan, today.year, **running_days(today)), user


def running_days(today: date) -> dict[str, date]:
    """Return the days of a period that is nearly over."""
    return {
        "data_from": today - timedelta(days=300),
        "data_to": today + timedelta(days=20),
        "unit_due": today + timedelta(days=24),
    }


def fill(period: Period, user: User, wanted: int, prefix: str = "do") -> None:
    """Add agencies up to `wanted`, each with 40 duties and answers."""
    dice = random.Random(7)
    have = Agency.objects.filter(code__startswith=f"{prefix}-").count()
    rows = [
        Agency(
            code=f"{prefix}-{n}",
            name=f"Xã số {n}",
            short_name=f"Xã số {n}",
            kind="cap-xa",
            level="xa",
            sort_key=f"{n:06d}",
            search_text=search_text(f"Xã số {n}"),
        )
        for n in range(have, wanted)
    ]
    agencies = Agency.objects.bulk_create(rows, batch_size=1000)
    tasks = list(Task.objects.filter(plan=period.plan_id))
    duties = [
        duty(task, agency, period, dice.random())
        for agency in agencies
        for task in tasks
    ]
    Duty.objects.bulk_create(duties, batch_size=2000)
    answer(agencies, period, user, dice)
    refresh_sums(today=timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def duty(task: Task, agency: Agency, period: Period, chance: float) -> Duty:
    """Return an unsaved duty: two of three accepted, some waiting, some silent."""
    found = Duty(
        task=task,
        agency=agency,
        period=period,
        schedule=task.schedule,
        opened_on=period.data_from,
        due_on=period.unit_due,
    )
    if chance < 0.8:
        found.state, found.progress = "submitted", "done"
        found.first_sent_on, found.submitted_at = SENT, timezone.now()
        found.last_entry_on = SENT
    if chance < 0.66:
        found.state, found.accepted_on = "accepted", SENT
    return found


def answer(
    agencies: list[Agency], period: Period, user: User, dice: random.Random
) -> None:
    """Store answers to the figures that communes are asked."""
    figures = [
        f
        for f in Figure.objects.filter(plan=period.plan_id)
        if not f.only_for or "cap-xa" in f.only_for
    ]
    rows = [
        FigureValue(
            figure=figure,
            agency=agency,
            period=period,
            number=None if figure.type == "yes_no" else Decimal(5),
            flag=dice.random() < 0.8 if figure.type == "yes_no" else None,
            entered_by=user,
            recorded_at=timezone.now(),
        )
        for agency in agencies
        for figure in figures
        if dice.random() < 0.66
    ]
    FigureValue.objects.bulk_create(rows, batch_size=2000)


def floor_of(period: Period, client: Client) -> dict[str, Work]:
    """Return the two parts of the floor: a page that asks nothing, one GROUP BY."""
    by_state = Duty.objects.filter(period=period).values_list("task_id", "state")
    return {
        "hello": lambda: client.get("/song"),
        "group_by": lambda: list(by_state.annotate(number=Count("*"))),
    }


def page_against_floor(period: Period, client: Client, path: str) -> dict[str, float]:
    """Return milliseconds of hello, group_by, floor (their sum) and ours."""
    assert client.get(path).status_code == 200
    times = medians(**floor_of(period, client), ours=lambda: client.get(path))
    return times | {"floor": times["hello"] + times["group_by"]}


def measure() -> None:
    """Grow the database and time floor and page at each size."""
    period, user = seed()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    first = 0.0
    for size in SIZES:
        fill(period, user, size)
        times = page_against_floor(period, client, PATH)
        first = first or times["ours"]
        line = said(f"P1 {size:>5} agencies", times, "floor", "ours")
        asked = queries_of(lambda: client.get(PATH))
        print(f"{line}, queries {asked}, growth {times['ours'] / first:.2f} ×")


if __name__ == "__main__":
    main(measure)
