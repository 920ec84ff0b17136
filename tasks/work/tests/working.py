"""Acts that many tests of an agency's work make: an entry, a refusal, a race."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from kehoach.lib.refusals import RuleBroken
from tasks.duties.errors import InvalidInput
from tasks.tests.factories import NOW, TODAY
from tasks.work.logging import log_progress


def log(duty, author, **said):
    """Log an entry of today unless told otherwise."""
    said = {
        "duties": [duty],
        "done_on": TODAY,
        "text": "Đã họp dân.",
        "progress": "in_progress",
        "today": TODAY,
        "now": NOW,
    } | said
    return log_progress(author=author, **said)


def problems(call, *args, **kwargs):
    """Return the fields that the refused call names."""
    with pytest.raises(InvalidInput) as refused:
        call(*args, **kwargs)
    return refused.value.problems


def at_once(*calls):
    """Run the calls in threads that start together; return results or refusals."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except RuleBroken as refusal:
            return type(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
