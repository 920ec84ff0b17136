"""Seconds and megabytes that files made to hurt take before they are refused.

python benchmarks/hostile_files.py   spreadsheets by each kind of
agencies/sheets/tests/test_hostile_sheets.py and the largest list that is read (200,000 cells; must
stay under 200 MB); pictures, PDF and Office files of the tests of uploads, and the largest
that are taken.
"""

import os
import time
from collections.abc import Callable
from io import BytesIO

import generate

MEGABYTE = 1024 * 1024


def main() -> None:
    """Print a line for each kind."""
    generate.setup()
    from agencies.sheets import LIST, SheetError
    from agencies.sheets.opening import read_content
    from agencies.sheets.tests.hostile_packages import REFUSED, dense
    from tasks.duties.errors import InvalidInput

    def read(content: bytes) -> str:
        try:
            list(read_content(content))
        except SheetError as error:
            return error.words
        return "read"

    def kept(content: bytes, name: str) -> str:
        from django.core.files.uploadedfile import SimpleUploadedFile

        from tasks.evidence.file_types import check_upload

        try:
            check_upload(SimpleUploadedFile(name, content), max_bytes=25 * MEGABYTE)
        except InvalidInput as error:
            return error.problems["file"]
        return "taken"

    columns = LIST.cells // 20_000
    kinds = REFUSED | {
        "largest": lambda: dense(20_000, columns, lambda row, column: f"{row} {column}")
    }
    for kind, made in kinds.items():
        content = made()
        measure(kind, len(content), lambda content=content: read(content))
    for kind, (content, name) in uploads().items():
        measure(kind, len(content), lambda c=content, n=name: kept(c, n))


def uploads() -> dict[str, tuple[bytes, str]]:
    """Return what people would keep: pictures, PDF, Office files."""
    import docx

    from tasks.evidence.tests.hostile_kinds import REFUSED
    from tasks.evidence.tests.hostile_pictures import BROKEN, TOO_LARGE, jpeg

    found = {kind: made() for kind, made in (TOO_LARGE | BROKEN).items()}
    found |= {kind: (content, name) for kind, (content, name, _) in REFUSED.items()}
    document = docx.Document()
    for number in range(20_000):
        document.add_paragraph(f"Đoạn {number}: thực hiện dân chủ ở cơ sở")
    out = BytesIO()
    document.save(out)
    noise = os.urandom(24 * MEGABYTE)
    return found | {
        "largest picture": (jpeg(12_000, 9_000) + noise, "a.jpg"),
        "largest pdf": (b"%PDF-1.7\n" + noise, "a.pdf"),
        "long document": (out.getvalue(), "a.docx"),
    }


def measure(kind: str, size: int, work: Callable[[], str]) -> None:
    """Print what the work took and said."""
    from kehoach.testing.memory import peak_memory

    with peak_memory() as peak:
        begun = time.perf_counter()
        said = work()
        taken = time.perf_counter() - begun
    print(
        f"{kind:>34}: {size // 1024:>6} KB, {taken:5.2f} s, {peak.taken:>4} MB  {said[:60]}"
    )


if __name__ == "__main__":
    main()
