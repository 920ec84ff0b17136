"""Stored answers as people type and read them."""

from kehoach.lib.dates import format_date
from kehoach.lib.numbers import format_number
from tasks.figures.answers import NO, YES
from tasks.models import FigureValue


def typed(value: FigureValue) -> str:
    """Return a stored answer as a person would type it."""
    if value.flag is not None:
        return YES if value.flag else NO
    return _plain(value)


def told(value: FigureValue) -> str:
    """Return a stored answer as a page or a letter shows it."""
    if value.flag is not None:
        return "Có" if value.flag else "Không"
    return _plain(value)


def _plain(value: FigureValue) -> str:
    if value.number is not None:
        return format_number(value.number)
    return format_date(value.day) if value.day else value.text
