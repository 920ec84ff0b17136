"""A workbook as a person fills it, and what uploading it does."""

from io import BytesIO

import openpyxl

from tasks.desk.sheet import apply_sheet, layout, read_sheet, sheet_of
from tasks.tests.factories import NOW, TODAY

MOMENT = {"today": TODAY, "now": NOW}
FIRST = layout.HEADING_ROW + 2


class Book:
    """A downloaded workbook that a person fills."""

    def __init__(self, agency, period):
        content = sheet_of(agency=agency, period=period, **MOMENT)
        self.book = openpyxl.load_workbook(BytesIO(content))

    def put(self, sheet, row, column, value):
        self.cell(sheet, row, column).value = value

    def cell(self, sheet, row, column):
        columns = {layout.DUTIES_SHEET: layout.DUTY_COLUMNS}.get(
            sheet, layout.FIGURE_COLUMNS
        )
        place = layout.column_place(columns, column) + 1
        return self.book[sheet].cell(row=FIRST + row, column=place)

    def column(self, sheet, column):
        rows = range(self.book[sheet].max_row - FIRST + 1)
        return [self.cell(sheet, row, column).value for row in rows]

    @property
    def content(self):
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


def apply(book, duty, actor, *, write=True, choices=None):
    return apply_sheet(
        filled=read_sheet(book.content),
        agency=duty.agency,
        period=duty.period,
        actor=actor,
        write=write,
        choices=choices,
        **MOMENT,
    )
