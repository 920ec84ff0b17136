"""Doing something at the same moment in several threads."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def at_once(number: int, work: Callable[[], Any]) -> list[Any]:
    """Run `work` in so many threads that start together; return their answers."""
    barrier, answers = threading.Barrier(number), []

    def run() -> None:
        barrier.wait()
        try:
            answers.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
