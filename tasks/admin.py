"""The admin of the app: what each room registers, gathered."""

from tasks.duties import admin as duties_admin
from tasks.fields import admin as fields_admin
from tasks.figures import admin as figures_admin
from tasks.plan import admin as plan_admin
from tasks.plan import admin_nightly as plan_admin_nightly
from tasks.plan import admin_periods as plan_admin_periods
from tasks.registers import admin as registers_admin
from tasks.reminders import admin_ladder as reminders_admin_ladder
from tasks.reminders import admin_wording as reminders_admin_wording

__all__ = [
    "duties_admin",
    "fields_admin",
    "figures_admin",
    "plan_admin",
    "plan_admin_nightly",
    "plan_admin_periods",
    "registers_admin",
    "reminders_admin_ladder",
    "reminders_admin_wording",
]
