"""Lines of an event as a spreadsheet: checked first, then all of them or none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from agencies.events.drafts import locked_draft
from agencies.events.lines import LineReader
from agencies.events.rows import EVENT_COLUMNS, PLACE, NewAgency, Place, SheetLine
from agencies.models import (
    TERRITORIES,
    Agency,
    AgencyKind,
    Level,
    PlannedAgency,
    Reorganisation,
    Succession,
)
from agencies.sheets import Heading, SheetError, first_table, read_upload
from agencies.sheets.lists import Lists
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.workbook import PALE_HEAD, TYPED, Book

WIDTHS = (36, 44, 20, 24, 44, 30, 22, 12, 26)
_HEADINGS = [Heading(each, each) for each in EVENT_COLUMNS]
_Row = Mapping[str, str]


@dataclass(frozen=True)
class SheetResult:
    """What a sheet says and what is wrong with it."""

    lines: tuple[SheetLine, ...] = ()
    written: int = 0
    created: tuple[NewAgency, ...] = field(default=())

    @property
    def wrong(self) -> list[SheetLine]:
        """Return the lines that keep the sheet out."""
        return [line for line in self.lines if line.problems]

    @property
    def noted(self) -> list[SheetLine]:
        """Return the lines that somebody should look at."""
        return [line for line in self.lines if line.notes and not line.problems]

    @property
    def new(self) -> list[SheetLine]:
        """Return the right lines that the event does not have yet."""
        return [each for each in self.lines if not each.problems and not each.held]

    @property
    def is_right(self) -> bool:
        """Return whether the sheet can be written."""
        return bool(self.lines) and not self.wrong


def event_rows_of(*, name: str, content: bytes) -> list[dict[str, str]]:
    """Return the filled rows below the headings as text, each with the place of its
    cells; RuleBroken when the file cannot be read.
    """
    advice = "Hãy tải tệp mẫu rồi điền."
    try:
        sheets = read_upload(name, content)
        table = first_table(sheets, _HEADINGS, EVENT_COLUMNS[:5], advice=advice)
        table.require_values()
    except SheetError as error:
        raise RuleBroken(error.words, field="file") from error
    letters = [table.letter(column) for column in EVENT_COLUMNS]
    rows = (
        {column: table.cell(line, column).words for column in EVENT_COLUMNS}
        | {PLACE: Place(table.sheet.name, line.number, letters).text}
        for line in table
    )
    return [row for row in rows if any(row[column] for column in EVENT_COLUMNS)]


def check_sheet(*, event: Reorganisation, rows: Sequence[_Row]) -> SheetResult:
    """Return what the rows would add, every wrong line with its reasons; no writing."""
    reader = LineReader(event)
    lines = [
        reader.line(Place.of(row).number or number, row)
        for number, row in enumerate(rows, 2)
        if any(row[column] for column in EVENT_COLUMNS)
    ]
    return SheetResult(tuple(lines))


@transaction.atomic
def import_sheet(*, event: Reorganisation, rows: Sequence[_Row]) -> SheetResult:
    """Write all lines, or none when one is wrong."""
    draft = locked_draft(event)
    result = check_sheet(event=draft, rows=rows)
    if not result.is_right:
        message = (
            "Tệp còn dòng sai, chưa ghi dòng nào." if result.lines else "Tệp trống."
        )
        raise RuleBroken(message, field="file")
    created = {
        line.new.code: line.new
        for line in result.new
        if isinstance(line.new, NewAgency) and not line.new.held
    }
    planned = _write_planned(draft, created.values())
    Succession.objects.bulk_create(
        [_succession(draft, line, planned) for line in result.new], batch_size=1000
    )
    return SheetResult(result.lines, len(result.new), tuple(created.values()))


def _write_planned(
    event: Reorganisation, wanted: Iterable[NewAgency]
) -> dict[str, PlannedAgency]:
    rows = [
        PlannedAgency(
            event=event,
            code=new.code,
            name=new.name,
            short_name=new.short_name,
            kind=new.kind,
            level=new.level,
            territory=new.territory,
        )
        for new in wanted
    ]
    PlannedAgency.objects.bulk_create(rows, batch_size=1000)
    return {row.code: row for row in event.planned.all()}


def _succession(
    event: Reorganisation, line: SheetLine, planned: Mapping[str, PlannedAgency]
) -> Succession:
    new = line.new
    return Succession(
        event=event,
        predecessor=line.old,
        kind=line.kind,
        successor=new if isinstance(new, Agency) else None,
        planned=planned[new.code] if isinstance(new, NewAgency) else None,
    )


def event_sheet_of(*, event: Reorganisation) -> bytes:
    """Return the event's lines as a workbook of plain text, ready to be filled."""
    book = Book()
    sheet, text = book.page("Sắp xếp"), book.look(**TYPED)
    sheet.widths(WIDTHS, text)
    sheet.line(0, EVENT_COLUMNS, book.look(**PALE_HEAD))
    for number, line in enumerate(_export_rows(event), 1):
        sheet.line(number, line, text)
    lists = Lists(book)
    for column, labels in (
        (2, Succession.Kind),
        (6, AgencyKind),
        (7, Level),
        (8, TERRITORIES),
    ):
        lists.offer(sheet, (1, 2000), column, [str(label) for label in labels.labels])
    sheet.keep_in_sight(0, 0)
    return book.close()


def _export_rows(event: Reorganisation) -> Iterable[tuple[str, ...]]:
    lines = event.lines.select_related("predecessor", "successor", "planned")
    for line in lines.order_by("predecessor__sort_key", "pk"):
        new = line.successor or line.planned
        old = (line.predecessor.code, line.predecessor.name, line.get_kind_display())
        if new is None:
            yield (*old, *[""] * 6)
            continue
        labels = new.get_kind_display(), new.get_level_display()
        known = (new.code, new.name, new.short_name, *labels)
        yield (*old, *known, new.get_territory_display())
