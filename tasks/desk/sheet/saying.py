"""From one filled cell to what it says; what Excel changed by itself is told.

A ValueError says in Vietnamese what is wrong with the cell and what to type.
"""

import re
from datetime import date
from decimal import Decimal

from agencies.sheets import CellKind
from agencies.sheets.table import why_unreadable
from kehoach.lib.dates import format_date, parse_date
from kehoach.lib.numbers import format_number
from kehoach.lib.text import name_key
from tasks.desk.sheet import layout
from tasks.desk.sheet.reading import TypedCell
from tasks.figures.answers import NUMBERS, Answer, read_answer
from tasks.models import Figure

#: The most that the column of each text holds.
LONGEST_SAID = {"text": 5000, "number": 100, "subject": 500, "reason": 300}
ANSWER_LONGEST = 1000
#: A small number typed in a cell of days becomes one of the years after 1900.
FIRST_YEAR = 1920
#: «15,000» as an English Excel writes fifteen thousand: never a Vietnamese number,
#: which has at most two digits behind the comma.
_BY_COMMAS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
#: A number format that shows 15 as «15.000» (or «15,000»).
_THREE_PLACES = re.compile(r"(^|[^0])0\.000($|[^0])")
#: How far from a thousand the ratio to another period may lie and still look like it.
NEARLY = (Decimal(250), Decimal(4000))


def require_value(cell: TypedCell) -> None:
    """Raise ValueError for «#N/A» and for a formula without its result."""
    if cell.kind in {CellKind.ERROR, CellKind.FORMULA}:
        said = why_unreadable(cell.kind, cell.typed)
        raise ValueError(said[:1].upper() + said[1:])


def cell_text(cell: TypedCell, longest: int) -> str:
    """Return the text of a cell, refusing what Excel made of it by itself."""
    require_value(cell)
    if cell.kind == CellKind.DAY:
        message = (
            f"Excel đã đổi nội dung thành ngày {cell.typed}. Chọn định dạng ô là Văn"
            " bản (Text) rồi gõ lại."
        )
        raise ValueError(message)
    if cell.kind == CellKind.FLAG:
        message = f"Excel đã đổi nội dung thành {cell.typed}. Gõ lại bằng chữ."
        raise ValueError(message)
    text = cell.typed
    if len(text) > longest:
        message = f"Dài {len(text)} ký tự, tối đa {longest}. Rút ngắn nội dung."
        raise ValueError(message)
    return text


def day_of(cell: TypedCell) -> date | None:
    """Return the day of a cell, None for an empty one."""
    require_value(cell)
    if cell.is_empty:
        return None
    if cell.kind in {CellKind.NUMBER, CellKind.FLAG}:
        message = f"«{cell.typed}» không phải ngày. Ghi ngày như 05/06/2026."
        raise ValueError(message)
    day = parse_date(cell.value)
    if cell.kind == CellKind.DAY and day.year < FIRST_YEAR:
        message = f"Excel đã đổi số thành ngày {cell.typed}. Ghi ngày như 05/06/2026."
        raise ValueError(message)
    return day


def swapped_words(cell: TypedCell) -> str:
    """Return the hint, to a day that was refused, that an American Excel reads the month
    first; empty where that cannot be.
    """
    if cell.kind != CellKind.DAY or not isinstance(cell.value, str):
        return ""
    day = date.fromisoformat(cell.value)
    if day.day > 12 or day.day == day.month:
        return ""
    other = format_date(day.replace(day=day.month, month=day.day))
    return f" Excel kiểu Mỹ đọc tháng trước: nếu ý là {other} thì gõ lại như thế."


def is_marked(cell: TypedCell) -> bool:
    """Return whether «Không phát sinh» is marked."""
    require_value(cell)
    word = str(cell.typed).casefold()
    if word not in {"", layout.MARKED}:
        message = "Cột «Không phát sinh» chỉ ghi x hoặc để trống."
        raise ValueError(message)
    return word == layout.MARKED


def progress_of(cell: TypedCell) -> str:
    """Return the progress that a cell names."""
    require_value(cell)
    found = layout.PROGRESS_WORDS.get(cell.typed)
    if found is None:
        known = "; ".join(layout.PROGRESS_WORDS)
        message = f"Tiến độ ghi một trong: {known}."
        raise ValueError(message)
    return found


def answer_of(figure: Figure, cell: TypedCell) -> Answer:
    """Return the answer that a cell gives to the question."""
    require_value(cell)
    if cell.is_empty:
        return Answer()
    if figure.type in NUMBERS:
        return read_answer(figure, _number(figure, cell))
    if figure.type == Figure.Type.DATE:
        return Answer(day=day_of(cell))
    if figure.type == Figure.Type.YES_NO:
        return Answer(flag=_flag(cell))
    text = cell_text(cell, ANSWER_LONGEST)
    if figure.type == Figure.Type.CHOICE:
        known = {name_key(each): each for each in figure.choices}
        if name_key(text) not in known:
            message = f"Ghi một trong: {'; '.join(figure.choices)}."
            raise ValueError(message)
        text = known[name_key(text)]
    return read_answer(figure, text)


def _flag(cell: TypedCell) -> bool:
    words = {layout.YES_WORD.casefold(): True, layout.NO_WORD.casefold(): False}
    if cell.kind == CellKind.FLAG:
        return bool(cell.value)
    found = words.get(cell.typed.casefold())
    if found is None:
        message = f"Ghi {layout.YES_WORD} hoặc {layout.NO_WORD}."
        raise ValueError(message)
    return found


def _number(figure: Figure, cell: TypedCell) -> Decimal | str:
    """Return a number, or text to be read as one; no day, no English thousands."""
    if cell.kind == CellKind.DAY:
        message = (
            f"Excel đã đổi số thành ngày {cell.typed}. Chọn định dạng ô là Số (Number)"
            " rồi gõ lại số."
        )
        raise ValueError(message)
    if cell.kind == CellKind.FLAG:
        message = (
            f"«{cell.typed}» không phải số. Nhập một số, viết như 1234 hoặc 1234,5."
        )
        raise ValueError(message)
    if cell.kind == CellKind.TEXT:
        if _BY_COMMAS.fullmatch(cell.typed):
            whole = cell.typed.replace(",", "")
            message = f"Nếu ý là {format_number(Decimal(whole))} thì gõ {whole}."
            raise ValueError(message)
        return cell.typed
    number = Decimal(f"{float(cell.value or 0):.15g}")  # what Excel itself keeps
    _require_no_lost_thousand(figure, number)
    return number


def _require_no_lost_thousand(figure: Figure, number: Decimal) -> None:
    """Raise ValueError for 1.234 typed in an English Excel, which arrives as 1,234."""
    places = -int(number.as_tuple().exponent)
    whole = figure.type == Figure.Type.INTEGER
    if places <= (0 if whole else 2) or places > 3:
        return
    meant = (number * 1000).quantize(Decimal(1))
    message = (
        f"Tệp ghi {format_number(number)}{', câu hỏi này cần số nguyên' if whole else ''}."
        f" Nếu ý là {format_number(meant)} thì gõ {meant}, không có dấu chấm: Excel kiểu"
        " Anh hiểu dấu chấm là dấu thập phân."
    )
    raise ValueError(message)


def lost_thousand(number: Decimal, style: str, others: list[Decimal]) -> Decimal | None:
    """Return what was probably meant where 15.000 seems to have arrived as 15: the
    cell shows three places, or another period's number is about a thousand times it.
    """
    if not 0 < number < 1000:
        return None
    low, high = NEARLY
    shown = bool(_THREE_PLACES.search(style)) and number == number.to_integral_value()
    if shown or any(low <= other / number <= high for other in others):
        return (number * 1000).normalize() + 0
    return None
