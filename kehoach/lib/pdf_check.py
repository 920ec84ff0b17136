"""What a PDF would run, or carry along, when it is opened: told from its bytes, those of its
packed objects unzipped with a bound. Its streams of drawing and text are not read.
"""

import re
import zlib
from collections.abc import Iterator

from kehoach.lib.packages import CHUNK, inflated

#: Objects, pages and packed groups of objects in one file, bytes of all these unzipped.
OBJECTS, _PAGES, _GROUPS, UNZIPPED = 500_000, 5_000, 20_000, 64 * 1024 * 1024
#: So far behind its type a group of objects begins; what is searched overlaps by this.
_HEAD, _OVERLAP = 4_000, 100
_AGAIN = (
    " Mở tệp, chọn In → Microsoft Print to PDF rồi tải bản mới lên; nếu là bản ký số,"
    " ghi số, ngày văn bản thay cho tệp."
)
RUNS = f"Tệp PDF chứa lệnh chạy (JavaScript, mở chương trình).{_AGAIN}"
CARRIES = f"Tệp PDF đính kèm tệp khác bên trong.{_AGAIN}"
HEAVY = (
    f"Tệp PDF có quá {_PAGES} trang hoặc quá nhiều đối tượng. Chia thành nhiều tệp rồi tải"
    " lên."
)
BROKEN_PDF = f"Tệp PDF có phần hỏng, không đọc được.{_AGAIN}"


class _Refused(Exception):
    """The file is not taken; the argument says why."""


def _name(word: str) -> bytes:
    """Return a pattern of a name, each letter of which may be written as its number."""
    letters = (
        b"(?:%c|#%02X|#%02x)" % (ord(each), ord(each), ord(each)) for each in word
    )
    return b"/" + b"".join(letters)


#: What may stand before a name that means what it says, unlike in the address of a link.
_BEFORE = re.compile(
    b"(?:[\\s\\0<>()\\[\\]]|%s)\\Z" % b"|".join(map(_name, ("S", "Type", "Subtype")))
)
_LONGEST = 25
_RUNS = re.compile(
    b"/(?:%s)"
    % b"|".join(_name(each)[1:] for each in ("JavaScript", "Launch", "RichMedia"))
)
_CARRIES = re.compile(_name("EmbeddedFile"))
_PAGE = re.compile(_name("Type") + rb"\s*" + _name("Page") + rb"(?![A-Za-z#])")
_GROUP = re.compile(_name("ObjStm"))
_ENCRYPTED = re.compile(_name("Encrypt"))


def pdf_refusal_of(content: bytes) -> str:
    """Return why the PDF is not taken; nothing for a plain one."""
    try:
        _check(content)
    except _Refused as refused:
        return str(refused)
    return ""


def _check(content: bytes) -> None:
    pages = 0
    for piece in _pieces(content):
        if _says(piece, _RUNS):
            raise _Refused(RUNS)
        if _says(piece, _CARRIES):
            raise _Refused(CARRIES)
        pages += len(_PAGE.findall(piece, _OVERLAP))
        if pages > _PAGES:
            raise _Refused(HEAVY)


def _says(piece: bytes, name: re.Pattern[bytes]) -> bool:
    """Return whether a name stands where names mean something."""
    places = (each.start() for each in name.finditer(piece))
    return any(_BEFORE.search(piece[max(at - _LONGEST, 0) : at]) for at in places)


def _pieces(content: bytes) -> Iterator[bytes]:
    """Yield the file and each group of packed objects, by pieces that overlap."""
    if content.count(b" obj") > OBJECTS:
        raise _Refused(HEAVY)
    yield bytes(_OVERLAP) + content
    left, is_locked = UNZIPPED, bool(_ENCRYPTED.search(content))
    for begin in _groups(content):
        before = bytes(_OVERLAP)
        try:
            for piece in _unzipped(content, begin):
                left -= len(piece)
                if left < 0:
                    raise _Refused(HEAVY)
                yield before + piece
                before = (before + piece)[-_OVERLAP:]
        except zlib.error as error:
            if not is_locked:  # else nobody can look without the password
                raise _Refused(BROKEN_PDF) from error


def _groups(content: bytes) -> Iterator[int]:
    """Yield where the bytes of each group of packed objects begin."""
    last = -1
    for number, found in enumerate(_GROUP.finditer(content)):
        if number > _GROUPS:
            raise _Refused(HEAVY)
        at = content.find(b"stream", found.end(), found.end() + _HEAD)
        if at in {-1, last}:
            continue
        head = content[max(found.start() - _HEAD, last, 0) : at]
        last = at
        if b"Filter" in head:  # what is not packed was read with the rest
            begin = at + len(b"stream")
            yield begin + (2 if content[begin : begin + 2] == b"\r\n" else 1)


def _unzipped(content: bytes, begin: int) -> Iterator[bytes]:
    unzip = zlib.decompressobj()
    for at in range(begin, len(content), CHUNK):
        yield from inflated(unzip, content[at : at + CHUNK])
        if unzip.eof:
            return
