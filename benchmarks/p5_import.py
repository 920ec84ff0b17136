"""P5: import 10,000 agency rows with preview and errors, in one run against

* a floor: read the XLSX with calamine, check every cell in plain Python, make the
  keys that names are found by, COPY into a staging table, one upsert (PostgreSQL only);
* import-export as it comes, asked for the same: checked rows, a parent by its code,
  a preview before the import (on 500 rows, scaled).

python benchmarks/p5_import.py   medians of five rounds (three for the default).
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import generate

ROUNDS, LINES, FEW = 5, 10_000, 500
HEADERS = ["Mã", "Tên chính thức", "Tên ngắn", "Loại", "Cấp", "Địa bàn", "Mã cấp trên"]
COLUMNS = ["code", "name", "short_name", "kind", "level", "territory", "parent"]
KEYS = "name_key, search_text, sort_key"
STORED = ", ".join([*COLUMNS[:6], KEYS])
UPSERT = f"""
INSERT INTO agencies_agency ({STORED}, parent_id, unit_code, email, letter_symbol,
    one_step, note)
SELECT {STORED}, parent_id, '', '', '', FALSE, '' FROM stage
ON CONFLICT (code) DO UPDATE SET name = excluded.name"""


def line(number: int) -> list[str]:
    """Return one line of the sheet."""
    name = f"xã Thử {number}"
    long = f"Ủy ban nhân dân {name}"
    return [f"thu-{number}", long, name, "cap-xa", "xa", "khanh-hoa", "so-noi-vu"]


def timed(work: Callable[[], None]) -> float:
    """Return the seconds that `work()` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def workbook() -> Path:
    """Write the sheet that everybody reads."""
    from xlsxwriter import Workbook

    path = Path(tempfile.mkdtemp()) / "rows.xlsx"
    book = Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate([HEADERS, *map(line, range(LINES))]):
        page.write_row(number, 0, row)
    book.close()
    return path


def read(path: Path) -> list[list[Any]]:
    """Return the lines of the first sheet."""
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def checked(rows: list[list[Any]]) -> list[list[Any]]:
    """Return the rows ready to store; ValueError when one cell is wrong."""
    from agencies.models import TERRITORIES, Agency, AgencyKind, Level
    from kehoach.lib.text import name_key, nfc, search_text, sort_key

    parents = dict(Agency.objects.values_list("code", "pk"))
    kinds, levels, places = (
        set(AgencyKind.values),
        set(Level.values),
        set(TERRITORIES.values),
    )
    seen, ready = set(), []
    for cells in rows:
        row = [nfc(str(cell)).strip() for cell in cells]
        code, name, short, kind, level, place, parent = row
        fits = len(code) <= 80 and 0 < len(name) <= 250 and 0 < len(short) <= 120
        known = kind in kinds and level in levels and place in places
        if code in seen or not fits or not known or not code.replace("-", "").isalnum():
            raise ValueError(row)
        seen.add(code)
        keys = (name_key(name), search_text(f"{name} {short}"), sort_key(short))
        ready.append([*row[:6], *keys, parents[parent]])
    return ready


def floor(path: Path) -> None:
    """Read, check, COPY, upsert: once, without a preview."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        rows = checked(read(path)[1:])
        cursor.execute(
            f"CREATE TEMP TABLE stage ON COMMIT DROP AS SELECT {STORED}, parent_id"
            " FROM agencies_agency LIMIT 0"
        )
        with cursor.copy(f"COPY stage ({STORED}, parent_id) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(UPSERT)


def ours(path: Path, passes: tuple[bool, ...] = (True, False)) -> None:
    """Preview, then import, as the admin's two steps do."""
    from tablib import Dataset

    from agencies.events.resources import AgencyResource

    for dry_run in passes:
        rows = read(path)
        data = Dataset(*rows[1:], headers=rows[0])
        result = AgencyResource().import_data(data, dry_run=dry_run)
        assert not result.has_errors()
        assert not result.has_validation_errors()


def default() -> None:
    """Preview, then import 500 rows with the library's own resource."""
    from import_export import fields, resources
    from import_export.widgets import ForeignKeyWidget
    from tablib import Dataset

    from agencies.models import Agency

    class Default(resources.ModelResource):
        parent = fields.Field("parent", "parent", ForeignKeyWidget(Agency, "code"))

        class Meta:
            model = Agency
            import_id_fields = ("code",)
            fields = tuple(COLUMNS)
            clean_model_instances = True

    for dry_run in (True, False):
        data = Dataset(*map(line, range(FEW)), headers=COLUMNS)
        Default().import_data(data, dry_run=dry_run, use_transactions=True)


def main() -> None:
    """Print rows per second of floor, ours and the default, and their ratios."""
    generate.setup()
    generate.load_agencies_and_plan(0)
    from agencies.models import Agency

    path = workbook()

    def run(work: Callable[[], None], rounds: int) -> float:
        taken = []
        for _ in range(rounds):
            Agency.objects.filter(code__startswith="thu-").delete()
            taken.append(timed(work))
        return statistics.median(taken)

    bare = run(lambda: floor(path), ROUNDS)
    once = run(lambda: ours(path, (False,)), ROUNDS)
    both = run(lambda: ours(path), ROUNDS)
    plain = run(default, 3) * LINES / FEW
    Agency.objects.filter(code__startswith="thu-").delete()
    for name, taken in (("floor", bare), ("ours, import only", once)):
        print(f"{name}: {LINES / taken:,.0f} rows/s")
    print(f"ours, preview and import: {LINES / both:,.0f} rows/s")
    print(f"default, preview and import: {LINES / plain:,.0f} rows/s")
    print(f"ours/floor {both / bare:.1f} (import only {once / bare:.1f}; must <= 6)")
    print(f"default/ours {plain / both:.1f} (must >= 15)")


if __name__ == "__main__":
    main()
