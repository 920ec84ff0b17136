"""Where files are kept; one that could not be written whole is not there at all."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """A folder in which a full disk leaves no part of a file."""

    def _save(self, name: str, content: Any) -> str:  # noqa: ANN401 -- Django's signature
        path = Path(self.path(name))
        is_new = not path.exists()
        try:
            return str(super()._save(name, content))  # type: ignore[misc] # not in stubs
        except OSError:
            if is_new:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
            raise
