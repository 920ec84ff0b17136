"""P18: 200 signed-in officers on two gunicorn workers; a closing inside; then no pause.

    DATABASE_URL=postgres://… .venv/bin/python benchmarks/p18_load.py

Three rounds: each act alone (its median is the measure of the others); OFFICERS (200)
people, an act each every 10 s ± 5 (seeded), MINUTES (5), a closing of 20,000 duties in
the middle; the same people without pause for FLOOD (60) seconds. An act is a page, or
the saving of a form that was opened as a page. Ends with 1 when a bar is missed.
Postgres, portal and clients share the machine: `taskset -c 0,1` makes it two cores.
"""

import os
import random
import sys
import threading
import time
from collections import Counter
from statistics import median

from load_client import Answer, Officer, percentile, taken, work
from p1_dashboard import duty, fill, seed
from production import main
from server import portal, resident, session_of, workers_of

# isort: split
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Membership, User
from kehoach.lib.dates import format_date
from tasks.models import Duty, Period, ProgressEntry
from tasks.tests.factories import make_period, make_task

OFFICERS = int(os.environ.get("OFFICERS", "200"))
MINUTES = float(os.environ.get("MINUTES", "5"))
FLOOD = float(os.environ.get("FLOOD", "60"))
AGENCIES, TASKS = 500, 40
PAUSE, NO_PAUSE = (5.0, 15.0), (0.0, 0.0)
ROUNDS = 15
#: The bars: times of the act alone, seconds in the flood, growth of a worker.
TIMES, LONGEST, GROWTH = 10, 30, 1.10
SEED = 18


def measure() -> None:
    """Fill the database, start the portal, let them come."""
    year, user = seed()
    last = last_year(year)
    fill(year, user, AGENCIES)
    close_later(last)
    officers = people(year, last)
    closer = head_of(year)
    with portal() as server:
        alone = each_alone(officers[0])
        pids = workers_of(server)
        memory = [max(map(resident, pids))]
        sampler = threading.Timer(
            MINUTES * 20, lambda: memory.append(max(map(resident, pids)))
        )
        closing = threading.Timer(MINUTES * 30, lambda: close(closer, last))
        for timer in (sampler, closing):
            timer.start()
        work(officers, MINUTES * 60, PAUSE)
        closing.join()
        memory.append(max(map(resident, pids)))
        calm = taken(officers) + closer.answers
        work(officers, FLOOD, NO_PAUSE)
        flood = taken(officers)
        memory.append(max(map(resident, pids)))
    verdict(alone, calm, flood, memory, officers, last)


def last_year(year: Period) -> Period:
    """Open the year before, which is over and not closed yet."""
    return make_period(year.plan, year.year - 1)


def close_later(last: Period) -> None:
    """Give every agency its duties of the year that will be closed."""
    dice = random.Random(SEED)
    tasks = [make_task(last.plan, f"Y.{n}") for n in range(TASKS)]
    rows = [
        duty(task, agency, last, 0.9 if task is tasks[0] else dice.random())
        for agency in Agency.objects.filter(code__startswith="do-")
        for task in tasks
    ]
    Duty.objects.bulk_create(rows, batch_size=2000)


def people(year: Period, last: Period) -> list[Officer]:
    """Return an officer of each of so many agencies, signed in."""
    this = Duty.objects.filter(period=year, state="open", task__code__startswith="X.")
    that = Duty.objects.filter(period=last, task__code="Y.0")
    today, before = format_date(timezone.localdate()), format_date(last.data_to)
    found: list[Officer] = []
    for old in that.select_related("agency").order_by("pk"):
        open_now = [(row.pk, today) for row in this.filter(agency=old.agency)]
        if not open_now:
            continue
        number = len(found)
        user = User.objects.create(username=f"can-bo-{number}", full_name="Cán bộ")
        Membership.objects.create(user=user, agency=old.agency, role="officer")
        found.append(
            Officer(
                number=number,
                cookie=session_of(user),
                desk=reverse("tasks:desk", args=[old.agency.code]),
                duties=[*open_now, (old.pk, before)],
                dice=random.Random(SEED * 1000 + number),
            )
        )
        if len(found) == OFFICERS:
            break
    return found


def head_of(year: Period) -> Officer:
    """Return who closes the year before."""
    steering = year.plan.steering_agency
    user = User.objects.create(username="thu-truong", full_name="Thủ trưởng")
    Membership.objects.create(user=user, agency=steering, role="head")
    desk = reverse("tasks:desk", args=[steering.code])
    return Officer(0, session_of(user), desk, [], random.Random(SEED))


def close(closer: Officer, last: Period) -> None:
    """Close the year before through its page."""
    begun = time.perf_counter()
    path = reverse("tasks:period_close", args=[last.pk])
    status, _, _ = closer.ask("POST", path, "csrfmiddlewaretoken=" + "c" * 32)
    took = time.perf_counter() - begun
    problem = "" if status == 302 else f"close: {status}"
    closer.answers.append(Answer("close", begun, took, problem))


def each_alone(officer: Officer) -> dict[str, float]:
    """Return act → median seconds while nobody else is there."""
    for _ in range(ROUNDS):
        for act in ("desk", "list", "plan", "duty", "form", "save"):
            officer.act(act)
    found = taken([officer])
    assert not any(answer.problem for answer in found), found
    names = {answer.act for answer in found}
    times = {name: [a.seconds for a in found if a.act == name] for name in names}
    return {name: median(each) for name, each in times.items()}


def verdict(
    alone: dict[str, float],
    calm: list[Answer],
    flood: list[Answer],
    memory: list[float],
    officers: list[Officer],
    last: Period,
) -> None:
    """Print what was measured; end with 1 when a bar is missed."""
    closing = next(answer for answer in calm if answer.act == "close")
    calm = [answer for answer in calm if answer.act != "close"]
    print(f"P18 alone: {', '.join(f'{n} {s * 1000:.0f} ms' for n, s in alone.items())}")
    ratios = [answer.seconds / alone[answer.act] for answer in calm]
    for act, one in sorted(alone.items()):
        print(told(act, one, [a.seconds for a in calm if a.act == act]))
    times = percentile(ratios, 95)
    print(f"P18 {len(calm)} acts of {len(officers)} people, p95 {times:.1f} × alone")
    print(f"P18 closing {last.duties.count()} duties: {closing.seconds:.1f} s")
    waits = [answer.seconds for answer in flood]
    said = f"p95 {percentile(waits, 95):.1f} s, longest {max(waits):.1f} s"
    print(f"P18 without pause: {len(flood)} acts, {len(flood) / FLOOD:.0f}/s, {said}")
    print("P18 worker MB (alone, a third, end, flood):", [round(m) for m in memory])
    problems = Counter(a.problem for a in [closing, *calm, *flood] if a.problem)
    missing, unsaid = compared(officers)
    refused = sum(len(officer.refused) for officer in officers)
    print(f"P18 refused as closed {refused}; stored but not said so {len(unsaid)}")
    last.refresh_from_db()
    bars = {
        f"errors: {problems}": not problems,
        f"lost: {sorted(missing)[:5]}": not missing,
        "the year before is closed": not last.is_open,
        f"p95 over {TIMES} × alone": times <= TIMES,
        f"somebody waited over {LONGEST} s": max(waits) <= LONGEST,
        "memory grew": memory[2] <= memory[1] * GROWTH,
    }
    missed = [name for name, is_met in bars.items() if not is_met]
    print("P18 missed:", missed or "nothing")
    if missed:
        sys.exit(1)


def told(act: str, one: float, many: list[float]) -> str:
    """Return the line of one act."""
    p95 = percentile(many, 95)
    return f"P18 {act}: {len(many)} times, p95 {p95 * 1000:.0f} ms, {p95 / one:.1f} ×"


def compared(officers: list[Officer]) -> tuple[set[str], set[str]]:
    """Return texts that were answered as saved and are not there, and the reverse."""
    said = {text for officer in officers for text in officer.saved}
    rows = ProgressEntry.objects.filter(text__startswith="Họp dân lần")
    stored = set(rows.values_list("text", flat=True))
    return said - stored, stored - said


if __name__ == "__main__":
    main(measure)
