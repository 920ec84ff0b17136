"""P11: what 500 agencies answered in one workbook, against merging their workbooks.

    DATABASE_URL=postgres://… DEBUG=1 .venv/bin/python benchmarks/p11_workbook.py [agencies]

The floor is the work that is done by hand today: openpyxl opens every agency's own
workbook and copies its rows into one. Ours goes from the database to «Sổ tổng hợp toàn
tỉnh». Prints the ratio of one run and whom the workbook names.
"""

import os
import random
import sys
import time
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import generate

ROUNDS = int(os.environ.get("ROUNDS", "5"))
AGENCIES = int(sys.argv[1]) if len(sys.argv) > 1 else 500
#: One agency in so many has sent nothing.
SILENT = 20


def answer() -> None:
    """Let most agencies answer every figure they are asked and send every duty."""
    from agencies.models import Agency, User
    from tasks.models import Duty, FigureValue, Period, TaskFigure

    dice, period = random.Random(generate.SEED), Period.objects.get(year=2026)
    author = User.objects.first()
    said = list(Agency.objects.filter(code__startswith="mau-").order_by("pk"))
    said = [each for position, each in enumerate(said) if position % SILENT]
    asked = {row.figure_id: row.figure for row in TaskFigure.objects.all()}
    FigureValue.objects.bulk_create(
        [
            FigureValue(
                figure=figure,
                agency=agency,
                period=period,
                number=None
                if figure.type == "yes_no"
                else Decimal(dice.randint(0, 999)),
                flag=True if figure.type == "yes_no" else None,
                entered_by=author,
                recorded_at=generate.NOW,
            )
            for agency in said
            for figure in asked.values()
            if figure.type in {"integer", "decimal", "money", "yes_no"}
            and figure.is_asked_of(agency)
        ],
        batch_size=2000,
    )
    day = generate.TODAY - timedelta(days=1)
    Duty.objects.filter(agency__in=said).update(
        state="submitted", first_sent_on=day, submitted_at=generate.NOW
    )


def sheets_of_agencies() -> list[bytes]:
    """Return the workbook of every agency, as it was sent by mail."""
    from agencies.models import Agency
    from tasks.desk.sheet.writing import sheet_of
    from tasks.models import Period

    period = Period.objects.get(year=2026)
    agencies = Agency.objects.filter(code__startswith="mau-").order_by("pk")
    return [
        sheet_of(agency=each, period=period, today=generate.TODAY, now=generate.NOW)
        for each in agencies[:AGENCIES]
    ]


def merge(files: list[bytes]) -> None:
    """Copy the rows of all workbooks into one with openpyxl."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    found: dict[str, object] = {}
    for file in files:
        for sheet in openpyxl.load_workbook(BytesIO(file), read_only=True):
            page = found.get(sheet.title) or book.create_sheet(sheet.title)
            found[sheet.title] = page
            for row in sheet.iter_rows(values_only=True):
                page.append(row)
    with TemporaryFile() as out:
        book.save(out)


def ours() -> list[int]:
    """Write the workbook of the province; return the rows of its sheets."""
    from kehoach.lib.workbook_rows import write_workbook
    from reporting.overview.province import province_sheets
    from tasks.duties.listing import ORDERS
    from tasks.duties.shown import PeriodDuties
    from tasks.models import Period

    period = Period.objects.select_related("plan").get(year=2026)
    shown = PeriodDuties(period, generate.TODAY)
    rows = shown.rows().order_by(*ORDERS["don-vi"][1])
    with TemporaryFile() as out:
        sheets = province_sheets(shown, rows)
        counts = write_workbook(out, "Sổ", sheets)
    print(sheets[-1].notes[0]) if not SAID else None
    SAID.append(True)
    return counts


SAID: list[bool] = []


def main() -> None:
    """Print two lines."""
    generate.setup()
    from tasks.models import Duty

    if not Duty.objects.exists():
        generate.load_agencies_and_plan(AGENCIES)
        generate.open_year()
    files = sheets_of_agencies()
    if not Duty.objects.filter(state="submitted").exists():
        answer()
    merged, made = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        merge(files)
        between = time.perf_counter()
        counts = ours()
        merged.append(between - begun)
        made.append(time.perf_counter() - between)
    floor, here = median(merged), median(made)
    print(
        f"P11 {len(files)} agencies, rows {counts}: openpyxl merge {floor:.1f} s,"
        f" ours {here:.1f} s, ratio {here / floor:.2f}"
    )


if __name__ == "__main__":
    main()
