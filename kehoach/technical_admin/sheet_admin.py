"""The admin page of rows that come from spreadsheets."""

import logging
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from import_export.admin import ImportExportModelAdmin
from import_export.forms import ImportForm, SelectableFieldsExportForm

from agencies.models import User
from agencies.sheets import SheetError
from agencies.sheets.field import require_small
from agencies.sheets.formats import EXPORTED, SheetFile
from agencies.sheets.resource import wrong_in
from agencies.trail.writing import AuditKind, Fact, record_all
from kehoach.site.storage import WaitingSheet
from kehoach.site.uploads import FULL_DISK

logger = logging.getLogger(__name__)
#: So many wrong lines are told when a checked file cannot be written after all.
TOLD = 5


class SheetForm(ImportForm):
    """One file; what it is, its bytes say."""

    media = forms.Media()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the file alone."""
        super().__init__(*args, **kwargs)
        self.fields["format"] = forms.CharField(
            required=False, widget=forms.HiddenInput
        )
        file = self.fields["import_file"]
        file.label = "Tệp Excel (.xlsx) hoặc CSV"
        file.widget.attrs = {"accept": ".xlsx,.csv"}
        file.error_messages["required"] = "Chọn tệp cần nhập."

    def clean_import_file(self) -> Any:
        """Refuse more bytes than are read, before they are read."""
        file = self.cleaned_data["import_file"]
        require_small(file)
        return file

    def clean_format(self) -> str:
        """Return the place of the one format."""
        return "0"


class ColumnsForm(SelectableFieldsExportForm):
    """Which columns leave, by their headings."""

    def _get_field_label(self, resource: Any, field_name: str) -> str:
        """Return the heading alone."""
        return str(resource.fields[field_name].column_name)


class SheetAdmin(ImportExportModelAdmin):
    """Import with a preview; an import leaves one line in the admin's history."""

    import_form_class = SheetForm
    export_form_class = ColumnsForm
    export_formats = EXPORTED
    tmp_storage_class = WaitingSheet

    def get_export_queryset(self, request: HttpRequest) -> Any:
        """Return the rows of the list; all of them where the address asks nonsense."""
        try:
            return super().get_export_queryset(request)
        except (IncorrectLookupParameters, FieldError):
            messages.warning(request, "Điều kiện lọc không đọc được: tệp có mọi dòng.")
            return self.get_queryset(request)

    def get_import_formats(self) -> list[Any]:
        """Return the strict reader, told whose columns to look for."""
        return [partial(SheetFile, resource=self.resource_classes[0])]

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show what a file would do; a full disk, where it waits for a yes, is said."""
        try:
            return cast(HttpResponse, super().import_action(request, **kwargs))
        except OSError:
            logger.exception("A spreadsheet could not be kept for its preview")
            messages.error(request, FULL_DISK)
            return redirect("admin:{}_{}_import".format(*self.get_model_info()))

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        """Say what is wrong with the file in the reader's own words."""
        if not isinstance(e, SheetError):
            logger.error("A spreadsheet could not be read", exc_info=e)
        words = e.words if isinstance(e, SheetError) else "Tệp không đọc được."
        form.add_error("import_file", words)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Write what was previewed; ask again for a file that is gone meanwhile."""
        try:
            return cast(HttpResponse, super().process_import(request, **kwargs))
        except (FileNotFoundError, SheetError):
            messages.error(request, "Bản xem trước đã cũ. Hãy tải tệp lên lại.")
            return redirect("admin:{}_{}_import".format(*self.get_model_info()))

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Say so when nothing was written: a row may have changed since the preview."""
        if not result.has_errors() and not result.has_validation_errors():
            return cast(HttpResponse, super().process_result(result, request))
        said = " ".join(wrong_in(result)[:TOLD])
        messages.error(request, f"Chưa ghi gì, hãy tải tệp lên lại. {said}")
        return redirect("admin:{}_{}_import".format(*self.get_model_info()))

    def generate_log_entries(self, result: Any, request: HttpRequest) -> None:
        """Say who imported how many rows, in one line; the trail keeps what each was."""
        totals = result.totals
        record_all(
            Fact(
                kind=AuditKind.SETTING,
                target=row.instance,
                before={name: old for name, (old, _) in row.replaced.items()},
                after={name: new for name, (_, new) in row.replaced.items()},
            )
            for row in result.rows
            if row.replaced
        )
        record_all(
            [
                Fact(
                    kind=AuditKind.SETTING,
                    target=f"Nhập từ tệp: {self.model._meta.verbose_name_plural}",
                    after={"number": totals["new"] + totals["update"]},
                )
            ]
        )
        LogEntry.objects.create(
            user=cast(User, request.user),
            content_type=ContentType.objects.get_for_model(self.model),
            object_repr=capfirst(str(self.model._meta.verbose_name_plural)),
            action_flag=CHANGE,
            change_message=(
                f"Nhập từ tệp: {totals['new']} mới, {totals['update']} cập nhật."
            ),
        )
