"""The admin of the tasks room: the plan, its figures, the ladder."""

from tasks.duties import admin as duties_admin
from tasks.figures import admin as figures_admin
from tasks.plan import admin as plan_admin
from tasks.reminders import admin_ladder, admin_wording

__all__ = [
    "admin_ladder",
    "admin_wording",
    "duties_admin",
    "figures_admin",
    "plan_admin",
]
