"""Pytest plugin: the passwords of tests are hashed as everybody's, but at no cost.

Argon2 takes a quarter of a second and 100 MB by design, for each person that a journey
creates and for each that signs in.
"""

import pytest

CHEAP = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}


@pytest.hookimpl
def pytest_configure() -> None:
    """Take the cost from Argon2 in this process; servers that tests start keep it."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    for name, value in CHEAP.items():
        setattr(Argon2PasswordHasher, name, value)
