"""Files that are made to hurt, of every kind, and real ones with some bytes mutated."""

import random
from collections.abc import Iterator
from io import BytesIO

import docx
import xlsxwriter

from agencies.sheets.tests.hostile_packages import REFUSED as SHEETS
from tasks.evidence.tests import files
from tasks.evidence.tests.hostile_kinds import REFUSED, SAVED
from tasks.evidence.tests.hostile_pictures import BROKEN, TOO_LARGE
from tasks.evidence.tests.photos import JPEG, PNG_HEAD, PNG_TAIL, with_camera_data

#: Of what the test's own client holds several times; larger ones have tests of their own.
LARGEST = 4 * 1024 * 1024
LINES = "Mã;Tên chính thức;Tên ngắn;Loại;Cấp\nx-1;Xã A;xã A;UBND cấp xã;Cấp xã\n"


def document() -> bytes:
    out = BytesIO()
    made = docx.Document()
    for number in range(30):
        made.add_paragraph(f"Đoạn {number}: thực hiện dân chủ ở cơ sở")
    made.save(out)
    return out.getvalue()


def workbook() -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for row in range(40):
            page.write_row(row, 0, [f"Cán bộ {row}", f"a{row}@example.vn", row])
    return out.getvalue()


def hostile() -> list[tuple[str, bytes]]:
    """Return name and bytes of each kind."""
    found = [(name, content) for content, name, _ in REFUSED.values()]
    found += [(name, content) for content, name, _ in SAVED.values()]
    for made in (*TOO_LARGE.values(), *BROKEN.values()):
        content, name = made()
        found.append((name, content))
    for kind, sheet in SHEETS.items():
        content = sheet()
        found.append(("a.csv" if "csv" in kind else "a.xlsx", content))
        found.append(("a.docx", content))
    found += [
        ("a.csv", b'"' * 100_000), ("a.csv", b"\0" * 1000), ("a.csv", b"\xff\xfe\n"),
        ("a.zip", files.ZIP), ("a" * 400 + ".pdf", files.PDF),
        ("../../a.pdf", files.PDF), ("a\u202efdp.exe", files.EXE), ("a.pdf", b""),
    ]  # fmt: skip
    return [(name, content) for name, content in found if len(content) < LARGEST]


def mutants(chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of real files with some bytes changed."""
    real = {
        "a.pdf": files.PDF,
        "a.docx": document(),
        "a.xlsx": workbook(),
        "a.png": PNG_HEAD + PNG_TAIL,
        "a.jpg": with_camera_data(JPEG),
        "a.doc": files.DOC,
        "a.csv": (LINES * 20).encode(),
    }
    while True:
        for name, content in real.items():
            yield name, mutated(content, chance)


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return the content with some bytes changed, cut, doubled or moved."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 10)):
        at = chance.randrange(len(data))
        act = chance.randrange(4)
        if act == 0:
            data[at] = chance.randrange(256)
        elif act == 1:
            del data[at : at + chance.randint(1, 40)]
        elif act == 2:
            data[at:at] = data[at : at + chance.randint(1, 400)]
        else:
            data[at : at + 4] = b"\xff\xff\xff\x7f"
        data = data or bytearray(b"x")
    return bytes(data)
