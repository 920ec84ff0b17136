"""What a spreadsheet may cost before it is refused."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

MEGABYTE = 1024 * 1024


class SheetError(ValidationError):
    """A file that is not read, with a Vietnamese sentence that says what to do."""

    def __init__(self, message: str) -> None:
        """Keep the sentence."""
        super().__init__(message)
        self.words = message


class MissingColumns(SheetError):
    """A sheet without headings that are needed; `count` says how many."""

    def __init__(self, message: str, count: int) -> None:
        """Keep the sentence and how far the sheet is from right."""
        super().__init__(message)
        self.count = count


@dataclass(frozen=True)
class Bounds:
    """The most that one file may hold: bytes as it comes and unzipped, rows and columns
    of a sheet, filled cells, characters of one cell and of all.
    """

    file: int
    unzipped: int
    rows: int
    columns: int
    cells: int
    text: int  # 32,767 is the most that Excel puts in a cell
    characters: int


def too_large(bounds: Bounds) -> str:
    """Return what to say of a file of too many bytes."""
    return f"Tệp lớn hơn {bounds.file // MEGABYTE} MB. Hãy chia nhỏ tệp."


#: The workbook of one agency's desk.
DESK = Bounds(5 * MEGABYTE, 40 * MEGABYTE, 3_000, 60, 100_000, 32_767, 4_000_000)
#: A list that an office sends (people, lines of a reorganisation) or an administrator
#: loads: 20,000 lines. Lists of a province have some hundreds; what is longer is sent
#: in several files, since each is checked and shown line by line before it is written.
LIST = Bounds(5 * MEGABYTE, 64 * MEGABYTE, 20_050, 60, 200_000, 32_767, 8_000_000)
