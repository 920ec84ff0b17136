"""What an uploaded file really is, told from its content and never from its name."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast

import puremagic
from django.core.files.uploadedfile import UploadedFile

from kehoach.lib import pdf_check
from kehoach.lib.office_check import office_refusal_of, old_refusal_of
from kehoach.lib.office_files import LOCKED, OLE, is_locked
from kehoach.lib.outside import speaking
from kehoach.lib.packages import Package, PackageError
from kehoach.lib.text import nfc
from kehoach.site.uploads import FULL_DISK, problem_of
from tasks.duties.errors import InvalidInput
from tasks.evidence.photos import problem_of_photo

logger = logging.getLogger(__name__)
HEAD_BYTES = 1024
#: Bytes of everything in an Office file that is kept: a bomb is more.
UNZIPPED = 400 * 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class FileKind:
    """An allowed kind of file."""

    extensions: tuple[str, ...]
    content_type: str


PDF = FileKind((".pdf",), "application/pdf")
DOCX = FileKind((".docx",), f"{OFFICE}.wordprocessingml.document")
XLSX_FILE = FileKind((".xlsx",), f"{OFFICE}.spreadsheetml.sheet")
DOC = FileKind((".doc",), "application/msword")
XLS = FileKind((".xls",), "application/vnd.ms-excel")
PNG = FileKind((".png",), "image/png")
JPG = FileKind((".jpg", ".jpeg"), "image/jpeg")
PHOTOS = (PNG, JPG)
PACKAGES = (DOCX, XLSX_FILE)
_INSIDE = {
    PDF: pdf_check.pdf_refusal_of,
    **dict.fromkeys((DOC, XLS), old_refusal_of),
    **dict.fromkeys(PHOTOS, problem_of_photo),
}
ALLOWED = (PDF, DOCX, XLSX_FILE, DOC, XLS, *PHOTOS)
#: A part → what has it.
PACKAGES_REFUSED = {
    "ppt/presentation.xml": "PowerPoint (lưu thành PDF rồi tải lên)",
    "xl/workbook.bin": "Excel nhị phân xlsb (lưu lại dạng xlsx rồi tải lên)",
    "mimetype": "OpenDocument (lưu thành PDF rồi tải lên)",
}
#: For the `accept` attribute of file inputs; with the types named, an iPhone turns its
#: photos into JPEG by itself.
ACCEPT = ",".join(
    [
        *(kind.content_type for kind in PHOTOS),
        *(end for kind in ALLOWED for end in kind.extensions),
    ]
)
FILE_TYPE_NAMES = "PDF, Word (docx, doc), Excel (xlsx, xls), ảnh (png, jpg)"
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
#: Also in static/js/upload.js, where it is said before the photo travels.
HEIC_ADVICE = (
    "Ảnh HEIC của iPhone nhiều máy không mở được. Vào Cài đặt → Camera → Định dạng,"
    " chọn «Tương thích nhất» rồi chụp lại; hoặc gửi ảnh qua thư, Zalo cho mình, lưu về"
    " dạng JPG rồi chọn lại."
)


def check_upload(
    upload: UploadedFile, *, max_bytes: int, allowed: tuple[FileKind, ...] = ALLOWED
) -> FileKind:
    """Return the real kind of the file; raise InvalidInput on field `file`."""
    if problem := problem_of(upload):
        raise _refusal(problem)
    if not upload.size:
        raise _refusal("Tệp rỗng (0 byte). Chọn lại tệp có nội dung.")
    if upload.size > max_bytes:
        size = f"{upload.size / 1024 / 1024:.1f}".replace(".", ",")
        limit = max_bytes // 1024 // 1024
        raise _refusal(f"Tệp nặng {size} MB, vượt mức {limit} MB. Nén hoặc chia nhỏ.")
    kind = real_kind(upload)
    if kind is None or kind not in allowed:
        raise _refusal(_what_it_is(upload, allowed))
    if problem := _refusal_inside(upload, kind):
        raise _refusal(problem)
    extension = PurePosixPath(upload.name or "").suffix.lower()
    if extension not in kind.extensions:
        raise _refusal(
            f"Đuôi tệp «{extension}» không khớp nội dung thật ({kind.extensions[0]})."
            " Đổi lại đuôi cho đúng rồi tải lên."
        )
    return kind


def _refusal_inside(upload: UploadedFile, kind: FileKind) -> str:
    """Return why a file of a kind that is taken is not taken itself."""
    if kind in PACKAGES:
        problem = office_refusal_of(Package(cast("BinaryIO", upload), UNZIPPED))
    elif kind in _INSIDE:
        upload.seek(0)
        problem = _INSIDE[kind](upload.read())
    else:
        problem = ""
    upload.seek(0)
    return problem


@contextmanager
def disk() -> Iterator[None]:
    """Surround what writes a file: a full or broken disk is said, and nothing is lost."""
    speaking("disk")
    try:
        yield
    except OSError as error:
        logger.exception("A file could not be stored")
        raise InvalidInput(FULL_DISK, field="file") from error


def _refusal(message: str) -> InvalidInput:
    return InvalidInput(message, field="file")


def real_kind(upload: UploadedFile) -> FileKind | None:
    """Return what the content is, or None when it is nothing that is allowed."""
    upload.seek(0)
    head = upload.read(HEAD_BYTES)
    if head.startswith(b"%PDF-"):
        kind: FileKind | None = PDF
    elif head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        kind = PNG
    elif head.startswith(b"\xff\xd8\xff"):
        kind = JPG
    elif head.startswith(b"PK\x03\x04"):
        kind = _office_kind(upload)
    elif head.startswith(OLE):
        kind = _old_office_kind(upload)
    else:
        kind = None
    upload.seek(0)
    return kind


def _office_kind(upload: UploadedFile) -> FileKind | None:
    """Return the kind of an Office package by its parts."""
    try:
        parts = set(Package(cast("BinaryIO", upload), UNZIPPED).entries)
    except PackageError:
        return None
    if "[Content_Types].xml" not in parts:
        return None
    if "word/document.xml" in parts:
        return DOCX
    return XLSX_FILE if "xl/workbook.xml" in parts else None


def _old_office_kind(upload: UploadedFile) -> FileKind | None:
    """Return the kind of an old Office file by its streams."""
    upload.seek(0)
    content = upload.read()
    if "WordDocument".encode("utf-16-le") in content:
        return DOC
    is_sheet = any(name.encode("utf-16-le") in content for name in ("Workbook", "Book"))
    return XLS if is_sheet else None


def _what_it_is(upload: UploadedFile, allowed: tuple[FileKind, ...]) -> str:
    """Return a sentence that names the real type of a refused file."""
    wanted = FILE_TYPE_NAMES if allowed == ALLOWED else "PDF"
    upload.seek(0)
    content = upload.read()
    head = content[:HEAD_BYTES]
    upload.seek(0)
    if JPG in allowed and head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return HEIC_ADVICE
    if is_locked(content):
        return LOCKED
    if head.startswith(b"MZ"):
        return f"Tệp thực chất là chương trình chạy (.exe). Chỉ nhận: {wanted}."
    if head.startswith(b"PK"):
        real = _archive_kind(upload)
    else:
        try:
            real = puremagic.from_string(head)
        except (puremagic.PureError, ValueError):
            real = ""
    what = f"Nội dung tệp là {real}, " if real else "Không nhận ra nội dung tệp, "
    return f"{what}không dùng làm minh chứng được. Chỉ nhận: {wanted}."


def _archive_kind(upload: UploadedFile) -> str:
    """Return what a package is that is none of those that are taken."""
    try:
        parts = set(Package(cast("BinaryIO", upload), UNZIPPED).entries)
    except PackageError:
        parts = set()
    upload.seek(0)
    known = (words for part, words in PACKAGES_REFUSED.items() if part in parts)
    return next(known, "tệp nén (zip) hoặc tệp Office hỏng")


def clean_name(upload: UploadedFile) -> str:
    """Return the original name, composed and without folders, for people to read."""
    name = nfc(upload.name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in name if char.isprintable())[-255:] or "tep"
