"""manage.py restore_check TARGET: prove that a backup can be restored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from kehoach.backup.checking import CheckStep, restore_check
from kehoach.backup.refusing import Refused
from kehoach.backup.restoring import chosen
from kehoach.lib.acting import Acting, acting_as


class Command(BaseCommand):
    """Restore beside the portal, look, remove; ends with 1 when anything is wrong."""

    help = (
        "Khôi phục thử vào cơ sở dữ liệu và thư mục tạm, kiểm tra mọi mã băm, số liệu,"
        " báo cáo, rồi xóa."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read which backup."""
        parser.add_argument(
            "target", type=Path, help="Tệp, hoặc thư mục: bản mới nhất."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each step; fail when one found something."""
        wrong = 0
        try:
            path = chosen(options["target"])
            self.stdout.write(f"Kiểm tra {path}")
            with acting_as(Acting(job="restore_check")):
                key, now = settings.BACKUP_KEY, timezone.now()
                for step in restore_check(path=path, key=key, now=now):
                    self._print(step)
                    wrong += len(step.problems)
        except (Refused, DatabaseError) as error:
            raise CommandError(str(error)) from error
        if wrong:
            message = f"Bản sao lưu KHÔNG dùng được nguyên vẹn: {wrong} chỗ sai."
            raise CommandError(message)
        self.stdout.write("Khôi phục được, mọi thứ khớp. Đã xóa bản thử.")

    def _print(self, step: CheckStep) -> None:
        word = "SAI " if step.problems else "ĐÚNG"
        self.stdout.write(f"{word}  {step.name} ({step.seconds:.1f} giây)")
        for said in [*step.problems, *step.notes]:
            self.stdout.write(f"      {said}")
