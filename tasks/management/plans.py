"""Which plan a command is about."""

from django.core.management.base import CommandError

from tasks.doors.one_plan import plan_meant
from tasks.duties.errors import InvalidInput
from tasks.models import Plan


def plan_for(code: str) -> Plan:
    """Return the plan of `--plan`, else the only one; CommandError names the codes."""
    try:
        return plan_meant(code=code)
    except InvalidInput as error:
        raise CommandError(error.message) from error
