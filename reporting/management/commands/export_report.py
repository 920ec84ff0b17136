"""Write the report of a year or a part of it to a file."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone

from kehoach.site.storage import write_whole
from reporting.yearly.documents import DOCUMENT_KINDS, DOCX, rendered
from reporting.yearly.freezing import facts_for, template_for
from tasks.models import Period, periods_named


class Command(BaseCommand):
    """`export_report 2026-6-thang --format docx --out bao-cao.docx`."""

    help = "Xuất báo cáo năm ra tệp DOCX hoặc XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read the period, the format, the file and the day."""
        parser.add_argument("period", help="2026, 2026-6-thang, 2026-quy-1.")
        parser.add_argument("--format", choices=sorted(DOCUMENT_KINDS), required=True)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--plan", default="", help="Mã kế hoạch nếu có nhiều.")
        parser.add_argument("--on", type=date.fromisoformat, help="Ngày, 2026-12-20.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the facts of the period and write the file."""
        period = self._period(str(options["period"]), options["plan"])
        today = options["on"] or timezone.localdate()
        found = facts_for(period=period, today=today)
        template = template_for(period) if options["format"] == DOCX else None
        try:
            write_whole(options["out"], rendered(found, options["format"], template))
        except OSError as error:
            message = f"Chưa ghi được {options['out']}: {error.strerror}."
            raise CommandError(message) from error
        self.stdout.write(f"Đã ghi {options['out']}.")

    def _period(self, key: str, plan: str) -> Period:
        rows: QuerySet[Period] = periods_named(Period.objects.all(), key)
        if plan:
            rows = rows.filter(plan__code=plan)
        found = list(rows.select_related("plan__steering_agency"))
        if not found:
            message = f"Chưa có kỳ báo cáo {key}. Mở kỳ: manage.py open_period"
            raise CommandError(message)
        if len(found) > 1:
            codes = ", ".join(sorted(period.plan.code for period in found))
            message = f"Ghi mã kế hoạch (--plan): {codes}."
            raise CommandError(message)
        return found[0]
