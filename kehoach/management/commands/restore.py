"""manage.py restore TARGET: a backup into an empty database and an empty folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from kehoach.backup.refusing import Refused
from kehoach.backup.restoring import chosen, restore
from kehoach.lib.acting import Acting, acting_as


class Command(BaseCommand):
    """Refuses anything else; the whole backup is read and compared first."""

    help = "Khôi phục một bản sao lưu vào cơ sở dữ liệu và thư mục trống."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read which backup."""
        parser.add_argument(
            "target", type=Path, help="Tệp, hoặc thư mục: bản mới nhất."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore; say what comes next."""
        try:
            path = chosen(options["target"])
            with acting_as(Acting(job="restore")):
                manifest = restore(path=path, key=settings.BACKUP_KEY)
        except (Refused, DatabaseError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Đã khôi phục {path}, sao lưu lúc {manifest.made_at}. Trước khi chạy worker"
            f" và beat: manage.py migrate; manage.py settle_reminders --since {manifest.day};"
            " manage.py check_files."
        )
