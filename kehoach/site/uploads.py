"""Files while they arrive: no more of one is put on the disk than any form takes, a full
disk ends the file and not the request, and nothing half is left lying.

Such a file comes to its form as `DroppedUpload`: it has its name, its true size and the
reason, so that the form comes back with what was typed.
"""

import errno
import logging
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

logger = logging.getLogger(__name__)
FULL_DISK = (
    "Máy chủ chưa cất được tệp (hết chỗ hoặc lỗi ổ đĩa), chưa lưu gì. Nội dung vẫn còn"
    " ở đây: báo người quản trị Cổng rồi lưu lại sau."
)
#: No room, no room for this account, a larger file than allowed.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
#: What PostgreSQL calls it.
DISK_FULL = "53100"
#: Bytes of all files of one request.
AT_ONCE = 300 * 1024 * 1024
TOO_MUCH_AT_ONCE = (
    f"Các tệp gửi cùng lúc nặng hơn {AT_ONCE // 1024 // 1024} MB. Gửi làm nhiều lần,"
    " mỗi lần ít tệp hơn."
)


def is_full_disk(error: BaseException | None) -> bool:
    """Return whether what failed is a disk, of ours or of the database, that is full;
    libraries pack such an error into one of their own.
    """
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if getattr(error, "sqlstate", "") == DISK_FULL or "disk is full" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


class DroppedUpload(UploadedFile):  # type: ignore[type-arg] # generic in stubs alone
    """A file of which nothing was kept; `problem` says why, when its size does not."""

    def __init__(self, name: str, size: int, content_type: str, problem: str) -> None:
        super().__init__(BytesIO(), name, content_type, size)
        self.problem = problem


def problem_of(upload: object) -> str:
    """Return why nothing is left of an upload that was dropped, else nothing."""
    return upload.problem if isinstance(upload, DroppedUpload) else ""


class CarefulUploadHandler(TemporaryFileUploadHandler):
    """Streams files to the disk as long as that makes sense."""

    taken = 0
    dropped, problem = False, ""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, on the disk unless there is no room."""
        self.dropped, self.problem = False, ""
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self._drop(FULL_DISK)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece; what is too large is only counted from then on."""
        self.taken += len(raw_data)
        if self.dropped:
            return
        if self.taken > AT_ONCE:
            self._drop(TOO_MUCH_AT_ONCE)
        elif start + len(raw_data) > settings.EVIDENCE_MAX_BYTES:
            self._drop("")
        else:
            try:
                self.file.write(raw_data)
            except OSError:
                logger.exception("An upload could not be stored")
                self._drop(FULL_DISK)

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """Return the file, or what is told of it."""
        if not self.dropped:
            try:
                self.file.flush()
            except OSError:
                logger.exception("An upload could not be stored")
                self._drop(FULL_DISK)
        if self.dropped:
            name, kind = self.file_name or "", self.content_type or ""
            return DroppedUpload(name, file_size, kind, self.problem)
        return super().file_complete(file_size)

    def _drop(self, problem: str) -> None:
        self.dropped, self.problem = True, problem
        if isinstance(getattr(self, "file", None), TemporaryUploadedFile):
            try:
                self.file.close()  # which removes it
            except OSError:
                logger.exception("A dropped upload could not be closed")
