"""One report whose every figure and cell is known, and other eyes to read it with."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from reporting.facts.report import (
    AnnexTable,
    MeasureFact,
    MissingUnit,
    TargetFact,
    TaskFact,
)
from reporting.facts.tests.papers import YEARLY

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RATE = MeasureFact("1.1", "Bồi dưỡng", "rate", "người", 1234, 5678, 9, 10)
TASKS = tuple(
    TaskFact(f"{part}.{n}", f"Nhiệm vụ {n}", f"Cơ quan {n}", "Hằng năm", *numbers)
    for n, part, numbers in (
        (1, "III", (65, 60, 55, 3, 2)),
        (2, "III", (1234, 1200, 1199, 1, 34)),
        (3, "IV", (7, 0, 0, 0, 7)),
    )
)
ANNEX = AnnexTable(
    "II",
    "Số liệu",
    ("TT", "Đơn vị", "Số", "Tiền", "Ngày", "Có", "Ghi chú"),
    (
        (1, "UBND xã Thành Hải", 1234567, Decimal("0.50"), date(2026, 3, 9), "Có", ""),
        (2, "UBND xã Thanh Hải", 0, None, date(2026, 12, 14), "Không", "=1+1"),
        (3, "Đắk Lắk – «Ụ Ữ Ỵ»", None, Decimal("1234.75"), "", "Có", "Hai\ndòng"),
    ),
    totals=("", "Tổng cộng", 1234567, Decimal("1235.25"), "", "", ""),
)
GOLDEN = replace(
    YEARLY,
    targets=(
        TargetFact(
            "1",
            "100 % …",
            "Bồi dưỡng",
            (
                RATE,
                replace(RATE, code="1.2", numerator=9999, denominator=10000),
                replace(RATE, code="1.3", kind="count", denominator=None),
            ),
        ),
    ),
    tasks=TASKS[:2],
    responsibilities=TASKS[2:],
    annexes=(ANNEX,),
    missing_units=(
        MissingUnit("UBND xã A", "UBND cấp xã", "Chưa báo cáo", date(2026, 12, 16), None, 12),
        MissingUnit("Sở B", "Sở", "Báo cáo chậm", date(2026, 12, 16), date(2026, 12, 20), 3),
    ),
)  # fmt: skip
#: What the tables of the document say, cell by cell, written down by hand.
DOCX_TABLES = {
    "Mục tiêu": [
        ["Mục tiêu 1. Bồi dưỡng"],
        ["1.1 Bồi dưỡng (người)", "1.234", "5.678", "21,7", "9", "10", "–"],
        ["1.2 Bồi dưỡng (người)", "9.999", "10.000", "99,9", "9", "10", "–"],
        ["1.3 Bồi dưỡng (người)", "1.234", "–", "–", "9", "10", "–"],
    ],
    "TT|Mã": [
        ["A. NHIỆM VỤ (phần III của Kế hoạch)"],
        ["1", "III.1", "Nhiệm vụ 1", "Cơ quan 1", "Hằng năm", "65", "60", "55", "3", "2",
         "84,6", ""],
        ["2", "III.2", "Nhiệm vụ 2", "Cơ quan 2", "Hằng năm", "1.234", "1.200", "1.199",
         "1", "34", "97,2", ""],
        ["B. TRÁCH NHIỆM (phần IV của Kế hoạch)"],
        ["3", "IV.3", "Nhiệm vụ 3", "Cơ quan 3", "Hằng năm", "7", "0", "0", "0", "7",
         "0", ""],
        ["", "", "Tổng cộng (lượt)", "", "", "1.306", "1.260", "1.254", "4", "43", "96",
         ""],
    ],
    "TT|Đơn vị|Số": [
        ["1", "UBND xã Thành Hải", "1.234.567", "0,5", "09/03/2026", "Có", ""],
        ["2", "UBND xã Thanh Hải", "0", "–", "14/12/2026", "Không", "=1+1"],
        ["3", "Đắk Lắk – «Ụ Ữ Ỵ»", "–", "1.234,75", "", "Có", "Hai\ndòng"],
        ["", "Tổng cộng", "1.234.567", "1.235,25", "", "", ""],
    ],
    "TT|Đơn vị|Lý do": [
        ["UBND cấp xã"],
        ["1", "UBND xã A", "Chưa báo cáo", "16/12/2026", "", "12"],
        ["Sở"],
        ["2", "Sở B", "Báo cáo chậm", "16/12/2026", "20/12/2026", "3"],
    ],
}  # fmt: skip
#: What the sheets say below their heads, as another reader gives them.
XLSX_SHEETS = {
    "Phụ lục I": [
        [1, "III.1", "Nhiệm vụ 1", "Cơ quan 1", "Hằng năm", 65, 60, 55, 3, 2, 84.6, ""],
        [2, "III.2", "Nhiệm vụ 2", "Cơ quan 2", "Hằng năm", 1234, 1200, 1199, 1, 34,
         97.2, ""],
        [3, "IV.3", "Nhiệm vụ 3", "Cơ quan 3", "Hằng năm", 7, 0, 0, 0, 7, 0, ""],
        ["", "", "Tổng cộng (lượt)", "", "", 1306, 1260, 1254, 4, 43, 96, ""],
    ],
    "Phụ lục II": [
        [1, "UBND xã Thành Hải", 1234567, 0.5, date(2026, 3, 9), "Có", ""],
        [2, "UBND xã Thanh Hải", 0, "", date(2026, 12, 14), "Không", "=1+1"],
        [3, "Đắk Lắk – «Ụ Ữ Ỵ»", "", 1234.75, "", "Có", "Hai\ndòng"],
        ["", "Tổng cộng", 1234567, 1235.25, "", "", ""],
    ],
    "Chưa báo cáo, chậm": [
        [1, "UBND xã A", "UBND cấp xã", "Chưa báo cáo", date(2026, 12, 16), "", 12],
        [2, "Sở B", "Sở", "Báo cáo chậm", date(2026, 12, 16), date(2026, 12, 20), 3],
    ],
}  # fmt: skip


def cell_text(cell: etree._Element) -> str:
    """Return a cell's text from bare XML: breaks are new lines."""
    parts = {f"{W}t": lambda node: node.text or "", f"{W}br": lambda _: "\n"}
    parts[f"{W}noBreakHyphen"] = lambda _: "-"
    return "".join(parts[n.tag](n) for n in cell.iter() if n.tag in parts)


def tables(data: bytes) -> list[list[list[str]]]:
    """Return every table of a DOCX, read as XML and nothing else."""
    root = etree.fromstring(ZipFile(BytesIO(data)).read("word/document.xml"))
    return [
        [[cell_text(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
        for table in root.iter(f"{W}tbl")
    ]  # fmt: skip


def squeezed(text: str) -> str:
    """Return the text with every run of spaces as one."""
    return re.sub(r"\s+", " ", text).strip()


def whole(data: bytes) -> str:
    """Return every line of a DOCX in reading order; cells of a row are put beside."""
    body = etree.fromstring(ZipFile(BytesIO(data)).read("word/document.xml"))[0]
    found = []
    for part in body:
        rows = list(part.iter(f"{W}tr")) if part.tag == f"{W}tbl" else []
        for row in rows:
            cells = (squeezed(cell_text(cell)) for cell in row.iter(f"{W}tc"))
            found.append(" | ".join(cells))
        if not rows:
            found.append(squeezed(cell_text(part)))
    return "\n".join(line for line in found if line.strip(" |")) + "\n"
