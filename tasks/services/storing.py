"""The one way by which a file of a person comes into the store."""

import logging
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import Error

from kehoach.lib.outside import keeping
from tasks.services.file_types import disk
from tasks.services.kept_files import is_held
from tasks.services.scans import note_kept

logger = logging.getLogger(__name__)


def store(place: Any, content: "File[Any]", ending: str) -> None:  # noqa: ANN401 -- Django's FieldFile
    """Put a checked file under a random name at a row that is not saved yet; it waits to
    be searched for malware where that is on. Raises InvalidInput when there is no room.
    """
    with disk():
        place.save(f"{uuid4().hex}{ending}", content, save=False)
    keeping(place)
    note_kept(place.name)


def remove_unheld(places: Iterable[Any]) -> None:
    """Take away the files that no row names in the end: the act that stored them was
    refused later on, or failed, and its rows were undone.
    """
    for place in places:
        try:
            if place.name and not is_held(place):
                default_storage.delete(place.name)
        except (Error, OSError):
            logger.exception("A file of nobody was left in the store: %s", place.name)
