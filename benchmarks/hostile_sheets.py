"""Seconds and megabytes that spreadsheets made to hurt take before they are refused.

python benchmarks/hostile_sheets.py   each kind of agencies/tests/test_hostile_sheets.py,
and the largest list that is read (200,000 cells; must stay under 200 MB).
"""

import time

import generate


def main() -> None:
    """Print a line for each kind."""
    generate.setup()
    from agencies.sheets import LIST, SheetError
    from agencies.sheets.opening import read_content
    from agencies.tests.test_hostile_sheets import REFUSED, dense
    from kehoach.testing.memory import peak_memory

    columns = LIST.cells // 20_000
    kinds = REFUSED | {
        "largest": lambda: dense(20_000, columns, lambda row, column: f"{row} {column}")
    }
    for kind, made in kinds.items():
        content, said = made(), "read"
        with peak_memory() as peak:
            begun = time.perf_counter()
            try:
                list(read_content(content))
            except SheetError as error:
                said = error.words
            taken = time.perf_counter() - begun
        size = len(content) // 1024
        print(f"{kind:>12}: {size:>6} KB, {taken:5.2f} s, {peak.taken:>4} MB  {said}")


if __name__ == "__main__":
    main()
