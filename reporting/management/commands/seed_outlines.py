"""Store the shipped outline of the yearly report for every plan."""

from typing import Any

from django.core.management.base import BaseCommand

from reporting.outline.seeding import seed_outline
from tasks.models import Plan


class Command(BaseCommand):
    """Create what is missing; what an administrator changed stays."""

    help = "Đưa đề cương và phụ lục mặc định của báo cáo năm vào dữ liệu."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Seed every plan."""
        for plan in Plan.objects.order_by("pk"):
            outline = seed_outline(plan=plan)
            self.stdout.write(f"{outline}: {outline.sections.count()} mục.")
