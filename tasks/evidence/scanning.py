"""Files that wait are shown to clamd, one after the other, by a worker."""

from datetime import date, datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from kehoach.lib.clamd import ClamdAway, ClamdRefused, signature_in
from tasks.evidence.infected import put_away
from tasks.evidence.scans import is_on
from tasks.models import FileScan

TOO_LARGE = "clamd không nhận tệp lớn như vậy: tăng StreamMaxLength"
GONE = "không mở được tệp trong kho"


def waiting_keys() -> list[int]:
    """Return the keys of the files that wait, the oldest first."""
    rows = FileScan.objects.filter(state=FileScan.State.WAITING).order_by("pk")
    return list(rows.values_list("pk", flat=True)) if is_on() else []


def scan_file(*, key: int, today: date, now: datetime) -> None:
    """Show the file to clamd and keep what it says; ClamdAway when it says nothing.

    A file that clamd does not take, or that is gone, waits with the reason beside it.
    """
    row = FileScan.objects.get(pk=key)
    try:
        with default_storage.open(row.name, "rb") as file:
            found = signature_in(settings.CLAMD_ADDRESS, file)
    except ClamdRefused:
        _wait(row, TOO_LARGE)
    except ClamdAway as error:
        _wait(row, f"clamd: {error}")
        raise
    except OSError:
        _wait(row, GONE)
    else:
        _settle(row, found, today, now)


def _wait(row: FileScan, problem: str) -> None:
    FileScan.objects.filter(pk=row.pk).update(problem=problem[:200])


@transaction.atomic
def _settle(row: FileScan, found: str, today: date, now: datetime) -> None:
    """Keep the answer once, however many workers asked."""
    row.state, row.found = (
        (FileScan.State.INFECTED, found) if found else (FileScan.State.CLEAN, "")
    )
    still = FileScan.objects.filter(pk=row.pk, state=FileScan.State.WAITING)
    kept = still.update(state=row.state, found=found, problem="", scanned_at=now)
    if kept and found:
        put_away(scan=row, today=today, now=now)
