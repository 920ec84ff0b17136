"""A crowd that works on a period while somebody opens, closes or changes the whole of it.

Everybody goes through the real pages, each in a thread with a connection of its own.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

from django.db import connection, connections
from django.db.models import F, Q
from django.test import Client
from django.urls import reverse

from agencies.models import User
from tasks.evidence.tests import files
from tasks.models import (
    Duty,
    DutyEvent,
    EntryLink,
    EvidenceLink,
    Extension,
    FigureValue,
    Period,
    ProgressEntry,
    UnitReport,
)
from tasks.tests.crowd_scene import ACTS, Scene

FOUND, FAILED = 302, 500
DONE_ON, NEXT = "05/06/2026", "31/12/2026"
#: Who does how many things.
EACH = {1: 7, 3: 4}


def client_of(person: User) -> Client:
    """Return a browser of the person that is told of a server error by its status; who
    is signed in already stays so.
    """
    client = Client(raise_request_exception=False)
    cookies = getattr(person, "cookies", None)
    if cookies is None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        person.cookies = client.cookies  # type: ignore[attr-defined] # for the next one
    else:
        client.cookies.update(cookies)
    return client


def post(scene: Scene, act: str, number: int, duty: Duty) -> Callable[[], Any]:
    """Return the call that does the act through its page."""
    officer, head = scene.officers[number], scene.heads[number]
    sure = {"day_off": "1", "earlier": "1"}
    later = {"new_due_on": NEXT, "reason": "Bổ sung biểu", **sure}
    to: dict[str, tuple[User, str, dict[str, Any]]] = {
        "save": (officer, "log_progress", {}),
        "attach": (officer, "attach_evidence", paper(duty)),
        "send": (head, "submit", {}),
        "accept": (scene.reviewer, "accept", {}),
        "return": (scene.reviewer, "return", later),
        "extend": (scene.reviewer, "extend", later),
        "letter": (officer, "unit_report", {}),
    }
    person, name, form = to[act]
    client = client_of(person)
    if act == "save":
        figure = duty.task.figures.first()
        form = {
            "done_on": DONE_ON, "text": f"Họp dân, lần {duty.pk}", "progress": "done",
            "version": duty.version, f"figure_{figure.pk}": str(number),
        }  # fmt: skip
    if act == "letter":
        return letter(scene, client, number, duty)
    return lambda: client.post(reverse(f"tasks:{name}", args=[duty.pk]), form)


def paper(duty: Duty) -> dict[str, Any]:
    """Return the form of a document with a file of its own."""
    content = files.PDF + f"% {duty.pk}".encode()
    return {
        "subject": "Báo cáo", "number": f"{duty.pk}/BC", "issued_on": DONE_ON,
        "issuer": "UBND xã", "file": files.upload(content), "confirmed_open": "on",
    }  # fmt: skip


def letter(scene: Scene, client: Client, number: int, duty: Duty) -> Callable[[], Any]:
    """Return the call that records the agency's letter, beside an answer if asked."""
    form = paper(duty) | {"signed_on": DONE_ON}
    if scene.period.kind == Period.Kind.ADHOC:
        said = {"done_on": DONE_ON, "text": "Xin gửi báo cáo", "progress": "done"}
        form |= said | {"version": duty.version, "is_letter": "on"}
        return lambda: client.post(reverse("tasks:log_progress", args=[duty.pk]), form)
    code = scene.agencies[number].code
    form["covers"] = [d.pk for act, n, d in scene.work if n == number and act == "save"]
    address = reverse("tasks:unit_report", args=[code])
    return lambda: client.post(f"{address}?ky={scene.period.key}", form)


def run(scene: Scene, writers: int, seed: int, whole: Callable[[], Any]) -> None:
    """Let the crowd work while `whole` is done once; keep every answer."""
    random = Random(seed)
    work = list(scene.work)
    random.shuffle(work)
    work.sort(key=lambda item: random.random() < 0.3)
    each = EACH.get(writers, 3)
    hands = [deal(scene, work, number, each) for number in range(writers)]
    wait = random.uniform(0, 0.1) * each
    barrier = Barrier(writers + 1)

    def working(calls: list[tuple[str, Callable[[], Any]]]) -> list[Any]:
        barrier.wait()
        try:
            return [(name, call()) for name, call in calls]
        finally:
            connections.close_all()

    def leading() -> list[Any]:
        barrier.wait()
        time.sleep(wait)
        try:
            return [("whole", whole())]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(writers + 1) as pool:
        jobs = [pool.submit(working, calls) for calls in hands]
        jobs.append(pool.submit(leading))
        scene.answers = [answer for job in jobs for answer in job.result()]


def deal(
    scene: Scene, work: list[tuple[str, int, Duty]], writer: int, each: int
) -> list[tuple[str, Callable[[], Any]]]:
    """Take the writer's share: other acts than the neighbour's, of one agency or two."""
    order = ACTS[writer * each % len(ACTS) :] + ACTS[: writer * each % len(ACTS)]
    calls = []
    for act in (order * 2)[:each]:
        mine = next((item for item in work if item[0] == act), None)
        if mine:
            work.remove(mine)
            calls.append((act, post(scene, *mine)))
    return calls


def seen(scene: Scene, before: int) -> list[str]:
    """Return the server errors, and how many deadlocks there were since."""
    wrong = [
        f"{name}: {answer.status_code}"
        for name, answer in scene.answers
        if getattr(answer, "status_code", FOUND) >= FAILED
    ]
    count = deadlocks() - before
    return [*wrong, f"{count} deadlocks"] if count else wrong


def refused(scene: Scene) -> list[str]:
    """Return which acts of the crowd came back as forms. Of two who save the same figure
    the later one is asked to look again, so that is left out when somebody saved.
    """
    crowd = [(name, each.status_code == FOUND) for name, each in scene.answers[:-1]]
    is_saved = ("save", True) in crowd
    return [name for name, ok in crowd if not ok and not (name == "save" and is_saved)]


def deadlocks() -> int:
    """Return how many deadlocks the database has seen, sessions that ended included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def late(period: Period) -> list[str]:
    """Return what was recorded in the closed period after its closing, but on duties
    that were reopened by name.
    """
    period.refresh_from_db()
    after = {"recorded_at__gt": period.closed_at}
    unlocked = Q(duty__reopened_until__isnull=False)
    of_duty = Q(duty__period=period) & ~unlocked
    open_links = EntryLink.objects.exclude(unlocked)
    found = [
        *ProgressEntry.objects.filter(period=period, links__in=open_links, **after),
        *FigureValue.objects.filter(period=period, **after),
        *UnitReport.objects.filter(period=period, **after),
        *Extension.objects.filter(of_duty, **after),
        *EvidenceLink.objects.filter(of_duty, **after),
        *DutyEvent.objects.filter(of_duty, **after),
    ]
    moved = Duty.objects.filter(
        ~Q(state=F("snapshots__state")) | ~Q(progress=F("snapshots__progress")),
        snapshots__period=period,
        reopened_until__isnull=True,
    )
    return [repr(row) for row in (*found, *moved)]
