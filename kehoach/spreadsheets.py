"""File formats that administrators import and export, read safely."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from import_export.formats import base_formats
from tablib import Dataset

#: Largest unzipped size of an uploaded workbook, in bytes.
MAX_UNZIPPED = 200 * 1024 * 1024


class SafeXLSX(base_formats.XLSX):
    """XLSX with a cap on the unzipped size and a plain word on broken files."""

    def create_dataset(self, in_stream: bytes) -> Dataset:
        """Return the rows; ValidationError says in Vietnamese what is wrong."""
        try:
            with ZipFile(BytesIO(in_stream)) as book:
                unzipped = sum(item.file_size for item in book.infolist())
        except BadZipFile as error:
            message = "Tệp không phải XLSX. Hãy lưu lại từ Excel dạng .xlsx."
            raise ValidationError(message) from error
        if unzipped > MAX_UNZIPPED:
            message = "Tệp quá lớn sau khi giải nén. Hãy chia nhỏ tệp."
            raise ValidationError(message)
        dataset: Dataset = super().create_dataset(in_stream)
        return dataset


FORMATS = [SafeXLSX, base_formats.CSV]
