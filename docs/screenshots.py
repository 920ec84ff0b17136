"""The pictures of docs/huong-dan.md, taken anew from the sample data: `make screenshots`.

A throw-away database is filled with the sample year, the portal is started on a free
port and every picture is taken as the person who would see it; those that change
something come last. Names of pictures take only these; an address (http://…) takes them
of the portal that runs there with this checkout's database.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from screenshot_steps import (
    closing,
    draft_of_event,
    list_of_people,
    people_of_event,
    preview_of_event,
    send_everything,
)

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
#: Of the sample data only; `kehoach.sample.logins` prints it.
PASSWORD = "KeHoach-mau-2026!"  # noqa: S105 -- refused outside DEBUG
UNIT = "/don-vi/ubnd-x22366/"
#: The first of the plans of the sample data.
CODE = "dan-chu-co-so"
PLAN = f"/ke-hoach/{CODE}"
YEAR = date.today().year
#: Groups of the year, without what ad-hoc requests ask.
OWN = "#nhom-sau-do ~ .desk-lines"
COMMANDS = ("migrate", "load_plan", "seed_outlines", "seed_schedules", "load_demo")
FLAGS = [
    "--no-sandbox",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, where, how large, what is pressed first; `script` says
    the address where a path alone does not.
    """

    name: str
    user: str
    path: str
    height: int = 833
    width: int = 1200
    press: Callable[[Page], object] = lambda _: None
    script: str = ""


def first_duty(page: Page) -> None:
    """Open the first duty of the desk."""
    page.locator(f"{OWN} a.desk-link[href*='/nhiem-vu/']").first.click()
    page.wait_for_load_state()


def then(*labels: str) -> Callable[[Page], None]:
    """Return what opens the first duty and presses links by their names."""

    def press(page: Page) -> None:
        first_duty(page)
        for label in labels:
            page.get_by_role("link", name=label).first.click()
            page.wait_for_load_state()

    return press


def first_in_queue(page: Page) -> None:
    """Open the first submission of the queue and the form that sends it back."""
    page.locator(".queue th a").first.click()
    page.wait_for_load_state()
    page.get_by_text("Yêu cầu bổ sung", exact=True).first.click()


def in_place(page: Page) -> None:
    """Open the first line of the desk."""
    page.locator(f"{OWN} [data-log]").first.click()
    page.locator("form[data-in-place]").wait_for()


#: Prints the one-time address of somebody who was never there.
ACTIVATION = """
from agencies.models import User
from agencies.accounts.activating import activation_link
print(activation_link(User.objects.get(username="officer.ubnd-x22624")))
"""
#: Prints the address of the sample's ad-hoc request.
ASKED = """
from tasks.models import AdhocRequest
print(f"/bao-cao-dot-xuat/{AdhocRequest.objects.filter(state='open').first().pk}/ket-qua/")
"""

SHOTS = (
    Shot("nhiem-vu-don-vi", "nt.canbo", UNIT, 917),
    Shot("ghi-tai-dong", "nt.canbo", UNIT, 1083, press=in_place),
    Shot("mot-nhiem-vu", "nt.canbo", UNIT, 939, press=first_duty),
    Shot("ghi-nhat-ky", "nt.canbo", UNIT, 1083, press=then("Cập nhật kết quả")),
    Shot("minh-chung", "nt.canbo", UNIT, 958, press=then("Thêm minh chứng")),
    Shot("phoi-hop", "nt.canbo", UNIT, 750, press=then("Đề nghị đơn vị phối hợp")),
    Shot("dien-thoai-don-vi", "nt.canbo", UNIT, 844, 390),
    Shot("dien-thoai-nhat-ky", "nt.canbo", UNIT, 844, 390, then("Cập nhật kết quả")),
    Shot("van-thu", "nt.vanthu", f"{UNIT}bao-cao/?ke-hoach={CODE}", 917),
    Shot("tong-quan", "snv.canbo", f"{PLAN}/tong-quan/", 1183),
    Shot("dien-thoai-tong-quan", "snv.canbo", f"{PLAN}/tong-quan/", 844, 390),
    Shot("dien-bien", "snv.canbo", f"{PLAN}/tong-quan/dien-bien/", 975, 1080),
    Shot("bang-theo-doi", "snv.canbo", f"{PLAN}/bang-theo-doi/", 975, 1080),
    Shot("tiep-nhan", "snv.canbo", f"{PLAN}/tiep-nhan/"),
    Shot(
        "yeu-cau-bo-sung", "snv.canbo", f"{PLAN}/tiep-nhan/", 1167, press=first_in_queue
    ),
    Shot("danh-sach", "snv.canbo", f"{PLAN}/danh-sach/"),
    Shot("vuong-mac", "snv.canbo", "/vuong-mac/"),
    Shot("don-doc", "snv.canbo", f"{PLAN}/don-doc/", 750),
    Shot("cong-van", "snv.canbo", f"{PLAN}/don-doc/cong-van/"),
    Shot("mo-ky", "snv.giamdoc", f"{PLAN}/ky-bao-cao/", 917),
    Shot("bao-cao-nam", "snv.canbo", f"{PLAN}/bao-cao/{YEAR}/", 958),
    Shot("soan-bao-cao", "snv.canbo", f"{PLAN}/bao-cao/{YEAR}/soan/"),
    Shot("theo-doi-ke-hoach", "nt.canbo", f"{PLAN}/"),
    Shot("so-sanh", "snv.canbo", f"{PLAN}/so-sanh/{YEAR}/", 1083),
    Shot("de-cuong", "snv.canbo", f"{PLAN}/bao-cao/{YEAR}/de-cuong/"),
    Shot("gui-bo", "snv.canbo", f"{PLAN}/bao-cao/{YEAR}/gui-bo/"),
    Shot("dot-xuat", "snv.canbo", "", 917, script=ASKED),
    Shot("tra-loi-dot-xuat", "nt.canbo", "", 667, script=ASKED),
    Shot("kich-hoat", "", "", 750, script=ACTIVATION),
    Shot("chot-ky", "snv.giamdoc", f"{PLAN}/ky-bao-cao/", 1083, press=closing),
    Shot(
        "nhap-can-bo", "snv.canbo", "/co-quan/can-bo/nhap/", 900, press=list_of_people
    ),
    Shot("da-gui", "nt.chutich", UNIT, press=send_everything),
    Shot("sap-xep-dong", "quantri", "/sap-xep/moi/", 760, press=draft_of_event),
    Shot("sap-xep-xem-truoc", "quantri", "/sap-xep/", 1240, press=preview_of_event),
    Shot("sap-xep-can-bo", "quantri", "/sap-xep/", 760, press=people_of_event),
)


Environment = dict[str, str]


@contextmanager
def portal() -> Iterator[tuple[str, Environment]]:
    """Run the portal with sample data; yields its address and its settings."""
    with tempfile.TemporaryDirectory() as name, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = os.environ | {
            "DEBUG": "1",
            "DEMO": "1",
            "LOG_LEVEL": "WARNING",
            "DATABASE_URL": f"sqlite:///{name}/sample.sqlite3",
            "EVIDENCE_ROOT": f"{name}/files",
        }
        for command in COMMANDS:
            manage = [sys.executable, "manage.py", command, "-v", "0"]
            subprocess.run(
                manage, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
            )
        server = subprocess.Popen(
            [str(Path(sys.executable).parent / "gunicorn"), "kehoach.wsgi",
             "-b", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "warning"],
            cwd=ROOT, env=environment,
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/song")
            yield f"http://127.0.0.1:{port}", environment
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Wait until the address answers, at most a minute."""
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 -- our own server
        except OSError:  # refused, cut off or too slow
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


@contextmanager
def running(address: str) -> Iterator[tuple[str, Environment]]:
    """Take the portal that runs at this address, with the database of this checkout."""
    yield address, os.environ | {"DEBUG": "1", "DEMO": "1"}


def path_of(shot: Shot, environment: Environment) -> str:
    """Return the shot's path on the portal, asked of its database where it says so."""
    if not shot.script:
        return shot.path
    shell = [sys.executable, "manage.py", "shell", "-v", "0", "-c", shot.script]
    said = subprocess.run(
        shell, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    address = said.stdout.strip().splitlines()[-1]
    return (
        address[address.index("/", address.find("//") + 2) :]
        if "//" in address
        else address
    )


def take(browser: Browser, address: str, path: str, shot: Shot) -> None:
    """Sign in, go there, press, take the picture."""
    size = {"width": shot.width, "height": shot.height}
    context = browser.new_context(viewport=size, locale="vi-VN")
    page = context.new_page()
    if shot.user:
        page.goto(f"{address}/dang-nhap/")
        page.fill("[name=username]", shot.user)
        page.fill("[name=password]", PASSWORD)
        page.click("form button[type=submit]")
        page.wait_for_load_state()
    answer = page.goto(f"{address}{path}")
    assert answer is not None
    assert answer.status == 200, shot
    shot.press(page)
    page.wait_for_timeout(400)
    page.screenshot(path=IMAGES / f"{shot.name}.png")
    context.close()


def main() -> None:
    """Take every picture, or those named on the command line."""
    given = sys.argv[1:]
    there = [word for word in given if word.startswith("http")]
    wanted = {word for word in given if word not in there}
    start = running(there[0].rstrip("/")) if there else portal()
    with start as (address, environment), sync_playwright() as engine:
        browser = engine.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        for shot in SHOTS:
            if not wanted or shot.name in wanted:
                take(browser, address, path_of(shot, environment), shot)
                sys.stdout.write(f"{shot.name}\n")
                sys.stdout.flush()
        browser.close()


if __name__ == "__main__":
    main()
