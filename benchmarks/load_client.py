"""Officers for a load test: each is a thread with a session, acts of her own dice.

Light on purpose, because it shares the cores with the portal: no browser, a connection
for each request, the answer read and thrown away.
"""

import http.client
import random
import re
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from statistics import quantiles
from urllib.parse import urlencode

from server import PORT

#: Nobody waits longer (seconds); who does is an error.
PATIENCE = 120
CSRF = "c" * 32
SAVED, OK, ERROR = 302, 200, 400
HIDDEN = re.compile(r'<input type="hidden" name="(version|form_key)" value="([^"]+)"')
CLOSED = "đã chốt"
#: What an act is, in a hundred acts; a form that was opened is saved next.
SHARES = {"desk": 20, "list": 15, "plan": 10, "duty": 15, "form": 40}


@dataclass(frozen=True)
class Answer:
    """How one act was answered; `problem` is empty when all is well."""

    act: str
    begun: float
    seconds: float
    problem: str = ""


@dataclass
class Officer:
    """One person: her session, her agency's desk, the duties that she writes about."""

    number: int
    cookie: str
    desk: str
    #: (key, a day of the duty's period)
    duties: list[tuple[int, str]]
    dice: random.Random
    answers: list[Answer] = field(default_factory=list)
    #: Texts that the portal said it stored, and those that it refused as «đã chốt».
    saved: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    opened: tuple[int, str, dict[str, str]] | None = None
    serial: "count[int]" = field(default_factory=count)

    def act(self, wanted: str = "") -> None:
        """Save the form that is open, else look at a page, and note how it went."""
        names = list(SHARES)
        one = self.dice.choices(names, [SHARES[name] for name in names])[0]
        act = wanted or ("save" if self.opened else one)
        begun = time.perf_counter()
        try:
            problem = self.save() if act == "save" else self.look(act)
        except (OSError, http.client.HTTPException) as error:
            problem = repr(error)
        took = time.perf_counter() - begun
        self.answers.append(Answer(act, begun, took, problem and f"{act}: {problem}"))

    def look(self, act: str) -> str:
        """Open a page; return what is wrong with it."""
        key, day = self.dice.choice(self.duties)
        paths = {
            "desk": self.desk,
            "list": "/ke-hoach/dan-chu-co-so/danh-sach/",
            "plan": "/ke-hoach/dan-chu-co-so/",
            "duty": f"/nhiem-vu/{key}/",
            "form": f"/nhiem-vu/{key}/nhat-ky/",
        }
        status, page, leads_to = self.ask("GET", paths[act])
        if act == "form" and status == OK:
            self.opened = (key, day, dict(HIDDEN.findall(page)))
        # A form of a period that was closed meanwhile leads to its duty.
        is_away = act == "form" and leads_to == f"/nhiem-vu/{key}/"
        return "" if status == OK or is_away else f"{status} {leads_to}"

    def save(self) -> str:
        """Send the open form with a text that nobody else says; look at its answer."""
        assert self.opened
        key, day, hidden = self.opened
        self.opened = None
        text = f"Họp dân lần {next(self.serial)} của cán bộ {self.number}"
        said = {"done_on": day, "text": text, "progress": "in_progress"}
        form = urlencode(hidden | said | {"csrfmiddlewaretoken": CSRF})
        path = f"/nhiem-vu/{key}/nhat-ky/"
        status, page, leads_to = self.ask("POST", path, form)
        if status == SAVED and leads_to == f"/nhiem-vu/{key}/":
            self.saved.append(text)
            status, page, _ = self.ask("GET", leads_to)
            return "" if status == OK and text in page else f"{status} after saving"
        if status == OK and CLOSED in page and text in page:
            self.refused.append(text)
            return ""
        return f"{status} {leads_to} {' '.join(re.findall('invalid-feedback[^<]*<', page))}"

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Return status, page and where it leads to."""
        link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE)
        headers = {"Cookie": f"sessionid={self.cookie}; csrftoken={CSRF}"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            link.request(method, path, body or None, headers)
            answer = link.getresponse()
            page = answer.read().decode(errors="replace")
        finally:
            link.close()
        return answer.status, page, answer.getheader("Location", "")


def work(officers: list[Officer], seconds: float, pause: tuple[float, float]) -> None:
    """Let all of them act until the time is over, each after her pauses."""
    end = time.perf_counter() + seconds

    def alone(officer: Officer) -> None:
        due = time.perf_counter() + officer.dice.uniform(0, pause[1])
        while due < end:
            time.sleep(max(0.0, due - time.perf_counter()))
            officer.act()
            due = max(due + officer.dice.uniform(*pause), time.perf_counter())

    threads = [threading.Thread(target=alone, args=[each]) for each in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def taken(officers: list[Officer]) -> list[Answer]:
    """Take away what they noted, so that the next round begins anew."""
    found = [answer for officer in officers for answer in officer.answers]
    for officer in officers:
        officer.answers = []
    return found


def percentile(values: list[float], wanted: int) -> float:
    """Return the value that `wanted` of a hundred do not exceed."""
    return quantiles(values, n=100, method="inclusive")[wanted - 1]
