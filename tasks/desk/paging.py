"""Which rows of a desk a page shows, and where the others stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from tasks.desk.page import DeskGroup
from tasks.desk.page_line import DeskLine

#: Rows of a page.
DESK_ROWS = 50


@dataclass(frozen=True)
class DeskPage:
    """The groups as one page shows them; `totals` counts the rows of each on all pages,
    in their order, and `asked` is the query of the page.
    """

    groups: list[DeskGroup]
    totals: Mapping[str, int]
    place: Page[int]
    asked: QueryDict

    @property
    def lines(self) -> list[DeskLine]:
        """Return the rows of the page."""
        return [line for group in self.groups for line in group.lines]

    def group_address(self, code: str) -> str:
        """Return where the group begins: here, or on another page."""
        page = starts(self.totals).get(code, 0) // DESK_ROWS + 1
        here = f"#nhom-{code}"
        return here if page == self.place.number else self._with("page", page) + here

    def row_address(self, pk: int) -> str:
        """Return where the row stands: here, or the page that shows it."""
        here = f"#dong-{pk}"
        if any(line.duty.pk == pk for line in self.lines):
            return here
        return self._with("viec", pk) + here

    def _with(self, name: str, value: int) -> str:
        query = self.asked.copy()
        for word in ("page", "viec"):
            query.pop(word, None)
        query[name] = str(value)
        return f"?{query.urlencode()}"


def starts(totals: Mapping[str, int]) -> dict[str, int]:
    """Return group → how many rows stand before it."""
    return dict(zip(totals, accumulate(totals.values(), initial=0), strict=False))


def place_of(asked: QueryDict, number: int, keys: Sequence[int] = ()) -> Page[int]:
    """Return the page that is asked for, of so many rows: the one that shows the row
    that `viec` names among the keys of all, else the one that `page` names.
    """
    pages = Paginator(range(number), DESK_ROWS)
    wanted = asked.get("viec", "")
    at = next((n for n, pk in enumerate(keys) if str(pk) == wanted), None)
    found = asked.get("page", "1") if at is None else str(at // DESK_ROWS + 1)
    return pages.get_page(found)


def bounds(place: Page[int]) -> slice:
    """Return which rows of all the page shows."""
    first = (place.number - 1) * DESK_ROWS
    return slice(first, first + DESK_ROWS)


def on_page(
    groups: Iterable[DeskGroup], totals: Mapping[str, int], place: Page[int]
) -> list[DeskGroup]:
    """Return what the page shows of each group, which holds all its rows or those of the
    page alone.
    """
    shown, begins = bounds(place), starts(totals)
    found = []
    for group in groups:
        total, before = totals[group.code], begins[group.code]
        first, last = max(shown.start - before, 0), max(shown.stop - before, 0)
        whole = len(group.lines) == total
        lines = group.lines[first:last] if whole else group.lines
        more, goes_on = max(total - last, 0), first > 0
        part = replace(group, lines=lines, total=total, more=more, goes_on=goes_on)
        found.append(part)
    return [group for group in found if group.lines]
