"""File formats that administrators import and export, read safely."""

import csv
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from import_export.formats import base_formats
from tablib import Dataset
from tablib.exceptions import InvalidDimensions

#: Largest unzipped size of an uploaded workbook, in bytes.
MAX_UNZIPPED = 200 * 1024 * 1024


class SafeXLSX(base_formats.XLSX):
    """XLSX with a cap on the unzipped size and a plain word on broken files."""

    def create_dataset(self, in_stream: bytes) -> Dataset:
        """Return the rows; ValidationError says in Vietnamese what is wrong."""
        require_small(in_stream)
        dataset: Dataset = super().create_dataset(in_stream)
        return dataset


def require_small(content: bytes) -> None:
    """Raise ValidationError for bytes that are no zip or unzip to too much."""
    try:
        with ZipFile(BytesIO(content)) as book:
            unzipped = sum(item.file_size for item in book.infolist())
    except BadZipFile as error:
        message = "Tệp không phải XLSX. Hãy lưu lại từ Excel dạng .xlsx."
        raise ValidationError(message) from error
    if unzipped > MAX_UNZIPPED:
        message = "Tệp quá lớn sau khi giải nén. Hãy chia nhỏ tệp."
        raise ValidationError(message)


FORMATS = [SafeXLSX, base_formats.CSV]

#: Largest upload of a sheet of lines, in bytes.
MAX_UPLOAD = 5 * 1024 * 1024


def read_upload(name: str, content: bytes) -> Dataset:
    """Return the rows of an uploaded .xlsx or .csv; ValidationError says what is wrong."""
    if len(content) > MAX_UPLOAD:
        message = "Tệp lớn hơn 5 MB. Hãy chia nhỏ tệp."
        raise ValidationError(message)
    if name.lower().endswith(".xlsx"):
        return SafeXLSX().create_dataset(content)
    if not name.lower().endswith(".csv"):
        message = "Chọn tệp .xlsx hoặc .csv."
        raise ValidationError(message)
    try:
        rows: Dataset = base_formats.CSV(encoding="utf-8-sig").create_dataset(content)
    except (UnicodeDecodeError, InvalidDimensions, csv.Error) as error:
        message = "Tệp CSV không đọc được. Hãy lưu lại dạng CSV UTF-8."
        raise ValidationError(message) from error
    return rows
