"""The admin page of rows that come from spreadsheets."""

from typing import Any, cast

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils.text import capfirst
from import_export.admin import ImportExportModelAdmin

from agencies.models import User
from agencies.sheets.formats import FORMATS


class SheetAdmin(ImportExportModelAdmin):
    """Import with a preview; an import leaves one line in the admin's history."""

    formats = FORMATS

    def generate_log_entries(self, result: Any, request: HttpRequest) -> None:  # noqa: ANN401 -- library's signature
        """Say who imported how many rows: one line, not one per row."""
        totals = result.totals
        LogEntry.objects.create(
            user=cast(User, request.user),
            content_type=ContentType.objects.get_for_model(self.model),
            object_repr=capfirst(str(self.model._meta.verbose_name_plural)),
            action_flag=CHANGE,
            change_message=(
                f"Nhập từ tệp: {totals['new']} mới, {totals['update']} cập nhật."
            ),
        )
