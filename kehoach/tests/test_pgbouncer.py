"""A real PgBouncer in transaction mode stands before the database: exports, choices and
writing work; it forgets everything between two transactions.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.conf import settings as portal
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from agencies.jobs import run_asked
from agencies.models import Agency
from agencies.tests.asking import asked_jobs
from agencies.tests.factories import make_agency, make_user
from kehoach.testing.clock import Clock
from kehoach.testing.programs import as_child, group, owner, stop
from tasks.tests.addresses import plan_page
from tasks.tests.measuring import AFTER, make_scene, make_unit

pytestmark = [
    pytest.mark.needs_pgbouncer,
    pytest.mark.slow,
    pytest.mark.own_hour,
    pytest.mark.needs_postgres,
    pytest.mark.django_db(transaction=True),
]
SHIPPED = Path(__file__).resolve().parents[2] / "deploy" / "pgbouncer.ini"
#: What the test's server is told in place of a line of the shipped file.
OURS = {
    "kehoach = host=/var/run/postgresql dbname=kehoach": "* = host={host} user={user}",
    "unix_socket_dir = /var/run/postgresql": "unix_socket_dir = {folder}",
    "auth_type = peer": "auth_type = any",
    "auth_file = /etc/pgbouncer/userlist.txt": "server_reset_query_always = 1",
    "default_pool_size = 20": "default_pool_size = 3",
}


def configured(folder: Path) -> Path:
    """Write the shipped configuration with the paths of the test's server, readable by
    who runs it.
    """
    told = connection.get_connection_params()
    text = SHIPPED.read_text()
    for line, ours in OURS.items():
        assert f"{line}\n" in text
        known = {"host": told["host"], "user": told["user"], "folder": folder}
        text = text.replace(line, ours.format(**known))
    file = folder / "pgbouncer.ini"
    file.write_text(text)
    if os.geteuid() == 0:
        os.chown(folder, owner(), group())
        folder.chmod(0o755)
        file.chmod(0o644)
    return file


@pytest.fixture
def pooled(tmp_path_factory: Any) -> Iterator[None]:
    """Put PgBouncer between this test and its database."""
    with TemporaryDirectory(prefix="kehoach-pool-") as name:
        folder = Path(name)
        command = [*as_child(), "pgbouncer", str(configured(folder))]
        with (folder / "log").open("wb") as log:
            child = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + 20
        while not (folder / ".s.PGSQL.6432").exists():
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.05)
        before = connection.settings_dict
        connection.close()
        options = {**before["OPTIONS"]}
        options.pop("host", None)
        connection.settings_dict = before | {
            "HOST": name, "PORT": "6432", "OPTIONS": options,
            "DISABLE_SERVER_SIDE_CURSORS": True,
        }  # fmt: skip
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict = before
            stop(child)


@pytest.mark.usefixtures("pooled")
class TestPooled:
    def test_server_side_cursors_are_lost_between_transactions(self) -> None:
        """What the setting is for: this test would not see it otherwise."""
        connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = False
        make_agency()
        with pytest.raises(DatabaseError, match="does not exist"):
            list(Agency.objects.iterator(chunk_size=1))
        connection.close()

    def test_exports_pages_and_jobs_work(self, client: Client, clock: Clock) -> None:
        scene = make_scene()
        make_unit(scene)
        clock.at(AFTER, tick=True)
        plan = scene.period.plan
        head = make_user("head", plan.steering_agency, is_superuser=True, is_staff=True)
        client.force_login(head)
        paths = [
            plan_page("tasks:duties_csv"),
            plan_page("tasks:duties_xlsx"),
            plan_page("reporting:province", args=[scene.period.key]),
            reverse("admin:tasks_assignment_add"),
            plan_page("tasks:reminders"),
            f"{plan_page('tasks:reminder_preview')}?on=2026-12-21",
            reverse("administration"),
        ]
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            if answer.streaming:
                assert b"".join(answer.streaming_content)
        client.post(reverse("password_reset"), {"email": head.email})
        run_asked()
        assert asked_jobs() == []
        call_command("send_reminders", dry_run=True, verbosity=0)


@pytest.mark.parametrize(("given", "wanted"), [("", "False"), ("1", "True")])
def test_the_setting_comes_from_the_environment(given: str, wanted: str) -> None:
    asks = "from kehoach.settings import DATABASES as d; print(d['default']['DISABLE_SERVER_SIDE_CURSORS'])"
    said = subprocess.run(
        [sys.executable, "-c", asks],
        env={**os.environ, "BEHIND_PGBOUNCER": given},
        cwd=portal.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.strip() == wanted
