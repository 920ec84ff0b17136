"""The one way by which a file of a person comes into the store."""

from typing import Any
from uuid import uuid4

from django.core.files.base import File

from tasks.services.file_types import disk
from tasks.services.scans import note_kept


def store(place: Any, content: "File[Any]", ending: str) -> None:  # noqa: ANN401 -- Django's FieldFile
    """Put a checked file under a random name at a row that is not saved yet; it waits to
    be searched for malware where that is on. Raises InvalidInput when there is no room.
    """
    with disk():
        place.save(f"{uuid4().hex}{ending}", content, save=False)
    note_kept(place.name)
