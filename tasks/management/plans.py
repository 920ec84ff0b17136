"""Which plan a command is about."""

from django.core.management.base import CommandError

from tasks.models import Plan


def plan_for(code: str) -> Plan:
    """Return the plan of `--plan`, else the only one; CommandError names the codes."""
    plans: list[Plan] = list(Plan.objects.programmes().order_by("code"))
    found = [plan for plan in plans if plan.code == code] if code else plans
    if len(found) == 1:
        return found[0]
    codes = ", ".join(plan.code for plan in plans) or "chưa có kế hoạch nào"
    message = f"Ghi mã kế hoạch (--plan): {codes}."
    raise CommandError(message)
