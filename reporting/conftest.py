"""What many tests of reports stand on."""

import pytest

from kehoach.testing.clock import Clock
from tasks.tests.measuring import AFTER


@pytest.fixture
def _after_the_deadline(clock: Clock) -> None:
    """Let pages and services see a day after the units' deadline."""
    clock.at(AFTER)
