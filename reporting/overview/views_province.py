"""«Sổ tổng hợp toàn tỉnh» as one workbook."""

from typing import cast

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import User
from kehoach.lib.workbook_rows import write_workbook
from kehoach.site.downloads import written
from reporting.doors.access import reported_or_404
from reporting.overview.province import province_sheets
from tasks.duties.listing import ORDERS
from tasks.duties.shown import PeriodDuties


@require_safe
def province_xlsx(request: HttpRequest, key: str) -> FileResponse:
    """Send what every agency answered in the period."""
    today, user = timezone.localdate(), cast("User", request.user)
    period = reported_or_404(request, key, today)
    shown = PeriodDuties(period, today)
    rows = shown.rows().visible_to(user, today=today)
    rows = rows.order_by(*ORDERS["don-vi"][1])
    sheets = province_sheets(shown, rows)
    title = f"Sổ tổng hợp toàn tỉnh, {period}"
    return written(
        lambda out: write_workbook(out, title, sheets), f"so-tong-hop-{key}.xlsx"
    )
