"""File formats that administrators import and export, read by the strict reader."""

from typing import Any

from import_export.formats import base_formats
from tablib import Dataset

from agencies.sheets.bounds import LIST
from agencies.sheets.opening import read_content
from agencies.sheets.table import Heading, Table, first_table

#: What is exported; both write text that no spreadsheet calculates.
EXPORTED = [base_formats.XLSX, base_formats.CSV]


class FilledLines(Dataset):
    """The filled lines of a table, which knows the name of every cell."""

    table: Table | None = None
    numbers: tuple[int, ...] = ()


class SheetFile(base_formats.Format):
    """An .xlsx or .csv, told from its bytes; the columns of a resource are found by
    name behind a cover sheet and below a title.
    """

    def __init__(self, encoding: str | None = None, resource: Any = None) -> None:
        """Keep whose columns are read."""
        self.encoding, self.resource = encoding, resource

    def get_title(self) -> str:
        """Return what is taken."""
        return "Excel (.xlsx) hoặc CSV"

    def can_import(self) -> bool:
        """Return that files are read."""
        return True

    def is_binary(self) -> bool:
        """Return that the reader decodes text by itself."""
        return True

    def get_read_mode(self) -> str:
        """Return how the library opens the file."""
        return "rb"

    def create_dataset(self, in_stream: bytes) -> FilledLines:
        """Return the lines; SheetError says in Vietnamese what is wrong."""
        resource = self.resource()
        names = [field.column_name for field in resource.get_import_fields()]
        headings = [Heading(name, name) for name in names]
        sheets = read_content(in_stream, LIST)
        table = first_table(sheets, headings, resource.required())
        table.require_values()
        return lines_of(table)


def lines_of(table: Table) -> FilledLines:
    """Return the filled lines of a table under our names of its columns."""
    data = FilledLines(headers=list(table.columns))
    found = []
    for line in table:
        row = [table.cell(line, name).value for name in table.columns]
        if any(value is not None for value in row):
            data.append(row)
            found.append(line.number)
    data.table, data.numbers = table, tuple(found)
    return data
