"""P17: registers of 65 agencies with 2,000 rows each.

    DATABASE_URL=postgres://… .venv/bin/python benchmarks/p17_registers.py

Works in a test database that it creates and destroys. Prints the page of one register for
the steering agency and for one agency beside the same page with 50 rows in all, what one
more row costs (it counts again), and counting all agencies at closing.
"""

import os
import time

from production import main, medians, queries_of

# isort: split
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from agencies.models import Agency
from agencies.tests.factories import make_user
from tasks.models import RegisterRow
from tasks.registers.tests.registers import MOMENT, counted_figure, make_register, write
from tasks.sums.counted import count_at_closing
from tasks.tests.factories import TODAY, make_duty

AGENCIES = int(os.environ.get("AGENCIES", "65"))
ROWS = int(os.environ.get("ROWS", "2000"))


def filled(register, agencies, person, number):
    """Give each agency so many rows in the register."""
    RegisterRow.objects.bulk_create(
        (
            RegisterRow(
                register=register,
                agency=agency,
                held_by=agency,
                day=TODAY,
                values={"noi": f"Thôn {n}", "nguoi": str(n % 40), "kieu": "Trực tiếp"},
                search_text=f"thon {n}",
                entered_by=person,
                recorded_at=MOMENT["now"],
            )
            for agency in agencies
            for n in range(number)
        ),
        batch_size=5000,
    )


def measure() -> None:
    """Print the ratios."""
    first = make_duty()
    task, period = first.task, first.period
    agencies = [
        Agency(
            code=f"xa-{n}", name=f"Xã số {n}", short_name=f"Xã {n}", kind="cap-xa",
            level="xa", sort_key=f"{n:06d}",
        )
        for n in range(AGENCIES)
    ]  # fmt: skip
    Agency.objects.bulk_create(agencies)
    officer = make_user("officer", agencies[0])
    reviewer = make_user("officer", task.plan.steering_agency)
    large, small = make_register(task.plan), make_register(task.plan)
    for register in (large, small):
        counted_figure(task, register)
    filled(small, agencies[:1], officer, 50)
    filled(large, agencies, officer, ROWS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    for who, person in (("steering agency", reviewer), ("one agency", officer)):
        client = Client()
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")

        def page(register, client=client):
            answer = client.get(reverse("tasks:register", args=[register.pk]))
            assert answer.status_code == 200

        took = medians(small=lambda: page(small), large=lambda: page(large))
        print(
            f"P17 page for {who}: {took['large']:.1f} ms with {AGENCIES * ROWS} rows,"
            f" {took['small']:.1f} ms with 50: {took['large'] / took['small']:.2f} ×,"
            f" {queries_of(lambda: page(large))} queries"
        )
    begun = time.perf_counter()
    write(large, agencies[0], officer)
    one = time.perf_counter() - begun
    begun = time.perf_counter()
    write(small, agencies[1], make_user("officer", agencies[1]))
    none = time.perf_counter() - begun
    print(
        f"P17 one more row: {one * 1000:.0f} ms after {ROWS}, {none * 1000:.0f} ms first"
    )
    begun = time.perf_counter()
    with transaction.atomic():
        count_at_closing(period, officer, MOMENT["now"])
    print(f"P17 counting all at closing: {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main(measure)
