"""manage.py rebuild_summaries [--check]: count the sums of the duties again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tasks.models import Period
from tasks.sums.keeping import differences, rebuild


class Command(BaseCommand):
    """Compare the sums with the duties and, without --check, rebuild them."""

    help = "Đếm lại bảng tổng hợp theo đơn vị và so với nhiệm vụ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only compare with --check."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what differed."""
        wrong = [w for p in Period.objects.all() for w in differences(period=p)]
        if options["check"] and wrong:
            message = f"Bảng tổng hợp lệch {len(wrong)} chỗ: {'; '.join(wrong[:10])}"
            raise CommandError(message)
        if not options["check"]:
            for period in Period.objects.all():
                rebuild(period=period)
        self.stdout.write(f"Lệch {len(wrong)} chỗ.")
