"""manage.py open_period YEAR [--preview]: open a year with every duty once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tasks.models import Plan
from tasks.services.planning import open_period, preview_period


class Command(BaseCommand):
    """Open the yearly period of the plan."""

    help = "Mở kỳ báo cáo năm và tạo nhiệm vụ cho từng đơn vị, mỗi nhiệm vụ một lần."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the year."""
        parser.add_argument("year", type=int)
        parser.add_argument("--preview", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show what would be created, or create it."""
        plan, today = Plan.objects.programmes().get(), timezone.localdate()
        found = preview_period(plan=plan, year=options["year"], today=today)
        for code, count in found.items():
            self.stdout.write(f"{code:<10} {count:>6}")
        self.stdout.write(f"Tổng       {sum(found.values()):>6}")
        if not options["preview"]:
            now = timezone.now()
            period = open_period(plan=plan, year=options["year"], today=today, now=now)
            self.stdout.write(f"Đã mở {period}, hạn gửi {period.unit_due:%d/%m/%Y}.")
