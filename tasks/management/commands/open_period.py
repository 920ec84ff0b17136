"""manage.py open_period YEAR [--kind 6-thang] [--preview]: every duty once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.management.plans import plan_for
from tasks.periods.opening import open_period, preview_period


class Command(BaseCommand):
    """Open a period of the plan."""

    help = "Mở kỳ báo cáo và tạo nhiệm vụ cho từng đơn vị, mỗi nhiệm vụ một lần."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the year and the kind."""
        parser.add_argument("year", type=int)
        parser.add_argument(
            "--kind", default="", help="mã kỳ trong lịch báo cáo: nam, quy-1 …"
        )
        parser.add_argument("--plan", default="", help="mã kế hoạch")
        parser.add_argument("--preview", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show what would be created, or create it."""
        today, now = read_clock()
        wanted = {name: options[name] for name in ("year", "kind")}
        wanted |= {"plan": plan_for(options["plan"]), "today": today}
        try:
            found = preview_period(**wanted)
        except RuleBroken as refusal:
            raise CommandError(refusal.message) from refusal
        for code, count in found.items():
            self.stdout.write(f"{code:<10} {count:>6}")
        self.stdout.write(f"Tổng       {sum(found.values()):>6}")
        if not options["preview"]:
            try:
                period = open_period(**wanted, now=now)
            except RuleBroken as refusal:
                raise CommandError(refusal.message) from refusal
            self.stdout.write(f"Đã mở {period}, hạn gửi {period.unit_due:%d/%m/%Y}.")
