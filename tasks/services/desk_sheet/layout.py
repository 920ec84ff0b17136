"""Where things stand in the workbook: sheets, columns, what may be filled."""

from typing import NamedTuple

from tasks.models import Progress


class Column(NamedTuple):
    """One column: its heading, its width and whether a person fills it."""

    heading: str
    width: int
    is_filled: bool = False


DUTIES, FIGURES, SEAL = "Nhiệm vụ", "Số liệu", "Khóa"
DUTY_COLUMNS = (
    Column("Mã", 10),
    Column("Nhiệm vụ", 48),
    Column("Hạn", 12),
    Column("Còn thiếu", 34),
    Column("Nhật ký gần nhất", 44),
    Column("Ngày thực hiện", 14, is_filled=True),
    Column("Nội dung đã thực hiện", 60, is_filled=True),
    Column("Tiến độ", 18, is_filled=True),
    Column("Không phát sinh", 16, is_filled=True),
    Column("Lý do (khi sửa số đã gửi)", 28, is_filled=True),
    Column("Khóa dòng", 10),
)
FIGURE_COLUMNS = (
    Column("Mã nhiệm vụ", 18),
    Column("Câu hỏi", 60),
    Column("Đơn vị tính", 16),
    Column("Bắt buộc", 10),
    Column("Kỳ trước", 18),
    Column("Kỳ này", 24, is_filled=True),
    Column("Khóa dòng", 10),
)
#: Rows of guidance above the headings; data begins in the row after the headings.
HEADING_ROW = 4
DONE_ON, TEXT, PROGRESS, NOTHING, REASON, DUTY_KEY = 5, 6, 7, 8, 9, 10
ANSWER, FIGURE_KEY = 5, 6
DUTY_MARK, FIGURE_MARK = "N", "S"
MARKED = "x"
PROGRESS_WORDS = {str(label): value for value, label in Progress.choices}
YES_WORD, NO_WORD = "Có", "Không"


def cell_name(sheet: str, row: int, column: int) -> str:
    """Return «Nhiệm vụ!G7» for a row counted from 1 and a column from 0."""
    return f"{sheet}!{chr(ord('A') + column)}{row}"
