"""Files that a page hands out to be saved, with the headers that each must have."""

from collections.abc import Callable
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import IO, TypeVar

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

_OFFICE = "application/vnd.openxmlformats-officedocument"
#: Ending of a name → what the file is.
_KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".json": "application/json",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}
_Answer = TypeVar("_Answer", bound=HttpResponseBase)


def saved_as_file(content: bytes, name: str) -> HttpResponse:
    """Return the bytes as a file to save; its name's ending says what it is."""
    return _with_care(HttpResponse(content, content_type=_kind_of(name)), name)


def written(write: Callable[[IO[bytes]], object], name: str) -> FileResponse:
    """Return what `write` writes as a file to save: whole on disk before the first byte
    leaves, so that nobody gets half a list.
    """
    out = TemporaryFile()  # noqa: SIM115 -- the response closes it
    try:
        write(out)
        out.seek(0)
    except BaseException:
        out.close()
        raise
    return _with_care(FileResponse(out, content_type=_kind_of(name)), name)


def _kind_of(name: str) -> str:
    return _KINDS[PurePath(name).suffix]


def _with_care(response: _Answer, name: str) -> _Answer:
    """Let a browser save the file, neither guess its kind nor open it in place."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
