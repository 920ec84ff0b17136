"""What is asked for: agencies and days; what is said when a set went to the archive."""

from django import forms

from tasks.doors.fields import Dated, NfcCharField, day_field
from tasks.doors.picking import PicksAgencies, agencies_field


class InspectionForm(Dated, PicksAgencies):
    """Whose papers, of which days, for whom."""

    agencies = agencies_field("Đơn vị")
    first = day_field("Từ ngày")
    last = day_field("Đến hết ngày")
    purpose = NfcCharField(
        label="Phục vụ",
        required=False,
        max_length=300,
        help_text="In ở đầu mục lục. Ví dụ: Đoàn kiểm tra theo Quyết định số 12/QĐ-UBND"
        " ngày 01/11/2026.",
    )


class HandedForm(Dated, forms.Form):
    """When and to whom the set was handed over, by which minutes."""

    handed_on = day_field("Ngày giao")
    handed_to = NfcCharField(
        label="Bên nhận",
        max_length=200,
        help_text="Ví dụ: Lưu trữ cơ quan, bà Nguyễn Thị B.",
    )
    number = NfcCharField(label="Số biên bản giao nhận", required=False, max_length=60)
