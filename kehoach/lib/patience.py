"""Other systems are asked for so long and no longer."""

from collections.abc import Callable
from threading import Thread


def answered_within(seconds: float, call: Callable[[], object]) -> bool:
    """Return whether the call came to a true answer in time; False when it failed.

    In a thread: no option of any client bounds looking up a name, connecting, its own
    retries and a server that hangs all together.
    """
    answers: list[object] = []

    def ask() -> None:
        try:
            answers.append(call())
        except Exception:  # noqa: BLE001 -- whatever went wrong, there is no answer
            answers.append(False)

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(answers and answers[0])
