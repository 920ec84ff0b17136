"""An agency's duties as a workbook: filled offline, checked, then recorded together."""

from tasks.services.desk_sheet.checking import SheetCheck, apply_sheet
from tasks.services.desk_sheet.reading import Filled, read_sheet
from tasks.services.desk_sheet.seal import Seal, sealed_rows, unsealed_rows
from tasks.services.desk_sheet.writing import sheet_of

__all__ = [
    "Filled",
    "Seal",
    "SheetCheck",
    "apply_sheet",
    "read_sheet",
    "sealed_rows",
    "sheet_of",
    "unsealed_rows",
]
