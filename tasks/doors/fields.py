"""Fields that several forms of the tasks room share."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from kehoach.lib.dates import is_meant, parse_date
from kehoach.lib.keys import keys_of
from kehoach.lib.text import nfc
from tasks.models import Duty


class NfcCharField(forms.CharField):
    """Text, composed (NFC) and stripped before anything else sees it."""

    def to_python(self, value: Any) -> str:
        """Return the text composed."""
        return nfc(super().to_python(value) or "")


class FilesInput(forms.FileInput):
    """Chooses any number of files."""

    allow_multiple_selected = True

    def value_from_datadict(
        self,
        data: Any,
        files: Any,
        name: str,
    ) -> Any:
        """Return all files of this name, where Django takes the last."""
        many = getattr(files, "getlist", None)
        return many(name) if many else files.get(name)


class FilesField(forms.FileField):
    """Several files in one field; its value is a list (`components/file_input.html`)."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files, each checked as one file is."""
        given = (data if isinstance(data, list) else [data]) or [None]
        one = super().clean
        return [file for each in given if (file := one(each, initial))]


class KeptField(forms.Field):
    """The keys of files that a script sent ahead of the form, one box per file."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[int]:
        """Return the keys; what is no key is left out."""
        return keys_of(value or ())


def text_area(rows: int = 4) -> forms.Textarea:
    """Return a box for several lines."""
    return forms.Textarea(attrs={"rows": rows})


def link_field() -> forms.CharField:
    """Return the address where a document can be read, beside its number and day."""
    return forms.CharField(
        label="Đường dẫn (https)",
        required=False,
        help_text=(
            "Nơi xem văn bản, bài đăng; đi kèm số, ngày, trích yếu chứ không thay."
            " Hệ thống không mở đường dẫn này."
        ),
        widget=forms.URLInput(attrs={"placeholder": "https://", "maxlength": 500}),
    )


class DayInput(forms.DateInput):
    """A day as typed; `days.js` adds the calendar of a phone and fills in the year."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        own = {"placeholder": "31/12/2026", "autocomplete": "off", "maxlength": 20}
        said = own | {"data-day": True} | (attrs or {})
        super().__init__(attrs=said, format="%d/%m/%Y")


class DayField(forms.DateField):
    """A day, however it is typed; `today` (from `Dated`) gives the year left out, and
    what year cannot be meant.
    """

    widget = DayInput
    today: date | None = None
    default_error_messages = {
        "required": "Nhập ngày như 31/12/2026.",
        "invalid": "Nhập ngày như 31/12/2026.",
    }

    def to_python(self, value: Any) -> date | None:
        """Return the day, or say how a day is typed."""
        if value in self.empty_values:
            return None
        try:
            day = parse_date(value, today=self.today)
        except ValueError:
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from None
        if not is_meant(day, self.today):
            message = f"Kiểm tra lại năm {day.year}. {self.error_messages['invalid']}"
            raise forms.ValidationError(message, code="year")
        return day


class Dated:
    """A form with days: `today`, or the day that its period counts to, is given to
    every one of them.
    """

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.today = today
                field.widget.attrs["data-today"] = today.isoformat()


def day_field(label: str, **kwargs: Any) -> DayField:
    """Return a day typed as 31/12/2026, 31/12, 31/12/26 or 31122026."""
    return DayField(label=label, **kwargs)


def confirmed_open_field(what: str, help_text: str = "") -> forms.BooleanField:
    """Return the box that says what is uploaded may be seen; the browser asks for it
    before a long upload (`upload.js`).
    """
    told = {"data-with-file": "Đánh dấu ô này thì mới tải tệp lên được."}
    return forms.BooleanField(
        label=(
            f"Tôi xác nhận {what} không có độ mật, không phải đơn thư,"
            " không phải tài liệu nội bộ của Đảng"
        ),
        required=False,
        help_text=help_text,
        widget=forms.CheckboxInput(attrs=told),
    )


def also_for_field(label: str) -> forms.TypedMultipleChoiceField:
    """Return the boxes that say which other duties the same thing serves."""
    return forms.TypedMultipleChoiceField(
        label=label,
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )


def offer_duties(form: forms.Form, others: Iterable[Duty]) -> None:
    """Fill the field `also_for` with the duties; without any, it goes away."""
    choices = [(row.pk, f"{row.task.code} {row.title}") for row in others]
    field = form.fields["also_for"]
    if not choices:
        del form.fields["also_for"]
    elif isinstance(field, forms.TypedMultipleChoiceField):
        field.choices = choices


def reason_field() -> NfcCharField:
    """Return the field that every correction asks."""
    return NfcCharField(
        label="Lý do sửa",
        max_length=300,
        help_text="Người đã đọc bản cũ sẽ thấy cả hai bản và lý do này.",
        error_messages={"required": "Ghi lý do sửa."},
    )
