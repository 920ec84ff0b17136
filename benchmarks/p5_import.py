"""P5: import 10,000 agency rows with checks against bare bulk_create of ready rows
and against import-export's default resource on 500 rows.

python benchmarks/p5_import.py   medians of five rounds (three for the default).
"""

import csv
import statistics
import tempfile
import time
from pathlib import Path

import generate

ROUNDS, LINES, FEW = 5, 10_000, 500
HEADERS = ["Mã", "Tên chính thức", "Tên ngắn", "Loại", "Cấp", "Địa bàn"]


def line(number: int) -> list[str]:
    """Return one line of the sheet."""
    name = f"xã Thử {number}"
    long = f"Ủy ban nhân dân {name}"
    return [f"thu-{number}", long, name, "UBND cấp xã", "Cấp xã", "khanh-hoa"]


def timed(work: object) -> float:
    """Return how many seconds a call takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Print rows per second of floor, ours and the default, and their ratios."""
    generate.setup()
    from django.db import connection
    from import_export import resources
    from tablib import Dataset

    from agencies.models import Agency
    from agencies.resources import AgencyResource

    path = Path(tempfile.mkdtemp()) / "rows.csv"
    with path.open("w", newline="", encoding="utf-8") as target:
        csv.writer(target).writerows([line(n) for n in range(LINES)])

    def clear() -> None:
        Agency.objects.filter(code__startswith="thu-").delete()

    def floor() -> None:
        with path.open(encoding="utf-8", newline="") as source:
            rows = [
                Agency(code=r[0], name=r[1], short_name=r[2], kind="cap-xa", level="xa")
                for r in csv.reader(source)
            ]
        Agency.objects.bulk_create(rows, batch_size=2000)

    def ours(*, dry_run: bool) -> None:
        with path.open(encoding="utf-8", newline="") as source:
            data = Dataset(*csv.reader(source), headers=HEADERS)
        result = AgencyResource().import_data(data, dry_run=dry_run)
        assert not result.has_errors()

    class Default(resources.ModelResource):
        class Meta:
            model = Agency
            import_id_fields = ("code",)
            fields = ("code", "name", "short_name", "kind", "level", "territory")

    def default() -> None:
        rows = [[*line(n)[:3], "cap-xa", "xa", "khanh-hoa"] for n in range(FEW)]
        names = ["code", "name", "short_name", "kind", "level", "territory"]
        Default().import_data(Dataset(*rows, headers=names))

    bare, mine, plain = [], [], []
    for _ in range(ROUNDS):
        clear()
        bare.append(timed(floor))
        clear()
        mine.append(timed(lambda: ours(dry_run=False)))
        clear()
    for _ in range(3):
        clear()
        plain.append(timed(default) * LINES / FEW)
    clear()
    b, m, p = map(statistics.median, (bare, mine, plain))
    print(f"{LINES} rows on {connection.vendor}: floor {LINES / b:,.0f}/s,", end=" ")
    print(f"ours {LINES / m:,.0f}/s, default {LINES / p:,.0f}/s")
    print(f"ours/floor {m / b:.2f} (must <= 6); default/ours {p / m:.1f} (must >= 15)")


if __name__ == "__main__":
    main()
