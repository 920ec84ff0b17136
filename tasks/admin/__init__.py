"""The admin of the tasks room: the plan, its figures, the ladder."""

from tasks.admin import figures, ladder, plan, wording
from tasks.duties import admin as duties_admin

__all__ = ["duties_admin", "figures", "ladder", "plan", "wording"]
