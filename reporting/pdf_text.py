"""The words of a PDF through pdftotext: with a time limit, of so many pages, so long."""

import logging
import shutil
from pathlib import Path
from subprocess import CalledProcessError, TimeoutExpired
from tempfile import TemporaryDirectory

from kehoach.lib.programs import OURS, run_within

#: Seconds, pages and bytes of text that are read, and megabytes that this may take.
TIME_LIMIT, PAGES, MOST_BYTES, MEGABYTES = 60, 600, 8_000_000, 1_000
ABSENT = "Máy chủ chưa cài pdftotext (poppler-utils) nên chưa so sánh được."
TOO_LONG = "Đọc chữ của tệp quá một phút nên đã dừng."
FAILED = "Không đọc được chữ của tệp PDF (tệp hỏng hoặc có mật khẩu)."
NO_ROOM = "Máy chủ hết chỗ hoặc lỗi ổ đĩa nên chưa đọc được chữ của tệp."

logger = logging.getLogger(__name__)


class NoText(Exception):
    """The words cannot be read; the message says why, in Vietnamese."""


def text_of_pdf(content: bytes, *, seconds: float = TIME_LIMIT) -> str:
    """Return the text, pages apart by form feeds; empty for a scan."""
    program = shutil.which("pdftotext")
    if program is None:
        raise NoText(ABSENT)
    try:
        with TemporaryDirectory(prefix=OURS) as name:
            return _read(program, Path(name), content, seconds)
    except TimeoutExpired as error:
        raise NoText(TOO_LONG) from error
    except CalledProcessError as error:
        raise NoText(FAILED) from error
    except OSError as error:
        logger.exception("The words of a file could not be read")
        raise NoText(NO_ROOM) from error


def _read(program: str, folder: Path, content: bytes, seconds: float) -> str:
    (folder / "van-ban.pdf").write_bytes(content)
    options = ["-q", "-enc", "UTF-8", "-l", str(PAGES)]
    run_within(
        [program, *options, "van-ban.pdf", "van-ban.txt"],
        cwd=folder,
        seconds=seconds,
        megabytes=MEGABYTES,
    )
    made = folder / "van-ban.txt"
    if not made.exists():
        raise NoText(FAILED)
    with made.open("rb") as file:
        return file.read(MOST_BYTES).decode("utf-8", "ignore")
