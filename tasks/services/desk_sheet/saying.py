"""From filled cells to what an entry and an answer say."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kehoach.lib.dates import parse_date
from tasks.models import Duty, Figure, Progress
from tasks.services.answers import NO, NUMBERS, YES
from tasks.services.desk_sheet import layout
from tasks.services.desk_sheet.reading import Cell, DutyRow
from tasks.services.errors import InvalidInput

ONLY_FIGURES = "Cập nhật số liệu từ bảng tính."
FLAGS = {layout.YES_WORD.casefold(): YES, layout.NO_WORD.casefold(): NO}


@dataclass(frozen=True)
class Said:
    """What one entry says."""

    done_on: date
    text: str
    progress: str
    nothing: bool = False
    reason: str = ""


def said_by(row: DutyRow | None, duty: Duty, day: date) -> Said:
    """Return what the row says; without one, that only figures changed.

    Raises InvalidInput naming the field; `day` stands for an empty day.
    """
    if row is None:
        going = Progress.IN_PROGRESS
        kept = going if duty.progress == Progress.NOT_STARTED else duty.progress
        return Said(day, ONLY_FIGURES, kept)
    nothing = _marked(row)
    return Said(
        done_on=_day(row.done_on) or day,
        text=row.text,
        progress=Progress.DONE if nothing else _progress(row.progress),
        nothing=nothing,
        reason=row.reason,
    )


def _day(cell: Cell) -> date | None:
    if cell == "":
        return None
    try:
        return parse_date(cell)
    except ValueError as error:
        raise InvalidInput(str(error), field="done_on") from error


def _progress(word: str) -> str:
    found = layout.PROGRESS_WORDS.get(word)
    if found is None:
        known = "; ".join(layout.PROGRESS_WORDS)
        raise InvalidInput(f"Tiến độ ghi một trong: {known}.", field="progress")
    return found


def _marked(row: DutyRow) -> bool:
    if row.nothing not in {"", layout.MARKED}:
        message = "Cột «Không phát sinh» chỉ ghi x hoặc để trống."
        raise InvalidInput(message, field="nothing")
    return row.nothing == layout.MARKED


def typed_answer(figure: Figure | None, cell: Cell) -> object:
    """Return the cell as the service reads it: Có/Không by its word, 12.0 as 12."""
    if figure and figure.type == Figure.Type.YES_NO:
        return FLAGS.get(str(cell).casefold(), cell)
    if not isinstance(cell, float):
        return cell
    if figure is None or figure.type in NUMBERS:
        return Decimal(str(cell))
    return str(int(cell)) if cell.is_integer() else str(cell)
