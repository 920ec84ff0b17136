"""manage.py plan_status --json [--on DATE]: the plan in numbers."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kehoach.lib.dates import parse_date
from tasks.management.plans import plan_for
from tasks.plan.plan_status import plan_status


class Command(BaseCommand):
    """Print one object with the counts."""

    help = "In tình trạng kế hoạch: nhiệm vụ, mục tiêu, cơ quan, kỳ báo cáo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the day; JSON is compact, else it is indented."""
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--on", type=parse_date)
        parser.add_argument("--plan", default="", help="mã kế hoạch")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        today = timezone.localdate()
        on = options["on"] or today
        found = plan_status(plan=plan_for(options["plan"]), on=on, today=today)
        indent = None if options["json"] else 2
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=indent))
