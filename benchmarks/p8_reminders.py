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
from typing import Self

from production import ROUNDS

# isort: split
from django.conf import settings
from django.db import connection
from django.test.utils import (
    CaptureQueriesContext,
    setup_databases,
    teardown_databases,
)
from django.utils import timezone

from agencies.models import Agency, Membership, User
from tasks.models import Duty, Envelope, Period, Plan, Reminder, ReminderRun, Rung
from tasks.reminders.building import write_letters
from tasks.reminders.ledger import claim
from tasks.reminders.planning import plan_reminders
from tasks.reminders.sending import run_reminders
from tasks.reminders.smtp import message_of
from tasks.tests.factories import make_period, make_plan, make_task

DUE = date(2026, 12, 16)
TODAY = date(2026, 12, 9)
TASKS = 40
SIZES = [int(size) for size in os.environ.get("SIZES", "500,5000").split(",")]


@contextmanager
def sink() -> Iterator[tuple[int, int]]:
    """Run the sink in a process of its own; yield its port and process."""
    program = Path(__file__).with_name("smtp_sink.py")
    child = subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE)
    assert child.stdout is not None
    try:
        yield int(child.stdout.readline()), child.pid
    finally:
        child.terminate()


class Meter:
    """Wall time of a stretch, and the processor time of each process in it.

    Of the database it is the backend of this connection alone: what others wait for
    on a shared machine does not count, and nobody else's work does.
    """

    def __init__(self, server: int) -> None:
        self.processes = {"python": os.getpid(), "smtp": server}
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.processes["postgres"] = cursor.fetchone()[0]

    def __enter__(self) -> Self:
        self.before, self.start = self._read(), time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall = time.perf_counter() - self.start
        now = self._read()
        self.used = {name: now[name] - spent for name, spent in self.before.items()}
        self.cpu = sum(self.used.values())

    def _read(self) -> dict[str, float]:
        return {name: spent_by(pid) for name, pid in self.processes.items()}


def spent_by(pid: int) -> float:
    """Return the seconds of processor that a process of this machine has used."""
    if not (stat := Path(f"/proc/{pid}/stat")).exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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


def floor(port: int, letters: int, meter: Meter) -> Meter:
    """Measure prebuilt letters over one connection."""
    person = list(User.objects.order_by("pk").values_list("pk", flat=True)[:1])
    now = timezone.now()
    plan_reminders(today=TODAY, now=now)
    batch = claim(person_ids=person, today=TODAY, now=now)
    assert batch is not None
    (letter,) = write_letters(batch=batch, people=person, today=TODAY, now=now)[0]
    raw = message_of(letter).message().as_bytes(linesep="\r\n")
    clear()
    with meter, smtplib.SMTP("127.0.0.1", port) as client:
        for _ in range(letters):
            client.sendmail("so@e.vn", [letter.address], raw)
    return meter


def clear() -> None:
    """Empty the ledger, dead rows too: a run never meets the rounds before it."""
    for model in (Reminder, Envelope, ReminderRun):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
            else:
                cursor.execute(f"DELETE FROM {model._meta.db_table}")


def ours(letters: int, meter: Meter) -> Meter:
    """Measure a whole run."""
    with meter:
        tally = run_reminders(today=TODAY, clock=timezone.now, any_hour=True)
    assert tally.sent == letters, tally
    return meter


def measure(port: int, server: int, agencies: int) -> float:
    """Print the figures of one size; return seconds of our run."""
    before = memory()
    meter = Meter(server)
    with CaptureQueriesContext(connection) as queries:
        ours(agencies, meter)
    grown = memory() - before
    clear()
    letters = min(agencies, 500)
    raw, own = [], []
    for _ in range(ROUNDS):
        raw.append(floor(port, letters, Meter(server)))
        own.append(ours(agencies, Meter(server)))
        clear()
    times, scale = list(zip(raw, own, strict=True)), agencies / letters
    wall = median(a.wall * scale / b.wall for a, b in times)
    cpu = median(a.cpu * scale / b.cpu for a, b in times)
    seconds = median(b.wall for b in own)
    print(
        f"{agencies:>6} agencies, {agencies * TASKS} duties:"
        f" raw SMTP {letters / median(a.wall for a in raw):.0f}/s,"
        f" ours {agencies / seconds:.0f}/s, ratio {wall:.2f} (must ≥ 0.20, aim ≥ 0.40);"
        f" {len(queries)} statements (must ≤ {20 + agencies // 50});"
        f" memory +{grown:.0f} MB (must ≤ 40)"
    )
    print(f"       processor time: ratio {cpu:.2f};", end="")
    for name, meters in (("raw SMTP", raw), ("ours", own)):
        used = {each: median(m.used[each] for m in meters) for each in own[0].used}
        print(f" {name} {median(m.cpu for m in meters):.2f} s", end=" ")
        print(*(f"{each} {spent:.2f}" for each, spent in used.items()), end=";")
    print(flush=True)
    return seconds


def main() -> None:
    """Measure both sizes in one test database."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with sink() as (port, server):
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
            plan, period = seed()
            times = []
            for size in SIZES:
                grow(plan, period, size)
                times.append(measure(port, server, size))
            growth = times[-1] / times[0]
            print(
                f"{SIZES[-1] // SIZES[0]} × agencies = {growth:.1f} × time (must ≤ 12 for 10 ×)"
            )
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
