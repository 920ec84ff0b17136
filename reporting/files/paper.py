"""A document whose long tables are text: a row goes into the file as it is made.

python-docx holds a document as a tree, some 6 kB for every cell. A `Paper` keeps only
the frame of a table in the tree, with a mark where its rows belong; the rows are
written when the file is.
"""

import re
from collections.abc import Callable, Iterable
from io import BytesIO
from itertools import islice
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.table import Table
from lxml import etree

_Rows = Callable[[], Iterable[str]]
#: Moment written into every package, so that equal facts give equal bytes.
ZIP_TIME = (2000, 1, 1, 0, 0, 0)
MAIN_PART = "word/document.xml"
#: A processing instruction; words of people can't be one, their «<» is escaped.
_MARK = "kehoach-rows"
_MARKS = re.compile(rb"<\?kehoach-rows ([0-9]+)\?>")
#: So many rows are joined before they are compressed.
CHUNK = 200


class Paper(Document):
    """A document that remembers the rows its tables are still to get."""

    def __init__(self, document: Document) -> None:
        """Take over a document of python-docx."""
        super().__init__(document._element, document.part)
        self.held: list[_Rows] = []

    def hold(self, table: Table, rows: _Rows) -> None:
        """Let `rows`, called once per file, give the table's rows as XML."""
        mark = etree.ProcessingInstruction(_MARK, str(len(self.held)))
        table._tbl.append(mark)
        self.held.append(rows)

    def to_bytes(self) -> bytes:
        """Return the file; equal documents give equal bytes (no clock in the package)."""
        raw, stable = BytesIO(), BytesIO()
        self.save(raw)
        with ZipFile(raw) as source, ZipFile(stable, "w", ZIP_DEFLATED) as target:
            names = source.namelist()
            for name in sorted(names, key=lambda n: (n != "[Content_Types].xml", n)):
                entry = ZipInfo(name, ZIP_TIME)
                entry.compress_type = ZIP_DEFLATED
                with target.open(entry, "w", force_zip64=False) as out:
                    self._copy(source.read(name), out, has_marks=name == MAIN_PART)
        return stable.getvalue()

    def _copy(self, content: bytes, out: IO[bytes], *, has_marks: bool) -> None:
        if not has_marks:
            out.write(content)
            return
        # split() gives text, number, text, number … text.
        for position, piece in enumerate(_MARKS.split(content)):
            if position % 2:
                for chunk in chunks(self.held[int(piece)]()):
                    out.write(chunk)
            else:
                out.write(piece)


def chunks(rows: Iterable[str]) -> Iterable[bytes]:
    """Yield the rows joined, some hundreds at a time."""
    source = iter(rows)
    while some := "".join(islice(source, CHUNK)):
        yield some.encode()
