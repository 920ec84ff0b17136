"""Every test finds PostgreSQL; here, because a conftest wins over a plugin."""

import pytest

from kehoach.testing import services


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Let the first test that wants a database start the server."""
    services.start_postgresql()
