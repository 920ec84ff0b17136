"""Whether what runs now has spoken to another system: mail, the queue, the disk.

What was said outside cannot be taken back as a transaction can, so whoever speaks says
so here (`speaking`), and whoever would do the work again asks first (`listening`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Heard:
    """To whom was spoken, in order, and which files were stored."""

    said: list[str] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)


_listening: ContextVar[Heard | None] = ContextVar("listening", default=None)


def speaking(to: str) -> None:
    """Note that another system is being told something that cannot be taken back."""
    if heard := _listening.get():
        heard.said.append(to)


def keeping(file: Any) -> None:
    """Note that a file was stored for a row that may come to nothing."""
    if heard := _listening.get():
        heard.files.append(file)


@contextmanager
def listening() -> Iterator[Heard]:
    """Yield what is noted inside, of this thread or task alone."""
    heard = Heard()
    token = _listening.set(heard)
    try:
        yield heard
    finally:
        _listening.reset(token)
