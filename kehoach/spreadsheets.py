"""File formats that administrators import and export, read safely."""

import csv
from io import BytesIO, StringIO
from itertools import islice
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from import_export.formats import base_formats
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
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
#: What is read of an uploaded grid at most.
MAX_ROWS, MAX_COLUMNS = 20_000, 60


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


def grid_of(name: str, content: bytes) -> list[list[object]]:
    """Return every row of an uploaded .xlsx or .csv, the heading and empty rows
    included, so that a cell keeps its address; ValidationError says what is wrong.
    """
    if len(content) > MAX_UPLOAD:
        message = "Tệp lớn hơn 5 MB. Hãy chia nhỏ tệp."
        raise ValidationError(message)
    if name.lower().endswith(".xlsx"):
        return _xlsx_grid(content)
    if name.lower().endswith(".csv"):
        return _csv_grid(content)
    message = "Chọn tệp .xlsx hoặc .csv."
    raise ValidationError(message)


def _xlsx_grid(content: bytes) -> list[list[object]]:
    require_small(content)
    try:
        book = load_workbook(
            BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
        return [list(row) for row in rows]
    except (
        InvalidFileException,
        BadZipFile,
        KeyError,
        IndexError,
        ValueError,
        OSError,
        SyntaxError,
    ) as error:
        message = "Tệp không đọc được. Hãy lưu lại từ Excel dạng .xlsx."
        raise ValidationError(message) from error


def _csv_grid(content: bytes) -> list[list[object]]:
    """Read commas, semicolons (what a Vietnamese Excel writes) or tabs."""
    message = "Tệp CSV không đọc được. Hãy lưu lại dạng CSV UTF-8."
    try:
        text = content.decode("utf-8-sig")
        head = text.splitlines()[:20]
        delimiter = max(",;\t", key=lambda sign: sum(line.count(sign) for line in head))
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        return [list(row[:MAX_COLUMNS]) for row in islice(rows, MAX_ROWS)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValidationError(message) from error
