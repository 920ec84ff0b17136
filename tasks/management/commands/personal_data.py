"""manage.py personal_data NAME [--erase --reason …]: what registers hold about a person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kehoach.lib.dates import format_date
from kehoach.lib.refusals import RuleBroken
from tasks.registers.personal import about_person, erase_person


class Command(BaseCommand):
    """Print it, or erase it with a reason."""

    help = "Dữ liệu cá nhân của một người trong sổ theo dõi: in ra, hoặc xóa có lý do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name."""
        parser.add_argument("name", help="họ và tên, không cần dấu")
        parser.add_argument("--erase", action="store_true", help="xóa")
        parser.add_argument("--reason", default="", help="lý do xóa")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line per version of a row."""
        try:
            found = (
                erase_person(
                    name=options["name"],
                    reason=options["reason"],
                    actor=None,
                    now=timezone.now(),
                )
                if options["erase"]
                else about_person(options["name"])
            )
        except RuleBroken as error:
            raise CommandError(error.message) from error
        for row, column, words in found:
            told = f"{row.register} · {row.agency} · {format_date(row.day)}"
            self.stdout.write(f"#{row.pk} {told} · {column}: {words}")
        done = "Đã xóa dữ liệu cá nhân ở" if options["erase"] else "Tìm thấy"
        self.stdout.write(f"{done} {len(found)} dòng.")
