"""Forms of a draft: copied from a plan, filled from a workbook, published."""

from typing import Any

from django import forms
from django.utils.text import slugify

from agencies.sheets.field import SheetField
from kehoach.lib.text import search_text
from tasks.doors.fields import NfcCharField
from tasks.models import Plan
from tasks.models.plan_rows import code_refusal
from tasks.plan.copying import CopiedPart


class CopyForm(forms.Form):
    """Name and code of the draft, and what comes along."""

    short_title = NfcCharField(
        label="Tên gọi ngắn của kế hoạch mới",
        max_length=200,
        help_text="Như sẽ gọi trên trang và trong thư, ví dụ «Kế hoạch CCHC năm 2027».",
        error_messages={"required": "Ghi tên gọi ngắn của kế hoạch mới."},
    )
    code = forms.SlugField(
        label="Mã",
        max_length=60,
        required=False,
        help_text="Đứng trong địa chỉ trang: chữ thường không dấu, số, gạch nối. Để"
        " trống: lấy theo tên gọi.",
        error_messages={"invalid": "Chỉ dùng chữ không dấu, số và dấu gạch nối."},
    )
    parts = forms.MultipleChoiceField(
        label="Chép theo",
        choices=CopiedPart.choices,
        initial=CopiedPart.values,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        """Give the draft a code that no plan has and no page is called."""
        cleaned = super().clean() or {}
        if "short_title" not in cleaned or "code" in self.errors:
            return cleaned
        code = cleaned.get("code") or slugify(search_text(cleaned["short_title"]))[
            :60
        ].strip("-")
        if why := code_refusal(code):
            self.add_error("code", why)
        elif Plan.objects.filter(code=code).exists():
            self.add_error("code", f"Mã «{code}» đã có kế hoạch dùng; ghi mã khác.")
        cleaned["code"] = code
        return cleaned


class WorkbookForm(forms.Form):
    """The filled workbook."""

    file = SheetField(
        label="Tệp Excel đã điền (.xlsx)",
        ends=".xlsx",
        error_messages={"required": "Chọn tệp cần nhập."},
    )


class PublishForm(forms.Form):
    """The year that opens with the plan."""

    year = forms.IntegerField(
        label="Mở kỳ báo cáo của năm",
        min_value=2024,
        max_value=2100,
        error_messages={
            "required": "Ghi năm mở kỳ.",
            "invalid": "Ghi năm như 2027.",
            "min_value": "Ghi năm từ 2024.",
            "max_value": "Ghi năm đến 2100.",
        },
    )
