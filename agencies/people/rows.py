"""The rows of a list of focal points: columns in any order, each cell with its address."""

from dataclasses import dataclass
from typing import NamedTuple

from agencies.sheets import Heading, SheetError, first_table, read_upload
from kehoach.lib.refusals import RuleBroken


class Column(NamedTuple):
    """A column of the sheet: our name, its heading, other headings, its width."""

    name: str
    heading: str
    others: tuple[str, ...]
    width: int


PEOPLE_COLUMNS = (
    Column("code", "Mã đơn vị", ("mã cơ quan", "mã"), 22),
    Column(
        "agency",
        "Đơn vị",
        ("tên đơn vị", "cơ quan", "tên cơ quan", "cơ quan, đơn vị"),
        44,
    ),
    Column("full_name", "Họ và tên", ("họ tên", "họ, tên"), 28),
    Column("position", "Chức vụ", ("chức danh", "chức vụ, chức danh"), 26),
    Column(
        "email",
        "Thư điện tử công vụ",
        ("thư điện tử", "email", "e-mail", "email công vụ", "địa chỉ thư điện tử"),
        34,
    ),
    Column("phone", "Điện thoại", ("số điện thoại", "sđt", "điện thoại liên hệ"), 16),
    Column("role", "Vai trò", ("nhiệm vụ được giao",), 24),
    Column("is_primary", "Đầu mối chính", ("chính",), 16),
    Column("valid_from", "Từ ngày", ("ngày bắt đầu",), 14),
    Column("valid_to", "Đến ngày", ("đến hết ngày", "ngày kết thúc"), 14),
)
#: Columns without which a sheet cannot be read.
REQUIRED = (("agency", "code"), "full_name", "email", "role")
_HEADINGS = [Heading(each.name, each.heading, each.others) for each in PEOPLE_COLUMNS]
MAX_LINES = 5_000


@dataclass(frozen=True)
class PeopleRow:
    """One line of the sheet: its number, the texts and the letters («Đầu mối!B») of its
    columns.
    """

    number: int
    cells: dict[str, str]
    letters: dict[str, str]

    def get(self, name: str) -> str:
        """Return the text of a column, empty when the sheet has none."""
        return self.cells.get(name, "")

    def address(self, name: str) -> str:
        """Return «Đầu mối!B7», or the heading when the sheet lacks the column."""
        if letter := self.letters.get(name):
            return f"{letter}{self.number}"
        return next(each.heading for each in PEOPLE_COLUMNS if each.name == name)


def read_people(*, name: str, content: bytes) -> list[PeopleRow]:
    """Return the filled rows of an uploaded file; RuleBroken when it cannot be read."""
    try:
        table = first_table(read_upload(name, content), _HEADINGS, REQUIRED)
        table.require_values()
    except SheetError as error:
        raise RuleBroken(error.words, field="file") from error
    tab = f"{table.sheet.name}!" if table.sheet.name else ""
    letters = {each: f"{tab}{table.letter(each)}" for each in table.columns}
    rows = [
        PeopleRow(
            line.number, {one: table.cell(line, one).words for one in letters}, letters
        )
        for line in table
    ]
    found = [row for row in rows if any(row.cells.values())]
    if not found:
        raise RuleBroken("Tệp không có dòng cán bộ nào.", field="file")
    if len(found) > MAX_LINES:
        raise RuleBroken(f"Tệp có hơn {MAX_LINES} dòng. Hãy chia nhỏ.", field="file")
    return found
