"""P2: «Danh sách» filtered, 50 rows, against a bare list; its search against admin's.

    DATABASE_URL=postgres://… .venv/bin/python benchmarks/p2_list.py

200, 20,000 and 200,000 duties (SIZES: agencies, 40 duties each). Prints milliseconds
(medians, in turn), ratios, queries and the growth from the first size.
"""

from p1_dashboard import SIZES as P1_SIZES
from p1_dashboard import fill, seed
from production import PLAN_PAGES, main, medians, queries_of, said

# isort: split
from django.conf import settings
from django.test import Client

SIZES = P1_SIZES if P1_SIZES != (50, 500, 5000) else (5, 500, 5000)
FILTERED = f"{PLAN_PAGES}/danh-sach/?loai=cap-xa&ma=III.2&trang-thai=hoan-thanh"
SEARCH = "q=xa+so+4"


def measure() -> None:
    """Grow the database and time floor and page at each size."""
    settings.ROOT_URLCONF = "bare"
    period, user = seed()
    user.is_staff = user.is_superuser = True  # the admin's search needs it
    user.save()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    first = 0.0
    for size in SIZES:
        fill(period, user, size)
        works = {
            "bare": "/tran/",
            "list": FILTERED,
            "search": f"{PLAN_PAGES}/danh-sach/?{SEARCH}",
            "admin_search": f"/quan-tri/tasks/duty/?{SEARCH}",
        }
        for path in works.values():
            assert client.get(path).status_code == 200, path
        times = medians(
            **{name: lambda path=path: client.get(path) for name, path in works.items()}
        )
        first = first or times["list"]
        print(
            said(f"P2 {size * 40:>7} duties", times, "bare", "list"),
            f"queries {queries_of(lambda: client.get(FILTERED))}",
            f"growth {times['list'] / first:.2f} ×",
            f"search / admin's {times['search'] / times['admin_search']:.2f}",
            sep=", ",
        )


if __name__ == "__main__":
    main(measure)
