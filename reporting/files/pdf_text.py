"""The words of a PDF through pdftotext: with a time limit, of so many pages, so long."""

from pathlib import Path

from kehoach.lib.programs import Refusals, at_work, run_within

#: Seconds, pages and bytes of text that are read, and megabytes that this may take.
_TIME_LIMIT, PAGES, MOST_BYTES, _MEGABYTES = 60, 600, 8_000_000, 1_000
_ABSENT = "Máy chủ chưa cài pdftotext (poppler-utils) nên chưa so sánh được."
READING_TOO_LONG = "Đọc chữ của tệp quá một phút nên đã dừng."
READING_FAILED = "Không đọc được chữ của tệp PDF (tệp hỏng hoặc có mật khẩu)."
READING_NO_ROOM = "Máy chủ hết chỗ hoặc lỗi ổ đĩa nên chưa đọc được chữ của tệp."
_WHY = Refusals(_ABSENT, READING_TOO_LONG, READING_FAILED, READING_NO_ROOM)


class NoText(Exception):
    """The words cannot be read; the message says why, in Vietnamese."""


def text_of_pdf(content: bytes, *, seconds: float = _TIME_LIMIT) -> str:
    """Return the text, pages apart by form feeds; empty for a scan."""
    with at_work("pdftotext", NoText, _WHY) as (program, folder):
        return _read(program, folder, content, seconds)


def _read(program: str, folder: Path, content: bytes, seconds: float) -> str:
    (folder / "van-ban.pdf").write_bytes(content)
    options = ["-q", "-enc", "UTF-8", "-l", str(PAGES)]
    run_within(
        [program, *options, "van-ban.pdf", "van-ban.txt"],
        cwd=folder,
        seconds=seconds,
        megabytes=_MEGABYTES,
    )
    made = folder / "van-ban.txt"
    if not made.exists():
        raise NoText(READING_FAILED)
    with made.open("rb") as file:
        return file.read(MOST_BYTES).decode("utf-8", "ignore")
