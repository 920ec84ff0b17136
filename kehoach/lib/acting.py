"""Who acts and from where, for the time of a request, a job or a command.

The doors say it once; the audit trail and the text logs read it, so that no service has
to carry a request.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


def nobody() -> int | None:
    """Return the key of no account."""
    return None


@dataclass(frozen=True, slots=True)
class Acting:
    """An account (asked when it is needed: signing in changes it), an address, or the
    name of the job or command that runs.
    """

    account: Callable[[], int | None] = nobody
    address: str = ""
    job: str = ""


NOBODY = Acting()
_now: ContextVar[Acting] = ContextVar("acting", default=NOBODY)


def acting() -> Acting:
    """Return who acts now; nobody outside every door."""
    return _now.get()


@contextmanager
def acting_as(who: Acting) -> Iterator[None]:
    """Let `who` act inside the block."""
    token = _now.set(who)
    try:
        yield
    finally:
        _now.reset(token)
