"""Pytest plugin: a test that commits is cleaned up, though the trail refuses deletes."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Take the guards away before a test database is emptied; the signal that Django
    sends afterwards puts them back (`agencies/trail/append_only.py`).
    """
    from django.test import TransactionTestCase

    from agencies.trail import append_only

    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined] # Django's own

    def teardown(self: TransactionTestCase) -> None:
        append_only.drop()
        empty(self)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined] # Django's own
