"""The admin of the reporting room: parts and annexes of the yearly report."""

from reporting.admin import outline

__all__ = ["outline"]
