"""Other systems are asked for so long and no longer."""

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

Answer = TypeVar("Answer")


def answered_within(seconds: float, call: Callable[[], object]) -> bool:
    """Return whether the call came to a true answer in time; False when it failed."""
    return bool(answer_within(seconds, call))


def answer_within(seconds: float, call: Callable[[], Answer]) -> Answer | None:
    """Return the answer, None when it did not come in time or the call failed.

    In a thread: no option of any client bounds looking up a name, connecting, its own
    retries and a server that hangs all together.
    """
    answers: list[Answer] = []

    def ask() -> None:
        with suppress(Exception):  # whatever went wrong, there is no answer
            answers.append(call())

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else None
