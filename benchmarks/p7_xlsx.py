"""P7: the list of a period as XLSX and CSV, 20,000 × 21, against xlsxwriter and COPY.

    DATABASE_URL=postgres://… DEBUG=1 .venv/bin/python benchmarks/p7_xlsx.py [rows] [10x]

The floor of the workbook is xlsxwriter in constant memory writing the same cells,
already in memory; that of CSV is COPY of the same query. Prints the ratios of one run
and, with «10x», the peak memory of processes that write so many rows and ten times so
many.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import generate

ROUNDS = int(os.environ.get("ROUNDS", "5"))
ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
#: How the period called its tasks, where they were reworded since.
NOTHING_REWORDED: dict[int, Any] = {}


def floor_xlsx(cells: list[list[object]], titles: Sequence[str]) -> None:
    """Write the cells with xlsxwriter in constant memory."""
    from datetime import date

    import xlsxwriter

    with TemporaryFile() as out:
        book = xlsxwriter.Workbook(out, {"constant_memory": True})
        sheet = book.add_worksheet("Danh sách")
        wrap = book.add_format({"text_wrap": True, "border": 1})
        day = book.add_format({"num_format": "dd/mm/yyyy", "border": 1})
        for row, line in enumerate([titles, *cells]):
            for column, cell in enumerate(line):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                elif cell:
                    sheet.write_string(row, column, cell, wrap)
                else:
                    sheet.write_blank(row, column, None, wrap)
        book.close()


def floor_csv(rows: Any) -> None:
    """Let the database write the same columns as CSV."""
    from django.db import connection

    from tasks.duties.export_list import EXPORT_COLUMNS

    query = rows.values_list(*(c.name for c in EXPORT_COLUMNS)).query
    sql, given = query.sql_with_params()
    with TemporaryFile() as out, connection.cursor() as cursor:
        whole = cursor.mogrify(sql, given)
        with cursor.copy(f"COPY ({whole}) TO STDOUT WITH CSV HEADER") as copy:
            for block in copy:
                out.write(block)


def ours(write: Callable[..., None], *given: object) -> None:
    """Write into a file on disk, as the page does."""
    with TemporaryFile() as out:
        write(out, *given)


def timed(works: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> list[float]:
    """Return the median milliseconds of each; rounds alternate between them."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, times in zip(works, found, strict=True):
            begun = time.perf_counter()
            work()
            times.append((time.perf_counter() - begun) * 1000)
    return [median(times) for times in found]


def fill(count: int) -> None:
    """Open a year for agencies enough to owe `count` duties."""
    from tasks.models import Duty

    if Duty.objects.count() < count:
        generate.load_agencies_and_plan(count // 12)
        generate.open_year()


def memory_of(count: int) -> float:
    """Return the most megabytes that a process held which wrote so many rows."""
    command = [sys.executable, __file__, str(count), "memory"]
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(found.stdout.splitlines()[-1])


def compare(rows: Any, titles: Sequence[str]) -> None:
    """Print the two ratios."""
    from tasks.duties.export_list import lines, write_csv, write_xlsx

    cells = list(lines(rows, NOTHING_REWORDED, str))
    least, book, copy, text = timed(
        [
            lambda: floor_xlsx(cells, titles),
            lambda: ours(write_xlsx, rows, NOTHING_REWORDED, str, "Danh sách"),
            lambda: floor_csv(rows),
            lambda: ours(write_csv, rows, NOTHING_REWORDED, str),
        ]
    )
    print(
        f"P7 {len(cells)} × {len(titles)}: xlsxwriter {least:.0f} ms, ours {book:.0f}"
        f" ms, ratio {book / least:.2f}; COPY {copy:.0f} ms, CSV {text:.0f} ms,"
        f" ratio {text / copy:.2f}"
    )


def main() -> None:
    """Print a line of ratios; with «10x» one of memory too."""
    generate.setup()
    from tasks.duties.export_list import HEADINGS, write_xlsx
    from tasks.duties.listing import DutyFilters
    from tasks.duties.shown import PeriodDuties
    from tasks.models import Period

    fill(ROWS * 10 if "10x" in sys.argv else ROWS)
    rows = DutyFilters().ordered(
        PeriodDuties(Period.objects.get(year=2026), generate.TODAY).rows()
    )
    if "memory" in sys.argv:
        ours(write_xlsx, rows[:ROWS], NOTHING_REWORDED, str, "Danh sách")
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    compare(rows[:ROWS], HEADINGS)
    if "10x" in sys.argv:
        few, many = memory_of(ROWS), memory_of(ROWS * 10)
        print(f"P7 memory: {few:.0f} MB, with 10 × rows {many:.0f} MB")


if __name__ == "__main__":
    main()
