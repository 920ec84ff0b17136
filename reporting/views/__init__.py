"""Pages of the reporting room."""

from reporting.views.dashboard import dashboard, measure_rows, silent
from reporting.views.unit_report import unit_report_docx
from reporting.views.yearly import (
    hand_in,
    yearly,
    yearly_docx,
    yearly_home,
    yearly_xlsx,
)

__all__ = [
    "dashboard",
    "hand_in",
    "measure_rows",
    "silent",
    "unit_report_docx",
    "yearly",
    "yearly_docx",
    "yearly_home",
    "yearly_xlsx",
]
