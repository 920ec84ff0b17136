"""An agency's duties as a workbook: filled offline, checked, then recorded together.

The same file may come back all year: what it says is compared with what the portal
holds and with what it was made from, so that only news is recorded.
"""

from tasks.desk.sheet.checking import apply_sheet
from tasks.desk.sheet.reading import Filled, read_sheet
from tasks.desk.sheet.results import FROM_FILE, FROM_PORTAL, SheetCheck
from tasks.desk.sheet.seal import Seal, sealed_rows, unsealed_rows
from tasks.desk.sheet.writing import sheet_of

__all__ = [
    "FROM_FILE",
    "FROM_PORTAL",
    "Filled",
    "Seal",
    "SheetCheck",
    "apply_sheet",
    "read_sheet",
    "sealed_rows",
    "sheet_of",
    "unsealed_rows",
]
