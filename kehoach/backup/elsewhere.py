"""For a while this process works with another database and another folder of files."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import load_backend

from kehoach.site.storage import WholeFileStorage

Place = dict[str, Any]


def usual_database() -> Place:
    """Return where Django's connection leads now; a copy, to be changed."""
    return deepcopy(connections[DEFAULT_DB_ALIAS].settings_dict)


def connection_to(place: Place) -> Any:
    """Return a connection that nobody uses yet."""
    return load_backend(place["ENGINE"]).DatabaseWrapper(place, DEFAULT_DB_ALIAS)


@contextmanager
def database(place: Place) -> Iterator[None]:
    """Let every query go to this database; the usual connection is left as it is."""
    usual: Any = connections[DEFAULT_DB_ALIAS]
    other = connection_to(place)
    connections[DEFAULT_DB_ALIAS] = other
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = usual
        ContentType.objects.clear_cache()


@contextmanager
def files(folder: Path) -> Iterator[None]:
    """Let every stored file be read from this folder, and none be mended."""
    lazy: Any = default_storage
    usual, second = lazy._wrapped, settings.SECOND_STORE
    lazy._wrapped = WholeFileStorage(location=folder)
    settings.SECOND_STORE = ""
    try:
        yield
    finally:
        lazy._wrapped = usual
        settings.SECOND_STORE = second
