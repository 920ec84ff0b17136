"""P8: a reminder run of 500 and 5,000 agencies against raw SMTP, in one run.

    DATABASE_URL=postgres://… DEBUG=1 .venv/bin/python benchmarks/p8_reminders.py

Works in a test database that it creates and destroys. Prints letters per second of
the floor (prebuilt letters of the same size, one connection), of ours (plan, claim,
write, send, record), the ratio, statements and the growth of memory.
"""

import os
import resource
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehoach.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    teardown_databases,
)
from django.utils import timezone  # noqa: E402

from agencies.models import Agency, Membership, User  # noqa: E402
from tasks.models import Duty, Period, Plan, Reminder, ReminderRun, Rung  # noqa: E402
from tasks.services.ledger import claim  # noqa: E402
from tasks.services.posting import message_of  # noqa: E402
from tasks.services.reminders import plan_reminders  # noqa: E402
from tasks.services.sending_reminders import run_reminders  # noqa: E402
from tasks.services.writing_letters import write_letters  # noqa: E402
from tasks.tests.factories import make_period, make_plan, make_task  # noqa: E402

DUE = date(2026, 12, 16)
TODAY = date(2026, 12, 9)
TASKS = 40
ROUNDS = int(os.environ.get("ROUNDS", "5"))
SIZES = [int(size) for size in os.environ.get("SIZES", "500,5000").split(",")]


@contextmanager
def sink() -> Iterator[int]:
    """Run the sink in a process of its own; yield its port."""
    program = Path(__file__).with_name("smtp_sink.py")
    child = subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE)
    assert child.stdout is not None
    try:
        yield int(child.stdout.readline())
    finally:
        child.terminate()


def seed() -> tuple[Plan, Period]:
    """Create a plan of 40 tasks with the week-before step."""
    plan = make_plan()
    period = make_period(plan)
    for _ in range(TASKS):
        make_task(plan)
    for offset, addressees in ((-30, "officers"), (-7, "officers"), (7, "head")):
        Rung.objects.create(
            plan=plan,
            schedule="annual",
            basis="due",
            offset_days=offset,
            addressees=addressees,
        )
    return plan, period


def grow(plan: Plan, period: Period, agencies: int) -> None:
    """Add agencies, one officer each, until there are so many."""
    have = User.objects.count()
    names = [f"UBND xã số {n}" for n in range(have, agencies)]
    units = [
        Agency(code=f"x{n}", name=n, short_name=n, kind="cap-xa", level="xa")
        for n in names
    ]
    for number, unit in enumerate(units, have):
        unit.code = f"xa-{number}"
        unit.fill_keys()
    units = Agency.objects.bulk_create(units)
    people = User.objects.bulk_create(
        User(username=u.code, full_name=f"Cán bộ {u.name}", email=f"{u.code}@e.vn")
        for u in units
    )
    Membership.objects.bulk_create(
        Membership(user=person, agency=unit, role="officer")
        for person, unit in zip(people, units, strict=True)
    )
    tasks = list(plan.tasks.all())
    for start in range(0, len(units), 250):
        Duty.objects.bulk_create(
            Duty(
                task=task,
                agency=unit,
                period=period,
                schedule="annual",
                opened_on=period.data_from,
                due_on=DUE,
            )
            for unit in units[start : start + 250]
            for task in tasks
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def memory() -> float:
    """Return the peak of memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def floor(port: int, letters: int) -> float:
    """Return letters per second of prebuilt letters over one connection."""
    person = list(User.objects.order_by("pk").values_list("pk", flat=True)[:1])
    now = timezone.now()
    plan_reminders(today=TODAY, now=now)
    batch = claim(person_ids=person, today=TODAY, now=now)
    assert batch is not None
    (letter,) = write_letters(batch=batch, people=person, today=TODAY)[0]
    raw = message_of(letter).message().as_bytes(linesep="\r\n")
    clear()
    start = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as client:
        for _ in range(letters):
            client.sendmail("so@e.vn", [letter.address], raw)
    return letters / (time.perf_counter() - start)


def clear() -> None:
    """Empty the ledger, dead rows too: a run never meets the rounds before it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE tasks_reminder")
    Reminder.objects.all().delete()
    ReminderRun.objects.all().delete()


def ours(letters: int) -> float:
    """Return letters per second of a whole run."""
    start = time.perf_counter()
    tally = run_reminders(today=TODAY, clock=timezone.now)
    elapsed = time.perf_counter() - start
    assert tally.sent == letters, tally
    clear()
    return letters / elapsed


def measure(port: int, agencies: int) -> float:
    """Print the figures of one size; return seconds of our run."""
    before = memory()
    with CaptureQueriesContext(connection) as queries:
        ours(agencies)
    grown = memory() - before
    statements = sum(not is_clearing(query["sql"]) for query in queries)
    pairs = [(floor(port, min(agencies, 500)), ours(agencies)) for _ in range(ROUNDS)]
    raw, own = median(a for a, _ in pairs), median(b for _, b in pairs)
    ratio = median(b / a for a, b in pairs)
    print(
        f"{agencies:>6} agencies, {agencies * TASKS} duties: raw SMTP {raw:.0f}/s,"
        f" ours {own:.0f}/s, ratio {ratio:.2f} (must ≥ 0.20, aim ≥ 0.40);"
        f" {statements} statements (must ≤ {20 + agencies // 50});"
        f" memory +{grown:.0f} MB (must ≤ 40)"
    )
    return agencies / own


def is_clearing(sql: str) -> bool:
    """Return whether the statement belongs to `clear`."""
    return sql.startswith(("DELETE", "TRUNCATE"))


def main() -> None:
    """Measure both sizes in one test database."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with sink() as port:
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
            plan, period = seed()
            times = []
            for size in SIZES:
                grow(plan, period, size)
                times.append(measure(port, size))
            growth = times[-1] / times[0]
            print(
                f"{SIZES[-1] // SIZES[0]} × agencies = {growth:.1f} × time (must ≤ 12 for 10 ×)"
            )
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
