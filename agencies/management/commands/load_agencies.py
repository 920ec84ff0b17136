"""manage.py load_agencies: agencies, groups and successions of the plan's province."""

from typing import Any

from django.core.management.base import BaseCommand

from agencies.events.loading import load_agencies


class Command(BaseCommand):
    """Load the shipped agencies; harmless when run again."""

    help = "Nạp danh mục cơ quan, nhóm và các sự kiện sắp xếp tổ chức."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many agencies exist."""
        self.stdout.write(f"Có {load_agencies()} cơ quan, đơn vị.")
