"""The tracking table as markup: thousands of cells, so no template each."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from reporting.facts.matrix import AgencyLine, ClauseColumn, Look, MatrixCell

_EMPTY = "<td></td>"
HEAD = (
    '<tr><th scope="row" class="matrix-name"><a href="{}">{}</a></th>'
    '<td class="matrix-sum"><a href="{}&amp;trang-thai=hoan-thanh">{}</a> / '
    '<a href="{}&amp;trang-thai=phai-thuc-hien">{}</a></td>'
    '<td class="matrix-sum">{}</td>'
)
IS_LATE = '<a class="matrix-late" href="{}&amp;trang-thai=tre">{}</a>'
FOOT_SHARE = (
    '<td><a href="{0}&amp;trang-thai=hoan-thanh" aria-label="{1}: {2} xong">{2}</a>/'
    '<a href="{0}&amp;trang-thai=phai-thuc-hien" aria-label="{1}: {3} phải làm">{3}</a>'
    "</td>"
)
FOOT_LATE = (
    '<a class="matrix-late" href="{0}&amp;trang-thai=tre"'
    ' aria-label="{1}: {2} quá hạn">{2}</a>'
)


@dataclass(frozen=True)
class Addresses:
    """Where the table's links lead: a duty and a desk without their last word, and the
    list with the table's filters.
    """

    duty: str
    desk: str
    rows: str
    query: str


def matrix_line_of(line: AgencyLine, to: Addresses) -> SafeString:
    """Return the line: its name, its sums and its cells."""
    rows = escape(f"{to.rows}&don-vi={line.code}")
    desk = f"{to.desk}{line.code}/?{to.query}"
    sums = line.totals
    late = format_html(IS_LATE, rows, sums.late) if sums.late else "0"
    shares = (rows, sums.done, rows, sums.owed)
    head = format_html(HEAD, desk, line.name, *shares, late)
    return SafeString(f"{head}{cells_of(line, to.duty)}</tr>")


def foot_of(
    columns: Iterable[ClauseColumn], to: Addresses
) -> tuple[SafeString, SafeString]:
    """Return the cells of the two lines of sums: the share carried out and the late."""
    where = [(f"{to.rows}&ma={each.code}", each.code, each.totals) for each in columns]
    shares = ((url, code, sums.done, sums.owed) for url, code, sums in where)
    lates = (
        (format_html(FOOT_LATE, url, code, sums.late) if sums.late else "0",)
        for url, code, sums in where
    )
    return format_html_join("", FOOT_SHARE, shares), format_html_join(
        "", "<td>{}</td>", lates
    )


def cells_of(line: AgencyLine, base: str) -> SafeString:
    """Return the line's cells; `base` is the address of a duty without its number.

    Joined as text: each part is escaped once by `_shell`, the rest are row numbers.
    """
    return SafeString("".join([_cell(cell, base) for cell in line.cells]))


def _cell(cell: MatrixCell | None, base: str) -> str:
    if cell is None:
        return _EMPTY
    if cell.owed:
        return _cell_of_times(cell, base)
    before, after = _shell(cell.look, base)
    return f"{before}{cell.duty:d}{after}"


def _cell_of_times(cell: MatrixCell, base: str) -> str:
    """Return a cell that says n of m behind the worst sign."""
    named = f"{cell.look.sign} {cell.done}/{cell.owed}"
    before, _ = _shell(cell.look, base)
    after = format_html(
        '/" title="{0}" aria-label="{0}">{1}</a></td>', cell.label, named
    )
    return f"{before}{cell.duty:d}{after}"


@lru_cache(maxsize=256)
def _shell(look: Look, base: str) -> tuple[str, str]:
    """Return what stands before and after the duty's number in a cell."""
    label, tone, sign, is_dim = look
    dim = " is-dim" if is_dim else ""
    before = format_html('<td class="tone-{}{}"><a href="{}', tone, dim, base)
    after = format_html('/" title="{}" aria-label="{}">{}</a></td>', label, label, sign)
    return str(before), str(after)
