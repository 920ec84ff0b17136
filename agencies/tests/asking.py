"""What waits for a worker, as tests compare it."""

from typing import Any

from agencies.asked.asking import arguments_of
from agencies.models import AskedJob


def asked_jobs() -> list[tuple[str, dict[str, Any]]]:
    """Return each job that was asked for with what it is called with."""
    rows = AskedJob.objects.order_by("pk")
    return [(row.job, arguments_of(row)) for row in rows]
