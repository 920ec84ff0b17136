"""Numbers as Vietnamese offices write them: 1.234,5 is one thousand and more."""

import re
from decimal import ROUND_HALF_UP, Decimal

DASH = "–"
#: The letters of points (NĐ 30/2020/NĐ-CP Phụ lục I): no f, j, w, z.
POINTS = "abcdđeghiklmnopqrstuvxy"
_PLAIN = re.compile(r"-?[0-9]+(,[0-9]+)?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_SWAPPED = str.maketrans(",.", ".,")
_ROMAN = (
    ("M", 1000), ("CM", 900), ("D", 500), ("CD", 400), ("C", 100), ("XC", 90),
    ("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1),
)  # fmt: skip


def parse_number(text: str) -> Decimal:
    """Return the number written with points between thousands and a decimal comma.

    >>> parse_number("1.234,5")
    Decimal('1234.5')

    Raises ValueError with a Vietnamese message for anything else, `1.5` and
    `1,234.5` included.
    """
    bare = _SPACES.sub("", text)
    if not (_PLAIN.fullmatch(bare) or _GROUPED.fullmatch(bare)):
        message = f"Số «{text.strip()}» không đúng. Ghi như 1.234 hoặc 1.234,5."
        raise ValueError(message)
    return Decimal(bare.replace(".", "").replace(",", "."))


def format_number(number: Decimal | int | None, places: int | None = None) -> str:
    """Return the number as it is written: 1234.50 becomes 1.234,5, None «–».

    With `places` exactly so many digits stand behind the comma, halves rounded up.
    """
    if number is None:
        return DASH
    if places is not None:
        number = rounded(Decimal(number), places)
    whole = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    if "." in whole and places is None:
        whole = whole.rstrip("0").rstrip(".")
    return whole.translate(_SWAPPED)


def rounded(number: Decimal, places: int) -> Decimal:
    """Return the number with so many places, halves away from zero, never −0."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def percent_of(
    numerator: Decimal | int | None, denominator: Decimal | int | None, places: int = 1
) -> Decimal | None:
    """Return the percentage, None without a denominator.

    Only what is complete is 100 and only nothing is 0: rounding reaches neither.
    """
    if numerator is None or not denominator:
        return None
    share = rounded(Decimal(numerator) * 100 / Decimal(denominator), places)
    if share == 100 and numerator < denominator:
        return share - Decimal(1).scaleb(-places)
    if share == 0 and numerator > 0:
        return Decimal(1).scaleb(-places)
    return share


def format_percent(
    numerator: Decimal | int | None, denominator: Decimal | int | None, places: int = 1
) -> str:
    """Return «91,5%», or «–» when there is nothing to divide by."""
    share = percent_of(numerator, denominator, places)
    return DASH if share is None else f"{format_number(share)}%"


def count_word(number: Decimal | int) -> str:
    """Return a count as reports write it: 7 is «07», 12 is «12», 1234 is «1.234»."""
    if 0 < number < 10 and number == int(number):
        return f"{int(number):02d}"
    return format_number(number)


def roman(number: int) -> str:
    """Return 1 … 3999 as a Roman numeral, as parts and annexes are numbered."""
    if not 0 < number < 4000:
        message = f"Không viết được số La Mã cho {number}."
        raise ValueError(message)
    found = ""
    for letters, value in _ROMAN:
        times, number = divmod(number, value)
        found += letters * times
    return found


def point_letter(position: int) -> str:
    """Return the letter of the 1st, 2nd … point: a, b, c, d, đ, e, g …"""
    if not 0 < position <= len(POINTS):
        message = f"Không có chữ cái cho điểm thứ {position}."
        raise ValueError(message)
    return POINTS[position - 1]
