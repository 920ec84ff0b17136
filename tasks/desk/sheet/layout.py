"""Where things stand in the workbook: sheets, columns, what may be filled."""

from typing import NamedTuple

from agencies.sheets import Heading
from tasks.models import Progress


class SheetColumn(NamedTuple):
    """One column: our name, its heading, its width and whether a person fills it."""

    name: str
    heading: str
    width: int
    is_filled: bool = False


DUTIES_SHEET, FIGURES_SHEET, SEAL = "Nhiệm vụ", "Số liệu", "Khóa"
DUTY_COLUMNS = (
    SheetColumn("code", "Mã", 10),
    SheetColumn("title", "Nhiệm vụ", 48),
    SheetColumn("due", "Hạn", 12),
    SheetColumn("missing", "Còn thiếu", 34),
    SheetColumn("last", "Nhật ký gần nhất", 44),
    SheetColumn("done_on", "Ngày thực hiện", 14, is_filled=True),
    SheetColumn("text", "Nội dung đã thực hiện", 60, is_filled=True),
    SheetColumn("progress", "Tiến độ", 18, is_filled=True),
    SheetColumn("nothing", "Không phát sinh", 16, is_filled=True),
    SheetColumn("number", "Số, ký hiệu văn bản", 20, is_filled=True),
    SheetColumn("issued_on", "Ngày văn bản", 14, is_filled=True),
    SheetColumn("subject", "Trích yếu văn bản", 44, is_filled=True),
    SheetColumn("reason", "Lý do (khi sửa số đã gửi)", 28, is_filled=True),
    SheetColumn("key", "Khóa dòng", 10),
)
FIGURE_COLUMNS = (
    SheetColumn("tasks", "Mã nhiệm vụ", 18),
    SheetColumn("label", "Câu hỏi", 60),
    SheetColumn("unit", "Đơn vị tính", 16),
    SheetColumn("required", "Bắt buộc", 10),
    SheetColumn("before", "Kỳ trước, lần trước", 18),
    SheetColumn("beside", "Kỳ khác trong năm", 18),
    SheetColumn("answer", "Kỳ này", 24, is_filled=True),
    SheetColumn("key", "Khóa dòng", 10),
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


def column_place(columns: tuple[SheetColumn, ...], name: str) -> int:
    """Return where a column of ours stands, counted from 0."""
    return next(place for place, each in enumerate(columns) if each.name == name)


def heading_of(columns: tuple[SheetColumn, ...], name: str) -> str:
    """Return the heading of a column."""
    return columns[column_place(columns, name)].heading
