"""The document that changes a plan, and the year that runs."""

from django.utils import timezone

from tasks.periods.opening import open_period
from tasks.tests.factories import annual

DOCUMENT = {
    "basis_number": "Quyết định số 12/QĐ-UBND",
    "basis_on": f"{timezone.localdate():%d/%m/%Y}",
    "basis_title": "Về việc điều chỉnh phân công",
    "effective_on": f"{timezone.localdate():%d/%m/%Y}",
}


def opened(task):
    """Open the year that runs today."""
    today, now = timezone.localdate(), timezone.now()
    year = today.year + (annual(today.year).data_to < today)
    return open_period(plan=task.plan, year=year, today=today, now=now)
