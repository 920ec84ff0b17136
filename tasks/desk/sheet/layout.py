"""Where things stand in the workbook: sheets, columns, what may be filled."""

from typing import NamedTuple

from agencies.sheets import Heading
from tasks.models import Progress


class Column(NamedTuple):
    """One column: our name, its heading, its width and whether a person fills it."""

    name: str
    heading: str
    width: int
    is_filled: bool = False


DUTIES, FIGURES, SEAL = "Nhiệm vụ", "Số liệu", "Khóa"
DUTY_COLUMNS = (
    Column("code", "Mã", 10),
    Column("title", "Nhiệm vụ", 48),
    Column("due", "Hạn", 12),
    Column("missing", "Còn thiếu", 34),
    Column("last", "Nhật ký gần nhất", 44),
    Column("done_on", "Ngày thực hiện", 14, is_filled=True),
    Column("text", "Nội dung đã thực hiện", 60, is_filled=True),
    Column("progress", "Tiến độ", 18, is_filled=True),
    Column("nothing", "Không phát sinh", 16, is_filled=True),
    Column("number", "Số, ký hiệu văn bản", 20, is_filled=True),
    Column("issued_on", "Ngày văn bản", 14, is_filled=True),
    Column("subject", "Trích yếu văn bản", 44, is_filled=True),
    Column("reason", "Lý do (khi sửa số đã gửi)", 28, is_filled=True),
    Column("key", "Khóa dòng", 10),
)
FIGURE_COLUMNS = (
    Column("tasks", "Mã nhiệm vụ", 18),
    Column("label", "Câu hỏi", 60),
    Column("unit", "Đơn vị tính", 16),
    Column("required", "Bắt buộc", 10),
    Column("before", "Kỳ trước", 18),
    Column("beside", "Kỳ khác trong năm", 18),
    Column("answer", "Kỳ này", 24, is_filled=True),
    Column("key", "Khóa dòng", 10),
)
DUTY_HEADINGS = [Heading(each.name, each.heading) for each in DUTY_COLUMNS]
FIGURE_HEADINGS = [Heading(each.name, each.heading) for each in FIGURE_COLUMNS]
#: The columns that say something by themselves; a reason only explains.
DUTY_SAYS = ("done_on", "text", "progress", "nothing", "number", "issued_on", "subject")
#: Columns without which a sheet of either kind cannot be read.
DUTY_NEEDS, FIGURE_NEEDS = ("text", "progress", "key"), ("answer", "key")
#: Rows of guidance above the headings; data begins in the row after the headings.
HEADING_ROW = 4
DUTY_MARK, FIGURE_MARK = "N", "S"
MARKED = "x"
PROGRESS_WORDS = {str(label): value for value, label in Progress.choices}
YES_WORD, NO_WORD = "Có", "Không"


def place_of(columns: tuple[Column, ...], name: str) -> int:
    """Return where a column of ours stands, counted from 0."""
    return next(place for place, each in enumerate(columns) if each.name == name)


def heading_of(columns: tuple[Column, ...], name: str) -> str:
    """Return the heading of a column."""
    return columns[place_of(columns, name)].heading
