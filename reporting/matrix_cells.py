"""The cells of the tracking table as markup: thousands of them, so no template each."""

from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reporting.facts_matrix import Cell, Line

EMPTY = format_html("<td></td>{}", "")


def cells_of(line: Line, base: str) -> SafeString:
    """Return the line's cells; `base` is the address of a duty without its number."""
    parts = (_parts(cell, base) for cell in line.cells)
    return format_html_join("", "{}{}{}", parts)


def _parts(cell: Cell | None, base: str) -> tuple[SafeString | str, int | str, str]:
    if cell is None:
        return EMPTY, "", ""
    before, after = _shell(cell.label, cell.tone, cell.sign, cell.is_dim, base)
    return before, cell.duty, after


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
