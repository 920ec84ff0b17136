"""P6: the yearly report as DOCX with 5,000 annex rows against cloned lxml rows.

    DEBUG=1 .venv/bin/python benchmarks/p6_docx.py

Needs no database. Prints milliseconds of the floor (the same cells in rows cloned by
lxml, saved), of ours, the ratio, the growth from 1,000 to 5,000 rows and the memory.
"""

import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import date
from io import BytesIO
from pathlib import Path
from statistics import median

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from reporting.facts.report import (
    AnnexTable,
    DocumentHead,
    ReportSection,
    Signature,
    YearlyFacts,
)
from reporting.files.yearly_docx import render_docx

ROUNDS = int(os.environ.get("ROUNDS", "5"))
COLUMNS = 8
DAY = date(2026, 12, 14)


def rows_of(count: int) -> tuple[tuple[object, ...], ...]:
    """Return annex rows: a name and numbers."""
    return tuple(
        (n, f"UBND xã số {n}", *(n * column for column in range(COLUMNS - 2)))
        for n in range(count)
    )


def facts_of(count: int) -> YearlyFacts:
    """Return a report whose one annex has `count` rows."""
    heads = ("TT", "Đơn vị", *(f"Số {n}" for n in range(COLUMNS - 2)))
    return YearlyFacts(
        year=2026,
        data_from=date(2025, 12, 15),
        data_to=DAY,
        data_day=DAY,
        head=DocumentHead("UBND TỈNH", "SỞ NỘI VỤ", "", "BC-SNV", "Khánh Hòa", None),
        subject="Kết quả năm 2026",
        addressees=("Ủy ban nhân dân tỉnh",),
        opening=("Mở đầu",),
        sections=(ReportSection("I. KẾT QUẢ", 1, ("Nội dung.",)),),
        targets=(),
        tasks=(),
        responsibilities=(),
        annexes=(AnnexTable("II", "DANH SÁCH", heads, rows_of(count)),),  # type: ignore[arg-type]
        missing_units=(),
        recipients=("Như trên",),
        signature=Signature(("GIÁM ĐỐC",), "Nguyễn Văn A"),
        units=count,
    )


def floor(count: int) -> bytes:
    """Return a document with one table of rows cloned by lxml."""
    document = docx.Document()
    table = document.add_table(rows=1, cols=COLUMNS)
    pattern = table.rows[0]
    for cell in pattern.cells:
        cell.width = Mm(30)
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run("x")
        run.font.name, run.font.size = "Times New Roman", Pt(11)
    element, parent = pattern._tr, pattern._tr.getparent()
    for row in rows_of(count):
        copy = deepcopy(element)
        for text, value in zip(copy.iter(f"{{{W}}}t"), row, strict=True):
            text.text = str(value)
        parent.append(copy)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def timed(works: Sequence[Callable[[], object]]) -> list[float]:
    """Return the median milliseconds of each; rounds alternate between them."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, times in zip(works, found, strict=True):
            begun = time.perf_counter()
            work()
            times.append((time.perf_counter() - begun) * 1000)
    return [median(times) for times in found]


def main() -> None:
    """Print one line."""
    small, large = facts_of(1000), facts_of(5000)
    render_docx(large)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    works = (
        lambda: floor(5000),
        lambda: render_docx(small),
        lambda: render_docx(large),
    )
    least, few, ours = timed(works)
    print(
        f"P6 5000 rows: floor {least:.0f} ms, ours {ours:.0f} ms,"
        f" ratio {ours / least:.2f}, 5 × rows {ours / few:.2f} ×, peak {memory:.0f} MB"
    )


if __name__ == "__main__":
    main()
