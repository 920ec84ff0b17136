"""Forms that name who acts for an agency: a list, or one person."""

from typing import Any

from django import forms

from agencies.models.authority import Role
from agencies.people.line import PersonLine
from agencies.sheets import SheetField
from tasks.doors.fields import NfcCharField


class PeopleSheetForm(forms.Form):
    """The spreadsheet that an agency sent."""

    file = SheetField(
        ends=".xlsx,.csv",
        label="Danh sách đầu mối (.xlsx hoặc .csv)",
        error_messages={"required": "Chọn tệp danh sách đầu mối."},
    )


class PersonForm(forms.Form):
    """One person of an agency, said as a line of the list would say it."""

    full_name = NfcCharField(
        label="Họ và tên",
        max_length=150,
        error_messages={"required": "Ghi họ và tên."},
    )
    position = NfcCharField(label="Chức vụ", max_length=150, required=False)
    email = forms.CharField(
        label="Thư điện tử công vụ",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Ghi thư điện tử công vụ."},
        help_text="Thư kích hoạt và thư nhắc việc gửi đến địa chỉ này.",
    )
    phone = NfcCharField(label="Điện thoại", max_length=30, required=False)
    role = forms.ChoiceField(
        label="Vai trò",
        choices=[each for each in Role.choices if each[0] != Role.LEADER],
        initial=Role.OFFICER,
    )
    is_primary = forms.BooleanField(label="Đầu mối chính", required=False)
    valid_from = NfcCharField(
        label="Từ ngày",
        required=False,
        max_length=10,
        help_text="Để trống: từ hôm nay. Ví dụ 31/12/2026.",
    )
    valid_to = NfcCharField(
        label="Đến hết ngày",
        required=False,
        max_length=10,
        help_text="Để trống: chưa có ngày kết thúc.",
    )

    def ask(self, line: PersonLine) -> None:
        """Add the question that the account with this e-mail raises."""
        self.fields["answer"] = forms.ChoiceField(
            label=line.question,
            choices=line.choices,
            widget=forms.RadioSelect,
            error_messages={"required": "Chọn một câu trả lời."},
        )

    def cells(self) -> dict[str, str]:
        """Return the fields as the cells of a line."""
        said: dict[str, Any] = self.cleaned_data
        role = str(Role(said["role"]).label)
        plain = ("full_name", "position", "email", "phone", "valid_from", "valid_to")
        primary = "x" if said["is_primary"] else ""
        return {name: said[name] for name in plain} | {
            "role": role,
            "is_primary": primary,
        }

    def show(self, line: PersonLine) -> None:
        """Put what is wrong with the line beside its fields."""
        for name, message in line.fields.items():
            self.add_error(name if name in self.fields else None, message)
