"""The package of an XLSX, opened with care: nothing is unzipped before it is bounded.

Parts are streamed through expat. What an office's file never has ends the reading: a
document type (entities), names or nesting without end, a single tag of megabytes.
"""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath
from typing import Protocol
from xml.parsers import expat

from agencies.sheets.bounds import Bounds, SheetError
from kehoach.lib.office_files import LOCKED, OLE, is_locked
from kehoach.lib.packages import LargePackage, LockedPackage, PackageError
from kehoach.lib.packages import Package as Zip

BROKEN = "Tệp không đọc được. Hãy lưu lại từ Excel dạng .xlsx."
NOT_XLSX = "Tệp không phải XLSX. Hãy lưu lại từ Excel dạng .xlsx."
OLD = "Tệp là dạng Excel cũ (.xls). Hãy mở bằng Excel rồi lưu lại dạng .xlsx."
TOO_LARGE = "Tệp quá lớn sau khi giải nén. Hãy chia nhỏ tệp."
#: The longest tag that expat may be waiting for the end of.
LONGEST_TAG = 256 * 1024
#: How deep elements nest, how many names they have and how long a name is.
DEEPEST, MOST_NAMES, LONGEST_NAME = 64, 500, 100
#: Every element takes some bytes of XML: so many bytes stand for one at most.
ELEMENTS_PER_CELL = 6
_ESCAPED = re.compile("_x([0-9a-fA-F]{4})_")


class Part(Protocol):
    """What listens to the elements of one part, by their names without prefix."""

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, data: str) -> None:
        """Take some text, not always all of it at once."""


class Package:
    """A zip whose parts are read one after the other within the bounds."""

    def __init__(self, content: bytes, bounds: Bounds) -> None:
        """Open the zip; SheetError says what the bytes are when they are no XLSX."""
        self.bounds = bounds
        if content.startswith(OLE):
            raise SheetError(LOCKED if is_locked(content) else OLD)
        try:
            self.zip = Zip(BytesIO(content), bounds.unzipped)
        except LockedPackage as error:
            raise SheetError(LOCKED) from error
        except LargePackage as error:
            raise SheetError(TOO_LARGE) from error
        except PackageError as error:
            raise SheetError(NOT_XLSX) from error

    def has(self, name: str) -> bool:
        """Return whether the package has the part."""
        return name in self.zip.entries

    def read(self, name: str, part: Part) -> None:
        """Stream one part to its listener; SheetError when it is broken or hostile."""
        feed = Feed(part, self.bounds)
        try:
            for chunk in self.zip.pieces(name):
                feed.take(chunk)
            feed.take(b"", last=True)
        except SheetError:
            raise
        except LargePackage as error:
            raise SheetError(TOO_LARGE) from error
        except (
            ValueError, KeyError, IndexError, OverflowError, expat.ExpatError,
        ) as error:  # fmt: skip
            raise SheetError(BROKEN) from error


class Feed:
    """Hands chunks of XML to a listener and counts what they cost."""

    def __init__(self, part: Part, bounds: Bounds) -> None:
        """Prepare a parser that knows no entities."""
        self.part, self.fed = part, 0
        self.depth, self.left = 0, bounds.cells * ELEMENTS_PER_CELL
        self.names: dict[str, str] = {}
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = part.text
        self.parser.StartDoctypeDeclHandler = refuse
        self.listen: Callable[[str, dict[str, str]], None] = part.start

    def take(self, chunk: bytes, *, last: bool = False) -> None:
        """Parse some bytes; no tag may be longer than it could be."""
        self.fed += len(chunk)
        self.parser.Parse(chunk, last)
        if self.fed - max(self.parser.CurrentByteIndex, 0) > LONGEST_TAG:
            raise SheetError(BROKEN)

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Count an element and pass it on under its local name."""
        self.depth += 1
        self.left -= 1
        if self.depth > DEEPEST:
            raise SheetError(BROKEN)
        if self.left < 0:
            raise SheetError(TOO_LARGE)
        local = self.names.get(name) or self.local(name)
        self.listen(local, attrs)

    def end(self, name: str) -> None:
        """Pass on the end of an element."""
        self.depth -= 1
        self.part.end(self.names[name])

    def local(self, name: str) -> str:
        """Return a name without its prefix; a file has only so many names."""
        if len(self.names) >= MOST_NAMES or len(name) > LONGEST_NAME:
            raise SheetError(BROKEN)
        self.names[name] = name.rpartition(":")[2]
        return self.names[name]


def refuse(*_: object) -> None:
    """Refuse a document type: a workbook has none, a bomb needs one."""
    raise SheetError(BROKEN)


def attribute(attrs: dict[str, str], name: str) -> str:
    """Return an attribute whatever its prefix, empty when there is none."""
    if name in attrs:
        return attrs[name]
    ending = f":{name}"
    return next((value for key, value in attrs.items() if key.endswith(ending)), "")


def target_of(base: str, target: str) -> str:
    """Return the name of the part that a relation of `base` points to."""
    if target.startswith("/"):
        return target[1:]
    parts: list[str] = []
    for step in PurePosixPath(base).parent.joinpath(target).parts:
        if step == ".." and parts:
            parts.pop()
        elif step != "..":
            parts.append(step)
    return "/".join(parts)


def unescaped(text: str) -> str:
    """Return text in which Excel's _x000D_ is the character that it stands for."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
