"""What the benchmarks share: production settings, a database of their own, rounds.

Import it before anything of Django: it turns DEBUG off, so that templates are cached
and nothing is recorded per query, and collects the static files when there are none.
Works of one measurement are timed in turn, round by round, so that a busy moment of
the machine falls on the floor and on ours alike; only their ratio is worth quoting.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ENVIRONMENT = {
    "DEBUG": "0",
    "SECRET_KEY": "benchmark-" + "k" * 50,
    "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    "SITE_URL": "http://127.0.0.1",
    "PROVINCE": "Khánh Hòa",
    "REDIS_URL": "redis://127.0.0.1:1",
    "DEFAULT_FROM_EMAIL": "a@example.vn",
    "SECOND_FACTOR": "offered",  # nobody here has a phone to sign in with
    "SECURE_SSL_REDIRECT": "0",
    "LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "kehoach.settings",
}
for _name, _value in ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)
#: Where the pages of the shipped plan stand.
PLAN_PAGES = "/ke-hoach/dan-chu-co-so"
ROUNDS = int(os.environ.get("ROUNDS", "9"))
Work = Callable[[], Any]

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    teardown_databases,
)


def medians(rounds: int = ROUNDS, **works: Work) -> dict[str, float]:
    """Return the median milliseconds of each work, all timed in every round."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            begun = time.perf_counter()
            work()
            if number:  # the first round warms up
                found[name].append((time.perf_counter() - begun) * 1000)
    return {name: median(times) for name, times in found.items()}


def queries_of(work: Work) -> int:
    """Return how many queries the work asks."""
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


def said(label: str, times: Mapping[str, float], floor: str, ours: str) -> str:
    """Return the line of one measurement: every time and the ratio ours / floor."""
    each = ", ".join(f"{name} {value:.1f} ms" for name, value in times.items())
    return f"{label}: {each}, ratio {times[ours] / times[floor]:.2f}"


def main(measure: Callable[[], None]) -> None:
    """Measure in a database that is made for it and thrown away."""
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        call_command("collectstatic", verbosity=0, interactive=False)
    made = setup_databases(verbosity=0, interactive=False)
    try:
        measure()
    finally:
        teardown_databases(made, verbosity=0)
