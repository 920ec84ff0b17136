"""manage.py send_reminders: a whole run in the foreground, or a look at it."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tasks.reminders.previewing import as_text, would_get
from tasks.reminders.sending import run_reminders


class Command(BaseCommand):
    """Plan and send the reminders of a day."""

    help = (
        "Lập và gửi thư nhắc việc của một ngày; --dry-run chỉ xem, không ghi gì."
        " Có --on thì chạy như trong giờ gửi của ngày đó, chạy lúc nào cũng được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the day and the dry run."""
        parser.add_argument("--on", type=date.fromisoformat, help="ngày, 2026-12-10")
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run for the given day, today if none."""
        today = options["on"] or timezone.localdate()
        if options["dry_run"]:
            self.show(today)
        else:
            self.run(today, any_hour=bool(options["on"]))

    def show(self, today: date) -> None:
        """Print who would get what."""
        letters = would_get(today=today)
        for line in as_text(letters):
            self.stdout.write(line)
        self.stdout.write(f"{today:%d/%m/%Y}: {len(letters)} thư sẽ gửi (chưa ghi gì).")

    def run(self, today: date, *, any_hour: bool) -> None:
        """Send and print the counts; `any_hour` as of `run_reminders`."""
        try:
            tally = run_reminders(today=today, clock=timezone.now, any_hour=any_hour)
        except OSError as error:
            message = f"Máy chủ thư không nhận: {error}. Thư còn lại chờ lần sau."
            raise CommandError(message) from error
        self.stdout.write(
            f"{today:%d/%m/%Y}: lập {tally.planned} nhắc việc, gửi {tally.sent} thư,"
            f" hỏng {tally.failed}, hoãn {tally.postponed}, bỏ {tally.dropped}."
        )
        if tally.problem:
            self.stdout.write(tally.problem)
