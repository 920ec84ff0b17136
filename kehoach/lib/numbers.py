"""Numbers as Vietnamese offices write them: 1.234,5 is one thousand and more."""

import re
from decimal import Decimal

_PLAIN = re.compile(r"-?[0-9]+(,[0-9]+)?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def parse_number(text: str) -> Decimal:
    """Return the number written with points between thousands and a decimal comma.

    >>> parse_number("1.234,5")
    Decimal('1234.5')

    Raises ValueError for anything else, `1.5` and `1,234.5` included.
    """
    bare = _SPACES.sub("", text)
    if not (_PLAIN.fullmatch(bare) or _GROUPED.fullmatch(bare)):
        message = f"not a Vietnamese number: {text!r}"
        raise ValueError(message)
    return Decimal(bare.replace(".", "").replace(",", "."))


def format_number(number: Decimal | int) -> str:
    """Return the number as it is written: 1234.50 becomes 1.234,5."""
    whole = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    if "." in whole:
        whole = whole.rstrip("0").rstrip(".")
    return whole.translate(str.maketrans(",.", ".,"))
