"""manage.py backup TARGET: database and files as one consistent set."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from kehoach.backup.making import backup
from kehoach.backup.refusing import Refused
from kehoach.lib.acting import Acting, acting_as


class Command(BaseCommand):
    """Ends with 1 when nothing was kept, or what was kept was wrong already."""

    help = (
        "Sao lưu cơ sở dữ liệu và tệp vào một tệp (hoặc thư mục có sẵn), mã hóa nếu đặt"
        " BACKUP_KEY."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read where to, and how many to keep there."""
        parser.add_argument("target", type=Path, help="Tệp mới, hoặc thư mục có sẵn.")
        parser.add_argument(
            "--keep",
            type=int,
            default=0,
            help="Số bản giữ lại trong thư mục; 0: mọi bản.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it; print what was made."""
        try:
            with acting_as(Acting(job="backup")):
                made = backup(
                    target=options["target"],
                    key=settings.BACKUP_KEY,
                    now=timezone.now(),
                    keep=options["keep"],
                )
        except (Refused, DatabaseError) as error:
            raise CommandError(str(error)) from error
        sealed = "đã mã hóa" if settings.BACKUP_KEY else "KHÔNG mã hóa"
        self.stdout.write(
            f"Đã sao lưu vào {made.path}: {made.files} tệp, {made.size / 1e6:.1f} MB,"
            f" {sealed}. SHA-256 của danh mục: {made.digest}"
        )
        for each in made.removed:
            self.stdout.write(f"Đã bỏ bản cũ: {each}")
        if made.troubles:
            message = (
                "Bản sao lưu đã ghi, nhưng dữ liệu gốc đã sai từ trước; các bản cũ được"
                " giữ lại:\n" + "\n".join(made.troubles)
            )
            raise CommandError(message)
