"""manage.py load_plan [FOLDER]: agencies, then a plan with all it holds."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from agencies.events.loading import load_agencies
from kehoach.lib.refusals import RuleBroken
from reporting.outline.seeding import seed_outline
from reporting.outline.shipped import outline_in
from tasks.plan.loading import load_plan
from tasks.plan.packages import SHIPPED_PLAN


class Command(BaseCommand):
    """Load a data package; harmless when run again."""

    help = "Nạp cơ quan và kế hoạch; chạy lại không thay đổi gì."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder of a package."""
        parser.add_argument(
            "folder", nargs="?", type=Path, default=SHIPPED_PLAN,
            help="thư mục gói dữ liệu, có tệp plan.yaml; để trống: kế hoạch kèm theo",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what exists; raises CommandError with what is wrong."""
        folder: Path = options["folder"]
        if not (folder / "plan.yaml").is_file():
            message = f"Không thấy tệp plan.yaml trong thư mục «{folder}»."
            raise CommandError(message)
        load_agencies()
        try:
            with transaction.atomic():
                plan = load_plan(folder)
                if (
                    not plan.package
                ):  # what is not shipped is not there to be read later
                    seed_outline(plan=plan, whole=outline_in(folder))
        except RuleBroken as error:
            raise CommandError(error.message) from error
        call_command("load_holidays")
        self.stdout.write(f"{plan}: {plan.tasks.count()} nhiệm vụ, trách nhiệm.")
