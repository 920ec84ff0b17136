"""What many tests of reports stand on."""

from collections.abc import Iterator
from unittest import mock

import pytest

from tasks.tests.measuring import AFTER


@pytest.fixture
def _after_the_deadline() -> Iterator[None]:
    """Let pages and services see a day after the units' deadline."""
    with mock.patch("django.utils.timezone.localdate", return_value=AFTER):
        yield
