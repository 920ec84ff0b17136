"""P14: 100 plans × 65 agencies × 30 tasks against one plan, one run.

    DATABASE_URL=postgres://… DEBUG=1 .venv/bin/python benchmarks/p14_many_plans.py

Works in a test database that it creates and destroys. Times the desk, the queue, the
search and the pages of one plan with one plan in the database, then with all of them; the
agency of the desk owes fifty tasks of the first plan, a page of its desk before and after
(`PLANS`, 100 unless told); and the list of plans against hello + GROUP BY over plans.
Prints milliseconds (medians), the ratio of after to before, and the queries.
"""

import os
import random

from p1_dashboard import duty, running_days
from production import main, medians, queries_of, said

# isort: split
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.utils import timezone

from agencies.models import Agency, Membership, User
from kehoach.lib.text import search_text
from tasks.models import Duty, Plan
from tasks.sums.refreshing import refresh_sums
from tasks.tests.factories import make_period, make_plan, make_task

PLANS = int(os.environ.get("PLANS", "100"))
AGENCIES, TASKS = 65, 30
#: Of `duty`: accepted, waiting, still to do.
_CHANCES = (0.6, 0.7, 0.9)
_SIGNED_IN = "django.contrib.auth.backends.ModelBackend"


def agencies() -> list[Agency]:
    """Create the agencies, the first of which steers every plan."""
    rows = [
        Agency(
            code=f"cq-{n}",
            name=f"Cơ quan số {n}",
            short_name=f"Cơ quan số {n}",
            kind="so",
            level="tinh",
            sort_key=f"{n:06d}",
            search_text=search_text(f"Cơ quan số {n}"),
        )
        for n in range(AGENCIES)
    ]
    return Agency.objects.bulk_create(rows)


def person(name: str, agency: Agency) -> Client:
    """Return the client of an officer of the agency."""
    user = User.objects.create(username=name, full_name=name)
    Membership.objects.create(user=user, agency=agency, role="officer")
    client = Client()
    client.force_login(user, backend=_SIGNED_IN)
    return client


def fill(number: int, owing: list[Agency]) -> Plan:
    """Create a plan whose every task every agency owes; codes are those of all plans."""
    dice, today = random.Random(number), timezone.localdate()
    plan = make_plan(owing[0], code=f"ke-hoach-so-{number}", state="running")
    tasks = [make_task(plan, f"III.{n}") for n in range(TASKS)]
    period = make_period(plan, today.year, **running_days(today))
    Duty.objects.bulk_create(
        (
            duty(task, agency, period, dice.choices(_CHANCES, (95, 2, 3))[0])
            for task in tasks
            for agency in owing
        ),
        batch_size=2000,
    )
    return plan


def owe_a_page(plan: Plan, agency: Agency) -> None:
    """Let the agency owe fifty tasks of the plan: as many rows as its desk over all plans
    shows on a page.
    """
    period = plan.periods.get()
    Duty.objects.filter(agency=agency).delete()
    tasks = [*plan.tasks.all(), *(make_task(plan) for _ in range(TASKS, 50))]
    rows = (duty(task, agency, period, 0.9) for task in tasks)
    Duty.objects.bulk_create(rows)


def pages(plan: Plan, agency: Agency) -> dict[str, tuple[str, str]]:
    """Return name → who opens it, its address."""
    root = f"/ke-hoach/{plan.code}"
    return {
        "desk": ("officer", f"/don-vi/{agency.code}/"),
        "queue": ("steering", f"{root}/tiep-nhan/"),
        "search": ("steering", "/tim-kiem/?q=III.7"),
        "overview": ("steering", f"{root}/tong-quan/"),
        "list": ("steering", f"{root}/danh-sach/"),
        "matrix": ("steering", f"{root}/bang-theo-doi/"),
        "plan": ("officer", f"{root}/"),
    }


def settle() -> None:
    """Fold the sums and tell the database how much there is."""
    refresh_sums(today=timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measure() -> None:
    """Time the pages with one plan, then with all of them."""
    owing = agencies()
    clients = {
        "officer": person("can-bo", owing[1]),
        "steering": person("so", owing[0]),
    }
    plan = fill(0, owing)
    owe_a_page(plan, owing[1])
    settle()
    asked = pages(plan, owing[1])
    one = {name: timed(clients[who], path) for name, (who, path) in asked.items()}
    for number in range(1, PLANS):
        fill(number, owing)
    settle()
    for name, (who, path) in asked.items():
        many = timed(clients[who], path)
        times = {"one": one[name][0], "many": many[0]}
        line = said(f"P14 {name}", times, "one", "many")
        print(f"{line}, queries {one[name][1]} → {many[1]}, {many[2] / 1024:.0f} kB")
    list_of_plans(clients["steering"])


def timed(client: Client, path: str) -> tuple[float, int, int]:
    """Return milliseconds, queries and bytes of the page."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    times = medians(page=lambda: client.get(path))
    return times["page"], queries_of(lambda: client.get(path)), len(answer.content)


def list_of_plans(client: Client) -> None:
    """Time the list of plans against hello + GROUP BY over plans."""
    by_plan = Duty.objects.values_list("period__plan_id", "state")
    times = medians(
        hello=lambda: client.get("/song"),
        group_by=lambda: list(by_plan.annotate(number=Count("*"))),
        ours=lambda: client.get("/ke-hoach/"),
    )
    times["floor"] = times["hello"] + times["group_by"]
    asked = queries_of(lambda: client.get("/ke-hoach/"))
    print(
        f"{said(f'P14 list of {PLANS} plans', times, 'floor', 'ours')}, queries {asked}"
    )


if __name__ == "__main__":
    main(measure)
