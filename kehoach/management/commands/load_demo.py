"""manage.py load_demo: one clearly marked sample year and one login per role."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kehoach.sample.demo import demo_allowed, load_demo
from kehoach.sample.logins import LOGINS, PASSWORD
from kehoach.sample.other_plans import other_plans
from kehoach.site.moments import read_clock
from tasks.models import Plan


class Command(BaseCommand):
    """Fill an empty database with sample activity; harmless when run again."""

    help = "Nạp dữ liệu mẫu (chỉ chạy được khi DEBUG và DEMO bật)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse outside DEMO, else load and print the logins."""
        today, now = read_clock()
        if not demo_allowed():
            message = "Dữ liệu mẫu chỉ nạp được khi DEBUG=1 và DEMO=1."
            raise CommandError(message)
        if not Plan.objects.exists():
            raise CommandError("Chưa có kế hoạch nào: chạy load_plan trước.")
        load_demo(today=today, now=now)
        other_plans(today=today, now=now)
        self.stdout.write(f"\nTài khoản mẫu, mật khẩu chung: {PASSWORD}")
        for login in LOGINS:
            self.stdout.write(f"  {login.username:<14} {login.what}")
        self.stdout.write("")
