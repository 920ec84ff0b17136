"""manage.py settle_reminders: a restored ledger does not send again."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tasks.reminders.mark_sent_after_restore import settle_reminders


class Command(BaseCommand):
    """Run it after restoring a backup, before worker and beat start."""

    help = "Sau khi khôi phục bản sao lưu: coi các mốc nhắc từ ngày đó là đã gửi."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the day of the backup."""
        parser.add_argument(
            "--since", type=date.fromisoformat, required=True, help="ngày sao lưu"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Settle up to now."""
        now = timezone.now()
        today, since = timezone.localdate(now), options["since"]
        if since > today:
            message = "Ngày sao lưu không được sau hôm nay."
            raise CommandError(message)
        count = settle_reminders(since=since, today=today, now=now)
        self.stdout.write(
            f"Đã bỏ {count} lượt nhắc từ {since:%d/%m/%Y}: coi như đã gửi."
        )
