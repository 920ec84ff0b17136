"""P3: the tracking table at 65 and 1,000 agencies against P1's floor, one run.

    DATABASE_URL=postgres://… .venv/bin/python benchmarks/p3_matrix.py

The same rows and the same floor (hello + GROUP BY) as `p1_dashboard.py`, 40 clauses.
Prints milliseconds of floor and page (medians), their ratio, queries and bytes.
"""

import gzip

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from p1_dashboard import fill, main, seed, timed

from tasks.models import Duty

SIZES = (65, 1000)
PATH = "/bang-theo-doi/"


def measure() -> None:
    """Grow the database and time floor and page at each size."""
    period, user = seed()
    client = Client()
    client.force_login(user)
    by_state = Duty.objects.filter(period=period).values_list("task_id", "state")
    for size in SIZES:
        fill(period, user, size)
        hello = timed(lambda: client.get("/song"))
        floor = hello + timed(lambda: list(by_state.annotate(number=Count("*"))))
        with CaptureQueriesContext(connection) as asked:
            page = client.get(PATH)
            queries = len(asked)
        assert page.status_code == 200
        ours = timed(lambda: client.get(PATH))
        shown = page.content.count(b'<th scope="row"') - 2  # two rows of sums
        print(
            f"P3 {size:>5} agencies, {shown} shown: floor {floor:.1f} ms, ours"
            f" {ours:.1f} ms, ratio {ours / floor:.2f}, queries {queries},"
            f" {len(page.content) // 1024} kB, {len(gzip.compress(page.content)) // 1024}"
            " kB compressed"
        )


if __name__ == "__main__":
    main(measure)
