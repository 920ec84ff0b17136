"""P3: the tracking table at 65 and 1,000 agencies against P1's floor, in turn.

    DATABASE_URL=postgres://… .venv/bin/python benchmarks/p3_matrix.py

P1's floor (hello + GROUP BY) is that of its design size, 20,000 duties; they stand in
a plan of their own in the same database. The page has 40 clauses. Prints milliseconds
of floor and page (medians), their ratio, queries and bytes.
"""

import gzip

from p1_dashboard import PER_AGENCY, fill, page_against_floor, seed
from production import PLAN_PAGES, main, queries_of, said

# isort: split
from django.test import Client

from tasks.models import Period
from tasks.tests.factories import make_period, make_plan, make_task

SIZES = (65, 1000)
FLOOR_AGENCIES = 500
PATH = f"{PLAN_PAGES}/bang-theo-doi/"


def floor_period(user) -> Period:
    """Return a period of a plan of its own with P1's 20,000 duties."""
    plan = make_plan()
    for number in range(PER_AGENCY):
        make_task(plan, f"Y.{number}")
    period = make_period(plan)
    fill(period, user, FLOOR_AGENCIES, "san")
    return period


def measure() -> None:
    """Grow the database and time floor and page at each size."""
    period, user = seed()
    floor = floor_period(user)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for size in SIZES:
        fill(period, user, size)
        times = page_against_floor(floor, client, PATH)
        page = client.get(PATH)
        shown = page.content.count(b'<th scope="row"') - 2  # two rows of sums
        print(
            said(f"P3 {size:>5} agencies, {shown} shown", times, "floor", "ours"),
            f"queries {queries_of(lambda: client.get(PATH))}",
            f"{len(page.content) // 1024} kB",
            f"{len(gzip.compress(page.content)) // 1024} kB compressed",
            sep=", ",
        )


if __name__ == "__main__":
    main(measure)
