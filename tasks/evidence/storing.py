"""The one way by which a file of a person comes into the store."""

import logging
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import Error, connection, transaction

from kehoach.lib.outside import keeping
from tasks.evidence.file_types import disk
from tasks.evidence.kept_files import is_held
from tasks.evidence.scans import note_kept

logger = logging.getLogger(__name__)


def store(place: Any, content: "File[Any]", ending: str) -> None:
    """Put a checked file under a random name at a row that is not saved yet; it waits to
    be searched for malware where that is on. Raises InvalidInput when there is no room.
    """
    with disk():
        place.save(f"{uuid4().hex}{ending}", content, save=False)
    stored = StoredFile(place)
    keeping(stored)
    if connection.in_atomic_block:
        transaction.on_commit(stored)
    note_kept(place.name)


class StoredFile:
    """A file in the store and whether the act that stored it holds: the database forgets
    what was to be called after an act that it undoes.
    """

    def __init__(self, place: Any) -> None:
        """Begin with an act that is under way."""
        self.place, self.holds = place, False

    def __call__(self) -> None:
        """Note that the act was committed."""
        self.holds = True

    @property
    def is_settled(self) -> bool:
        """Return whether the act holds, as far as it depends on itself."""
        waiting = (each[1] for each in connection.run_on_commit)
        return self.holds or any(each is self for each in waiting)


def remove_unheld(files: Iterable[StoredFile]) -> None:
    """Take away the files that no row names in the end: the act that stored them was
    refused later on, or failed, and its rows were undone. What holds is not asked about.
    """
    for stored in files:
        place = stored.place
        try:
            if place.name and not stored.is_settled and not is_held(place):
                default_storage.delete(place.name)
        except (Error, OSError):
            logger.exception("A file of nobody was left in the store: %s", place.name)
