"""The cells of the tracking table as markup: thousands of them, so no template each."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reporting.facts_matrix import Cell, Line

EMPTY = "<td></td>"


def cells_of(line: Line, base: str) -> SafeString:
    """Return the line's cells; `base` is the address of a duty without its number.

    Joined as text: each part is escaped once by `_shell`, the rest are row numbers.
    """
    return SafeString("".join([_cell(cell, base) for cell in line.cells]))


def _cell(cell: Cell | None, base: str) -> str:
    if cell is None:
        return EMPTY
    before, after = _shell(cell.label, cell.tone, cell.sign, cell.is_dim, base)
    return f"{before}{cell.duty:d}{after}"


@lru_cache(maxsize=256)
def _shell(
    label: str,
    tone: str,
    sign: str,
    is_dim: bool,  # noqa: FBT001 -- the key of the cache
    base: str,
) -> tuple[SafeString, SafeString]:
    """Return what stands before and after the duty's number in a cell."""
    dim = " is-dim" if is_dim else ""
    before = format_html('<td class="tone-{}{}"><a href="{}', tone, dim, base)
    after = format_html('/" title="{}" aria-label="{}">{}</a></td>', label, label, sign)
    return before, after
