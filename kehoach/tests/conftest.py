"""What journeys start from."""

import pytest

from kehoach.tests.world import World


@pytest.fixture
def world(db: None) -> World:
    """Return a steering agency and a commune at work, made anew."""
    return World()
