"""Take whole months of the audit trail away that are past AUDIT_MONTHS."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from agencies.trail.purging import purge_audit
from kehoach.lib.acting import Acting, acting_as


class Command(BaseCommand):
    """The only way out of the trail; a row with count and hash stays for each month."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what went."""
        with acting_as(Acting(job="purge_audit")):
            gone = purge_audit(months=settings.AUDIT_MONTHS, today=timezone.localdate())
        for each in gone:
            self.stdout.write(f"{each.month:%m/%Y}: {each.number} dòng, {each.digest}")
        self.stdout.write(f"Đã bỏ {len(gone)} tháng.")
