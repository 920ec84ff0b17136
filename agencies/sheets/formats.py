"""File formats that administrators import and export, read by the strict reader."""

from import_export.formats import base_formats
from tablib import Dataset

from agencies.sheets.bounds import LARGE
from agencies.sheets.grid import Line, Sheet
from agencies.sheets.opening import read_book, read_csv
from agencies.sheets.table import Heading, table_of


class SafeXLSX(base_formats.XLSX):
    """XLSX within bounds."""

    def create_dataset(self, in_stream: bytes) -> Dataset:
        """Return the rows; SheetError says in Vietnamese what is wrong."""
        return dataset_of(read_book(in_stream, LARGE).first())


class SafeCSV(base_formats.CSV):
    """CSV within bounds, with any of the signs that offices separate by."""

    def create_dataset(self, in_stream: str | bytes) -> Dataset:
        """Return the rows; SheetError says in Vietnamese what is wrong."""
        content = in_stream.encode() if isinstance(in_stream, str) else in_stream
        return dataset_of(read_csv(content, LARGE))


FORMATS = [SafeXLSX, SafeCSV]


def dataset_of(sheet: Sheet) -> Dataset:
    """Return the sheet with its first row as headings, blank rows kept in between so
    that lines keep their numbers.
    """
    head, *lines = list(sheet.rows()) or [Line(1, {})]
    if not head.cells:
        return Dataset()
    headings = {place: cell.words for place, cell in head.cells.items()}
    named = [Heading(str(place), words) for place, words in headings.items()]
    table_of(sheet, named, (), deep=1).require_values()
    data = Dataset(headers=list(headings.values()))
    for line in lines:
        data.append([line.get(place).value for place in headings])
    return data
