"""The admin of the app: what each room registers, gathered."""

from reporting.outline import admin as outline_admin

__all__ = ["outline_admin"]
