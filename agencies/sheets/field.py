"""The field of a form that takes a spreadsheet: its size is checked before it is read."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from agencies.sheets.bounds import LIST, MEGABYTE, Bounds, SheetError, too_large
from kehoach.site.uploads import problem_of


class SheetField(forms.FileField):
    """A file of no more bytes than its bounds allow."""

    def __init__(self, *, bounds: Bounds = LIST, ends: str, **kwargs: Any) -> None:
        """Offer files of some endings, «.xlsx,.csv»; the bytes are told before sending."""
        self.bounds = bounds
        told = {"accept": ends, "data-max-mb": str(bounds.file // MEGABYTE)}
        widget = forms.FileInput(attrs=told)
        super().__init__(allow_empty_file=True, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file; SheetError when it is too large or was not stored."""
        file = super().clean(data, initial)
        require_small(file, self.bounds)
        return file


def require_small(file: "UploadedFile[Any]", bounds: Bounds = LIST) -> None:
    """Raise SheetError for a file that was not stored or is larger than is read."""
    if problem := problem_of(file):
        raise SheetError(problem)
    if (file.size or 0) > bounds.file:
        raise SheetError(too_large(bounds))
