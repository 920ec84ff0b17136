"""manage.py load_plan: agencies, then the plan with all it holds."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from agencies.events.loading import load_agencies
from kehoach.lib.refusals import RuleBroken
from tasks.plan.loading import load_plan


class Command(BaseCommand):
    """Load the shipped plan; harmless when run again."""

    help = "Nạp cơ quan và kế hoạch; chạy lại không thay đổi gì."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what exists; raises CommandError when another plan is there."""
        load_agencies()
        try:
            plan = load_plan()
        except RuleBroken as error:
            raise CommandError(error.message) from error
        call_command("load_holidays")
        self.stdout.write(f"{plan}: {plan.tasks.count()} nhiệm vụ, trách nhiệm.")
