"""Pytest plugin: Python looks for rings of garbage seldom, and not among what stays.

All of Django, the models and the tests stay until the end; looking through them again
and again took a quarter of the time of most tests.
"""

import gc

import pytest

#: New objects until the young are looked through, and how often older ones are.
_THRESHOLDS = (100_000, 50, 1_000)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Set aside what was loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
