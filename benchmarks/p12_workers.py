"""P12: memory of a web worker, and 8 clients on 2 workers against the bare list.

    DATABASE_URL=postgres://… .venv/bin/python benchmarks/p12_workers.py

gunicorn on 127.0.0.1 only, 500 agencies. Prints resident megabytes of the largest
worker (after the first pages, after the exports) and requests per second of the bare
list, of the filtered list and of the dashboard, in turn, with their ratios.
"""

import http.client
import threading
import time
from statistics import median

from p1_dashboard import fill, seed
from p2_list import FILTERED
from production import PLAN_PAGES, ROUNDS, main
from server import PORT, get, portal, resident, session_of, workers_of

CLIENTS = 8
SECONDS = 2.0
PAGES = {"bare": "/tran/", "list": FILTERED, "dashboard": f"{PLAN_PAGES}/tong-quan/"}
EXPORTS = (
    f"{PLAN_PAGES}/danh-sach/xlsx/",
    f"{PLAN_PAGES}/danh-sach/csv/",
    f"{PLAN_PAGES}/bang-theo-doi/xlsx/",
    f"{PLAN_PAGES}/bao-cao/{{year}}/docx/",
    f"{PLAN_PAGES}/bao-cao/{{year}}/xlsx/",
)


def measure() -> None:
    """Start the portal once and measure."""
    period, user = seed()
    fill(period, user, 500)
    cookie = f"sessionid={session_of(user)}"
    with portal() as server:
        for path in PAGES.values():
            for _ in range(4):
                assert get(path, cookie)[0] == 200, path
        idle = max(resident(pid) for pid in workers_of(server))
        rates = throughput(cookie)
        for path in EXPORTS:
            for _ in range(3):
                status, length = get(path.format(year=period.year), cookie)
            print(f"P12 {path} {status}, {length // 1024} kB")
        after = max(resident(pid) for pid in workers_of(server))
    print(f"P12 worker: idle {idle:.0f} MB, after exports {after:.0f} MB")
    said = ", ".join(f"{name} {rate:.0f}/s" for name, rate in rates.items())
    ratios = ", ".join(
        f"{name} / bare {rates[name] / rates['bare']:.2f}"
        for name in ("list", "dashboard")
    )
    print(f"P12 {CLIENTS} clients, 2 workers: {said}; {ratios}")


def throughput(cookie: str) -> dict[str, float]:
    """Return requests per second by page, medians of rounds in turn."""
    found: dict[str, list[float]] = {name: [] for name in PAGES}
    for _ in range(max(5, ROUNDS // 2)):
        for name, path in PAGES.items():
            found[name].append(rate_of(path, cookie))
    return {name: median(rates) for name, rates in found.items()}


def rate_of(path: str, cookie: str) -> float:
    """Return how many answers a second the clients got together."""
    done: list[int] = []
    end = time.perf_counter() + SECONDS
    clients = [
        threading.Thread(target=lambda: done.append(ask(path, cookie, end)))
        for _ in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sum(done) / SECONDS


def ask(path: str, cookie: str, end: float) -> int:
    """Ask for the page again and again until the time is over."""
    link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    number = 0
    while time.perf_counter() < end:
        link.request("GET", path, headers={"Cookie": cookie})
        answer = link.getresponse()
        answer.read()
        assert answer.status == 200
        number += 1
    return number


if __name__ == "__main__":
    main(measure)
