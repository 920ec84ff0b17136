"""Columns of a table: what their cells show, their side and their width."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from kehoach.lib.dates import format_date
from kehoach.lib.numbers import format_number
from kehoach.lib.text import printable
from reporting.files.widths import text_width

TableRow = Sequence[object]
#: What the margins inside a cell take, in millimetres.
PADDING_MM = 2.6
#: Heads of columns that are centred whatever they hold.
CENTRED = {"TT", "Mã"}
#: A column wishes for no more than this; a longer word is broken.
WISH_MM, HEAD_WISH_MM, LONGEST_WORD = 110, 28, 24
#: So many of the longest texts are measured.
CANDIDATES = 20


def shown(value: object) -> str:
    """Return a cell's text: numbers as offices write them, None as «–»."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if value is None or isinstance(value, (int, Decimal)):
        return format_number(value)
    return format_date(value) if isinstance(value, date) else printable(str(value))


def column_alignment(head: str, values: Sequence[object]) -> str:
    """Return how a column is aligned: by what it holds, in all its rows."""
    given = [value for value in values if value not in (None, "")]
    if head in CENTRED or all(
        isinstance(value, date) or value in ("Có", "Không") for value in given
    ):
        return "center"
    return "right" if all(isinstance(v, (int, Decimal)) for v in given) else "left"


def column_widths(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    total_mm: float,
    *,
    weights: Sequence[int],
    size: float,
) -> list[float]:
    """Return widths that break no word; then, while there is room, no line of what the
    columns hold and of their heads. What is left is shared by the weights.
    """
    columns = [{row[i] for row in rows} for i in range(len(heads))]
    widths = [
        least_width(head, texts, size)
        for head, texts in zip(heads, columns, strict=True)
    ]
    if sum(widths) >= total_mm:
        return [total_mm * width / sum(widths) for width in widths]
    for wished in (
        [min(widest(texts, size), WISH_MM) for texts in columns],
        [min(widest([head], size, bold=True), HEAD_WISH_MM) for head in heads],
    ):
        wishes = zip(wished, widths, strict=True)
        more = [max(wish + PADDING_MM - width, 0) for wish, width in wishes]
        widths = spread(widths, more, total_mm)
    return spread(widths, [total_mm * weight for weight in weights], total_mm)


def column_shares(weights: Sequence[int], sides: Sequence[str]) -> list[int]:
    """Return the weights, for columns of text only if there are any."""
    weights = weights or [1] * len(sides)
    text = {"left"} if "left" in sides else set(sides)
    return [w if side in text else 0 for w, side in zip(weights, sides, strict=True)]


def least_width(head: str, texts: Iterable[str], size: float) -> float:
    """Return the width that breaks no word."""
    words = widest(_words_of(texts), size)
    return max(widest(head.split(), size, bold=True), words) + PADDING_MM


def spread(
    widths: Sequence[float], wishes: Sequence[float], total_mm: float
) -> list[float]:
    """Return the widths grown by their wishes, in proportion where room is short."""
    left = total_mm - sum(widths)
    given = min(1.0, left / sum(wishes)) if sum(wishes) else 0.0
    return [width + wish * given for width, wish in zip(widths, wishes, strict=True)]


def _words_of(texts: Iterable[str]) -> Iterator[str]:
    """Return the words; of a monster only what may stand on one line."""
    return (word[:LONGEST_WORD] for text in texts for word in text.split())


def widest(texts: Iterable[str], size: float, *, bold: bool = False) -> float:
    """Return the width of the widest text."""
    longest = sorted(texts, key=len, reverse=True)[:CANDIDATES]
    return max((text_width(text, size, bold=bold) for text in longest), default=0.0)
