"""How many files an agency may bring in a day, so that nobody fills the disk of all."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from tasks.duties.errors import InvalidInput
from tasks.duties.versions import VERSION_TARGETS
from tasks.models import Correction, Evidence, UnitReport

MEGABYTE = 1024 * 1024


def of_day(now: datetime) -> Q:
    """Return what was recorded on the portal's day of the moment."""
    local = timezone.localtime(now)
    begin = datetime.combine(local.date(), time(), local.tzinfo)
    return Q(recorded_at__gte=begin, recorded_at__lt=begin + timedelta(days=1))


def require_room(
    rows: QuerySet[Any], upload: "UploadedFile[Any]", now: datetime, own: int = 0
) -> None:
    """Raise InvalidInput when the day's rows with a file are as many, or as large, as an
    agency may bring; `own` of them are of this very act.
    """
    today = rows.filter(of_day(now)).exclude(file="").order_by()
    sized = rows.model is Evidence
    found = today.aggregate(
        count=Count("pk"), **({"size": Sum("size")} if sized else {})
    )
    count, size = max(found["count"] - own, 0), found.get("size") or 0
    most, heaviest = settings.FILES_PER_DAY, settings.MEGABYTES_PER_DAY
    if count < most and size + (upload.size or 0) <= heaviest * MEGABYTE:
        return
    told = f" ({-(-size // MEGABYTE)} MB)" if sized else ""
    message = (
        f"Hôm nay đơn vị đã tải lên {count} tệp{told}; mỗi ngày nhận tối đa {most} tệp,"
        f" {heaviest} MB. Gộp nhiều trang thành một tệp PDF, hoặc để ngày mai tải tiếp."
    )
    raise InvalidInput(message, field="file")


def room_for(
    row: Evidence | UnitReport, upload: "UploadedFile[Any]", now: datetime
) -> None:
    """Raise InvalidInput when the agency's day is full: of such new rows, or of files
    that take the place of others.
    """
    if row.pk:
        agency = {f"{VERSION_TARGETS[type(row)]}__agency_id": row.agency_id}
        require_room(Correction.objects.filter(**agency), upload, now, own=1)
    else:
        own = type(row).objects.filter(agency_id=row.agency_id)
        require_room(own, upload, now)
