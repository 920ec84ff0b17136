"""Doing something at the same moment in several threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

from kehoach.lib.refusals import RuleBroken

Call = Callable[[], Any]


def at_once(*calls: Call) -> list[Any]:
    """Run the calls in threads that start together; return their answers in order."""
    barrier = Barrier(len(calls))

    def run(call: Call) -> Any:
        barrier.wait()
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def or_refusal(call: Call) -> Call:
    """Return the call, which answers with the refusal when a rule refuses it."""

    def tried() -> Any:
        try:
            return call()
        except RuleBroken as refusal:
            return refusal

    return tried
