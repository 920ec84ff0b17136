"""Small real files for tests."""

import resource
import zipfile
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings as portal
from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00\x00\x00\x09" * 2 + b"\x00" * 9
JPG = b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x09\x00\x09" + b"\x00" * 32
EXE = b"MZ\x90\x00" + b"\x00" * 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def kept_in(settings: Any, folder: Path) -> None:
    """Let the portal keep its files in a folder of the test's own."""
    settings.STORAGES = stores_in(folder)


def stores_in(folder: Path) -> dict[str, Any]:
    """Return the setting STORAGES with files kept in the folder."""
    kept = {
        "BACKEND": "kehoach.site.storage.WholeFileStorage",
        "OPTIONS": {"location": folder},
    }
    return portal.STORAGES | {"default": kept}


def package(*parts: str) -> bytes:
    """Return a zip file with these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in parts:
            archive.writestr(part, "<x/>")
    return buffer.getvalue()


def package_of(**parts: str | bytes) -> bytes:
    """Return a zip file with these parts and contents."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")
XLSX = package("[Content_Types].xml", "xl/workbook.xml")
DOCM = package_of(
    **{
        "[Content_Types].xml": "<x/>",
        "word/document.xml": "<x/>",
        "word/vbaProject.bin": OLE,
    }
)
ZIP = package("a.txt")
DOC = OLE + "WordDocument".encode("utf-16-le")
XLS = OLE + "Workbook".encode("utf-16-le")
XLS_MACRO = XLS + "_VBA_PROJECT".encode("utf-16-le")


def upload(content: bytes = PDF, name: str = "Báo cáo.pdf") -> SimpleUploadedFile:
    """Return the content as a browser would send it."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@contextmanager
def room_for(size):
    """Let the system refuse every byte of a file beyond so many, as a full disk does."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
