"""What every test of the tasks room needs."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _files_in_a_temporary_folder(settings, tmp_path: Path) -> None:
    """Keep uploads of tests out of the real folder."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "evidence"},
        }
    }
