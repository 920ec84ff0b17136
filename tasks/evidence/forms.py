"""The forms for proof: a document and/or a file, or one that is there already."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from agencies.models import Agency
from tasks.doors.fields import (
    Dated,
    FilesField,
    FilesInput,
    KeptField,
    NfcCharField,
    also_for_field,
    confirmed_open_field,
    day_field,
    link_field,
    offer_duties,
    reason_field,
)
from tasks.evidence.attaching import AttachedDocument, sent_ahead
from tasks.evidence.file_types import ACCEPT, FILE_TYPE_NAMES
from tasks.models import Duty, Evidence

#: How much of what the agency has a form offers to be used again.
_OFFERED = 100


class FilesForm(forms.Form):
    """A form with a field of several files that a script may send ahead of it, each on
    its own; `agency` keeps them, `kept` names them.
    """

    files_field = "file"
    kept = KeptField(required=False)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency
        url = reverse("tasks:keep_file", args=[agency.code])
        self.fields[self.files_field].widget.attrs["data-keep"] = url

    @property
    def kept_rows(self) -> QuerySet[Evidence]:
        """Return the files that were sent ahead, to be shown and sent again."""
        keys = self.fields["kept"].to_python(self["kept"].value())
        return sent_ahead(self.agency, keys or ())


class DocumentForm(Dated, FilesForm):
    """A document by number and day, and/or files; each file becomes evidence."""

    file = FilesField(
        label="Tệp đính kèm",
        required=False,
        allow_empty_file=True,
        help_text=f"{FILE_TYPE_NAMES}; mỗi tệp tối đa 25 MB. Có số văn bản thì không bắt buộc tệp.",
        widget=FilesInput(attrs={"accept": ACCEPT, "data-names": "subject"}),
    )
    confirmed_open = confirmed_open_field("tệp", "Bắt buộc khi có tệp.")
    subject = NfcCharField(
        label="Trích yếu",
        max_length=500,
        required=False,
        help_text="Văn bản, tài liệu nói về việc gì. Để trống thì lấy theo tên tệp.",
    )
    number = NfcCharField(
        label="Số, ký hiệu",
        max_length=100,
        required=False,
        help_text="Ví dụ 123/KH-UBND. Để trống nếu là ảnh, danh sách.",
    )
    issued_on = day_field("Ngày ban hành", required=False)
    issuer = NfcCharField(label="Cơ quan ban hành", max_length=200, required=False)
    link = link_field()

    def documents(self) -> dict[str, Any]:
        """Return what `attach_documents` is told by this form."""
        said = self.cleaned_data
        names = ("subject", "number", "issuer", "link")
        words = {name: said.get(name, "") for name in names}
        return {
            "document": AttachedDocument(issued_on=said.get("issued_on"), **words),
            "files": said.get("file", ()),
            "kept": said.get("kept", ()),
            "confirmed_open": said.get("confirmed_open", False),
        }


class EvidenceForm(DocumentForm):
    """Proof of one duty, and of others of the agency."""

    also_for = also_for_field("Cũng là minh chứng của")

    def __init__(self, *args: Any, others: Iterable[Duty] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_duties(self, others)


def offer_newest(field: forms.Field, candidates: QuerySet[Evidence]) -> int:
    """Offer the newest of the agency's evidence, take any of it; return how many."""
    rows = [(row.pk, str(row)) for row in candidates[:_OFFERED]]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = candidates
        first = [("", field.empty_label)] if field.empty_label else []
        field.widget.choices = [*first, *rows]
    return len(rows)


class ReuseForm(forms.Form):
    """Evidence that the agency has already."""

    evidence = forms.ModelChoiceField(
        label="Minh chứng đã có của đơn vị",
        queryset=Evidence.objects.none(),
        empty_label="Chọn minh chứng",
        error_messages={
            "required": "Chọn một minh chứng.",
            "invalid_choice": "Không tìm thấy minh chứng này của đơn vị.",
        },
    )

    def __init__(
        self, *args: Any, candidates: QuerySet[Evidence], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offer_newest(self.fields["evidence"], candidates)


class EvidenceCorrectionForm(Dated, forms.Form):
    """A document in its new data; a file only when it is replaced."""

    subject = NfcCharField(label="Trích yếu", max_length=500)
    number = NfcCharField(label="Số, ký hiệu", max_length=100, required=False)
    issued_on = day_field("Ngày ban hành", required=False)
    issuer = NfcCharField(label="Cơ quan ban hành", max_length=200, required=False)
    link = link_field()
    file = forms.FileField(
        label="Thay tệp, nếu tệp sai",
        required=False,
        allow_empty_file=True,
        help_text=f"{FILE_TYPE_NAMES}; tối đa 25 MB.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    confirmed_open = confirmed_open_field(
        "tệp, nội dung ở đường dẫn", "Bắt buộc khi thay tệp hoặc đường dẫn."
    )
    reason = reason_field()
