"""The form that takes a filled workbook back."""

from django import forms


class DeskSheetForm(forms.Form):
    """One XLSX file, made by the portal and filled by the agency."""

    file = forms.FileField(
        label="Bảng đã điền (.xlsx)",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx", "data-max-mb": "5"}),
        error_messages={"required": "Chọn tệp .xlsx đã điền."},
    )

    def clean_file(self) -> bytes:
        """Return the bytes; refuse other endings and more than 5 MB."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".xlsx"):
            message = "Chọn tệp .xlsx tải từ trang này."
            raise forms.ValidationError(message)
        if file.size > 5 * 1024 * 1024:
            message = "Tệp lớn hơn 5 MB, không phải bảng của hệ thống."
            raise forms.ValidationError(message)
        content: bytes = file.read()
        return content
