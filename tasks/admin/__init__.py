"""The admin of the tasks room: the plan, its figures, the ladder."""

from tasks.admin import ladder, plan, wording
from tasks.duties import admin as duties_admin
from tasks.figures import admin as figures_admin

__all__ = ["duties_admin", "figures_admin", "ladder", "plan", "wording"]
