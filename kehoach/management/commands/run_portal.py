"""manage.py run_portal: everything on one machine, for trying and for development."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from agencies.models import User

#: Seconds a child gets to stop by itself.
GRACE = 10


class Command(BaseCommand):
    """Prepare the database, then run web server, worker and beat until Ctrl-C."""

    help = "Chạy thử toàn bộ: máy chủ web, hàng đợi và lịch, dừng bằng Ctrl-C."
    stopping = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up, start the children, wait for the first end or a signal."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        self.prepare()
        port = os.environ.get("PORT", "8000")
        # links in letters and calendars lead to this portal
        os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
        children = [self.web(port), self.worker()]
        self.stdout.write(f"Mở http://localhost:{port} (Ctrl-C để dừng).")
        while not self.stopping and all(child.poll() is None for child in children):
            time.sleep(0.3)
        sys.exit(self.end(children))

    def prepare(self) -> None:
        """Bring the database up to date and fill it; quick the second time."""
        (settings.BASE_DIR / "var").mkdir(exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("load_plan")
        call_command("seed_outlines")
        call_command("seed_schedules")
        if settings.DEMO:
            call_command("load_demo")
        elif not User.objects.filter(is_superuser=True).exists():
            self.ask_for_administrator()

    def ask_for_administrator(self) -> None:
        """Ask on the terminal, or say which command makes an administrator."""
        if sys.stdin.isatty():
            self.stdout.write("Chưa có quản trị viên. Hãy tạo tài khoản:")
            call_command("createsuperuser")
        else:
            self.stdout.write(
                "Chưa có quản trị viên: chạy .venv/bin/python manage.py createsuperuser"
            )

    def web(self, port: str) -> subprocess.Popen[bytes]:
        """Start gunicorn."""
        options = ["--workers", "2", "--threads", "4", "--worker-class", "gthread"]
        return self.start(
            "gunicorn", "kehoach.wsgi", "-b", f"127.0.0.1:{port}", *options
        )

    def worker(self) -> subprocess.Popen[bytes]:
        """Start one Celery worker with beat inside."""
        options = ["-B", "-c", "1", "-l", "WARNING", "--without-mingle"]
        schedule = str(settings.BASE_DIR / "var" / "beat")
        return self.start("celery", "-A", "kehoach", "worker", *options, "-s", schedule)

    def start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start one child in a session of its own, so that only we signal it."""
        path = Path(sys.executable).parent / program
        return subprocess.Popen(  # noqa: S603 -- fixed programs of this environment
            [str(path), *arguments], cwd=settings.BASE_DIR, start_new_session=True
        )

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Remember that somebody asked to stop."""
        self.stopping = True

    def end(self, children: list[subprocess.Popen[bytes]]) -> int:
        """Stop the children, kill what does not; return the exit code."""
        failed = not self.stopping
        for child in children:
            child.terminate()
        for child in children:
            try:
                child.wait(GRACE)
            except subprocess.TimeoutExpired:
                child.kill()
        return 1 if failed else 0
