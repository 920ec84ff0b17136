"""manage.py load_holidays: Vietnamese days off around this year."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tasks.duties.days_off import load_holidays


class Command(BaseCommand):
    """Add the days off that are missing; edits stay."""

    help = "Nạp ngày nghỉ lễ còn thiếu, không ghi đè sửa đổi."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load two years back to two years ahead."""
        year = timezone.localdate().year
        added = load_holidays(years=range(year - 2, year + 3))
        self.stdout.write(f"Đã thêm {added} ngày nghỉ.")
