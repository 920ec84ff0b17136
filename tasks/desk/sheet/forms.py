"""The form that takes a filled workbook back."""

from django import forms

from agencies.sheets import DESK, SheetField


class DeskSheetForm(forms.Form):
    """One XLSX file, made by the portal and filled by the agency."""

    file = SheetField(
        bounds=DESK,
        ends=".xlsx",
        label="Bảng đã điền (.xlsx)",
        error_messages={"required": "Chọn tệp .xlsx đã điền."},
    )

    def clean_file(self) -> bytes:
        """Return the bytes; refuse other endings."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".xlsx"):
            message = "Chọn tệp .xlsx tải từ trang này."
            raise forms.ValidationError(message)
        content: bytes = file.read()
        return content
