"""P10: the first page on a phone: bytes over the line, layout shift, scripts.

    DATABASE_URL=postgres://… .venv/bin/python benchmarks/p10_phone.py

Chromium, 390 px, empty cache, from gunicorn and WhiteNoise (files compressed by
`collectstatic`). Prints per page the kilobytes as transferred (headers too), how much
of it before the page can be read, the layout shift and scripts that are not deferred.
The bar is a number of bytes, so there is no floor and no ratio. Last the desk on a slow
line (400 kbit/s, 400 ms): seconds from the press to the first row that is painted, with
an empty cache and with the files that the sign-in page left; the bar is 4 s.
"""

import shutil
from collections import Counter
from typing import Any

from p1_dashboard import fill, seed
from playwright.sync_api import Browser, sync_playwright
from production import PLAN_PAGES, main
from server import PORT, portal, session_of

# isort: split
from agencies.models import Membership, User
from tasks.models import Duty

BASE = f"http://127.0.0.1:{PORT}"
SHIFT = """window.shift = 0; new PerformanceObserver(list => { for (const e of
list.getEntries()) if (!e.hadRecentInput) window.shift += e.value; })
.observe({type: 'layout-shift', buffered: true});"""
SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
#: Milliseconds from the start of the navigation until a row of the desk is painted.
FIRST_ROW = """(() => { const look = () => {
const row = document.querySelector('.desk-do');
const painted = performance.getEntriesByName('first-contentful-paint').length;
if (row && painted && row.getBoundingClientRect().height) {
  requestAnimationFrame(() => { window.firstRow = performance.now(); });
} else requestAnimationFrame(look); }; look(); })();"""
BLOCKING = "document.querySelectorAll('script[src]:not([defer]):not([async])').length"


def measure() -> None:
    """Open every page in a fresh context."""
    period, reader = seed()
    fill(period, reader, 65)
    agency = Duty.objects.filter(period=period).last().agency
    officer = User.objects.create(username="can-bo", full_name="Cán bộ")
    Membership.objects.create(user=officer, agency=agency, role="officer")
    keys = {user.pk: session_of(user) for user in (officer, reader)}
    pages = (
        ("login", None, ["/dang-nhap/"]),
        ("login + desk", officer, ["/dang-nhap/", f"/don-vi/{agency.code}/"]),
        ("overview", reader, [f"{PLAN_PAGES}/tong-quan/"]),
        ("plan", reader, [f"{PLAN_PAGES}/"]),
        ("list", reader, [f"{PLAN_PAGES}/danh-sach/"]),
        ("matrix", reader, [f"{PLAN_PAGES}/bang-theo-doi/"]),
    )
    with portal(), sync_playwright() as engine:
        chromium = engine.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, user, paths in pages:
            print(f"P10 {name}: {opened(chromium, user and keys[user.pk], paths)}")
        desk = f"/don-vi/{agency.code}/"
        for name, before in (("empty cache", ()), ("after sign-in", ("/dang-nhap/",))):
            seconds = first_row(chromium, keys[officer.pk], before, desk)
            print(f"P10 desk, 400 kbit/s, 400 ms, {name}: first row {seconds:.1f} s")
        chromium.close()


def opened(chromium: Browser, key: str | None, paths: list[str]) -> str:
    """Return what was measured of the pages, opened one after the other."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2
    )
    page = context.new_page()
    page.add_init_script(SHIFT)
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    kinds: dict[str, str] = {}
    bytes_of: Counter[str] = Counter()

    def began(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event.get("type", "Other")

    def ended(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        bytes_of[kind] += int(event["encodedDataLength"])

    line.on("Network.requestWillBeSent", began)
    line.on("Network.loadingFinished", ended)
    for path in paths:
        if key and path == paths[-1]:
            context.add_cookies([{"name": "sessionid", "value": key, "url": BASE}])
        page.goto(BASE + path, wait_until="networkidle")
    page.wait_for_timeout(500)
    shift, blocking = page.evaluate("window.shift"), page.evaluate(BLOCKING)
    title = page.title()
    context.close()
    each = ", ".join(f"{k} {n / 1024:.0f}" for k, n in bytes_of.most_common())
    total = sum(bytes_of.values()) / 1024
    return (
        f"{total:.0f} kB ({each}), layout shift {shift:.4f}, "
        f"scripts not deferred {blocking} · {title}"
    )


def first_row(chromium: Browser, key: str, before: tuple[str, ...], path: str) -> float:
    """Return the seconds until the first row of the desk is painted on a slow line."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2
    )
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    for each in before:
        page.goto(BASE + each, wait_until="networkidle")
    page.add_init_script(FIRST_ROW)
    context.add_cookies([{"name": "sessionid", "value": key, "url": BASE}])
    page.goto(BASE + path, wait_until="load")
    page.wait_for_function("window.firstRow")
    seconds = float(page.evaluate("window.firstRow")) / 1000
    context.close()
    return seconds


if __name__ == "__main__":
    main(measure)
