"""The annexes' rows per agency (docs/domain.md), thin: what the figures hold."""

from collections.abc import Iterator
from decimal import Decimal

from reporting.counting.informed import Informed, annex_lines
from reporting.counting.sums import Given, Sums
from reporting.facts.report import AnnexPlace, AnnexTable
from reporting.outline.parts import FIGURES_ANNEX, Annex, OutlineColumn, ReportOutline
from reporting.outline.shipped import column_key

#: Annexes with at most so many figures stand on upright pages.
_FEW = 5
#: Choice of a layout → whether pages lie; anything else is left to the columns.
LANDSCAPE = {"landscape": True, "portrait": False}
UNANSWERED = "Dấu “–”: đơn vị chưa báo cáo số liệu này."
PASSED_ON = (
    "Số tại thời điểm của đơn vị đã kết thúc không cộng vào tổng: đơn vị kế thừa báo"
    " cáo số ấy."
)
_NOBODY = "Chưa có đơn vị nào báo cáo số liệu của phụ lục này."


def annex_tables(
    outline: ReportOutline, sums: Sums, informed: tuple[Informed, ...] = ()
) -> tuple[AnnexTable, ...]:
    """Return the annexes of figures: a row per agency that answered, and the sums; what
    others told stands in the note.
    """
    return tuple(
        _table(annex, outline.number(annex.key), sums, informed)
        for annex in outline.annexes
        if annex.content == FIGURES_ANNEX
    )


def annex_places(outline: ReportOutline) -> tuple[AnnexPlace, ...]:
    """Return every annex that prints, with its number."""
    return tuple(
        AnnexPlace(
            annex.key,
            outline.number(annex.key),
            annex.title,
            annex.content,
            LANDSCAPE.get(annex.layout),
        )
        for annex in outline.annexes
    )


def _table(
    annex: Annex, number: str, sums: Sums, informed: tuple[Informed, ...]
) -> AnnexTable:
    codes = [column.code.removeprefix("?") for column in annex.columns]
    rows = tuple(
        (position, agency.name, *(_cell(given) for given in cells))
        for position, (agency, cells) in enumerate(sums.rows(codes, annex.kinds), 1)
    )
    return AnnexTable(
        number=number,
        title=annex.title,
        heads=("TT", "Đơn vị", *(column.head for column in annex.columns)),
        rows=rows,
        totals=("", "Tổng cộng", *_totals(annex, sums)) if rows else (),
        note=" ".join(
            (
                _note(codes, annex.kinds, sums) if rows else _NOBODY,
                *annex_lines(annex, informed),
            )
        ),
        widths=_widths(annex.columns),
        wide=len(codes) > _FEW,
        landscape=LANDSCAPE.get(annex.layout),
        key=annex.key,
        keys=("tt", "don-vi", *(column_key(annex.key, code) for code in codes)),
    )


def _note(codes: list[str], kinds: tuple[str, ...], sums: Sums) -> str:
    held = any(
        given and given.is_passed_on
        for _, cells in sums.rows(codes, kinds)
        for given in cells
    )
    return f"{UNANSWERED} {PASSED_ON}" if held else UNANSWERED


def _widths(columns: tuple[OutlineColumn, ...]) -> tuple[int, ...]:
    """Return shares of the width: number, agency, then the columns."""
    equal = 63 // max(len(columns), 1)
    return (7, 30, *(column.width or equal for column in columns))


def _cell(given: Given | None) -> str | Decimal | None:
    """Return the answer; an empty answer stays empty, it is no 0."""
    if given is None:
        return None
    if given.number is not None or given.flag is None:
        return given.number
    return "Có" if given.flag else "Không"


def _totals(annex: Annex, sums: Sums) -> Iterator[Decimal | None]:
    for column in annex.columns:
        code = column.code
        found = (
            sums.yes(code[1:], annex.kinds)
            if code.startswith("?")
            else sums.of(code, annex.kinds)
        )
        yield found.total if found else None
