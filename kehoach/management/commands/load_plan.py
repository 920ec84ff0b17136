"""manage.py load_plan [FOLDER]: agencies, then a plan with all it holds."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from agencies.events.loading import load_agencies
from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from reporting.outline.seeding import seed_outline
from reporting.outline.shipped import outline_in
from tasks.models import Plan
from tasks.plan.loading import load_plan
from tasks.plan.loading_changes import differing_rows, draft_from_package
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
        parser.add_argument(
            "--user",
            help="tên đăng nhập của người soạn: nội dung khác với gói thành dự thảo điều"
            " chỉnh của người này",
        )

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
        self._tell_differences(plan, folder, options["user"])

    def _tell_differences(self, plan: Plan, folder: Path, name: str | None) -> None:
        """Say what a plan on which agencies work has otherwise; draft it for the person."""
        edits, more = differing_rows(plan, folder)
        if not (edits or more):
            return
        rows = [str(row) for row, _ in edits] + [each.said for each in more]
        self.stdout.write(f"{len(rows)} dòng khác với gói: {'; '.join(rows)}.")
        actor = User.objects.filter(username=name).first() if name else None
        if actor is None:
            self.stdout.write("Chưa đổi gì. Thêm --user TÊN để soạn thành dự thảo.")
            return
        today, now = read_clock()
        draft = draft_from_package(
            plan=plan, folder=folder, actor=actor, today=today, now=now
        )
        if draft:
            self.stdout.write(f"Đã soạn dự thảo điều chỉnh: /dieu-chinh/{draft.pk}/")
