"""The admin of the reporting room: reports to read, outlines to edit."""

from reporting.admin import outline, report, template

__all__ = ["outline", "report", "template"]
