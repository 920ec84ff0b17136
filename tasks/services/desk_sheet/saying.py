"""From filled cells to what an entry and an answer say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from kehoach.lib.dates import parse_date
from tasks.models import Duty, Figure, Progress
from tasks.services.answers import NO, NUMBERS, YES
from tasks.services.desk_sheet import layout
from tasks.services.desk_sheet.reading import Cell, DutyRow
from tasks.services.errors import InvalidInput

Given = TypeVar("Given")
Read = TypeVar("Read")

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

    Raises InvalidInput naming every wrong field; `day` stands for an empty day.
    """
    if row is None:
        going = Progress.IN_PROGRESS
        kept = going if duty.progress == Progress.NOT_STARTED else duty.progress
        return Said(day, ONLY_FIGURES, kept)
    wrong: dict[str, str] = {}
    nothing = bool(_tried(_marked, row.nothing, wrong))
    done_on = _tried(_day, row.done_on, wrong)
    progress = Progress.DONE if nothing else _tried(_progress, row.progress, wrong)
    if wrong or progress is None:
        raise InvalidInput(problems=wrong)
    return Said(done_on or day, row.text, progress, nothing, row.reason)


def _tried(
    read: Callable[[Given], Read], cell: Given, wrong: dict[str, str]
) -> Read | None:
    """Return what the cell says; what is wrong with it is added to the others."""
    try:
        return read(cell)
    except InvalidInput as error:
        wrong |= error.problems
        return None


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


def _marked(word: str) -> bool:
    if word not in {"", layout.MARKED}:
        message = "Cột «Không phát sinh» chỉ ghi x hoặc để trống."
        raise InvalidInput(message, field="nothing")
    return word == layout.MARKED


def typed_answer(figure: Figure | None, cell: Cell) -> object:
    """Return the cell as the service reads it: Có/Không by its word, 12.0 as 12."""
    if figure and figure.type == Figure.Type.YES_NO:
        return FLAGS.get(str(cell).casefold(), cell)
    if not isinstance(cell, float):
        return cell
    if figure is None or figure.type in NUMBERS:
        return Decimal(str(cell))
    return str(int(cell)) if cell.is_integer() else str(cell)
