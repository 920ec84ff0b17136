"""The units behind one number, so that the page adds up to it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tasks.sums.four_numbers import UnitPlace
from tasks.sums.targets import MeasureRow

#: Group in the address → its words and its test.
ROW_GROUPS: dict[str, str] = {
    "": "Mọi đơn vị trong danh sách",
    "tu-so": "Tính vào tử số",
    "mau-so": "Tính vào mẫu số",
    "chua-dat": "Đã báo cáo, chưa đạt",
    "khong-thuoc-dien": "Không thuộc diện",
    "chua-bao-cao": "Chưa báo cáo",
    "loi": "Số liệu mâu thuẫn",
    "da-ket-thuc": "Đơn vị đã kết thúc trước ngày chốt",
}
_TESTS: dict[str, Callable[[MeasureRow], bool]] = {
    "": lambda row: True,
    "tu-so": lambda row: row.place == UnitPlace.COUNTED,
    "mau-so": lambda row: row.place in (UnitPlace.COUNTED, UnitPlace.BASE),
    "chua-dat": lambda row: row.place == UnitPlace.BASE,
    "khong-thuoc-dien": lambda row: row.place == UnitPlace.NOT_APPLICABLE,
    "chua-bao-cao": lambda row: row.place == UnitPlace.NOT_REPORTED,
    "loi": lambda row: row.placed.is_error,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """Rows of one group and what they add up to."""

    rows: tuple[MeasureRow, ...]
    numerator: Decimal
    denominator: Decimal


def rows_in(group: str, rows: list[MeasureRow]) -> Shown:
    """Return the rows of the group with their sums; ended units stand apart."""
    ended = group == "da-ket-thuc"
    kept = [row for row in rows if row.unit.alive != ended]
    if not ended:
        kept = [row for row in kept if _TESTS[group](row)]
    return Shown(
        rows=tuple(kept),
        numerator=sum((row.placed.numerator for row in kept), Decimal(0)),
        denominator=sum((row.placed.denominator for row in kept), Decimal(0)),
    )
