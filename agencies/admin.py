"""The admin of the app: what each room registers, gathered."""

from agencies.events import admin as events_admin
from agencies.people import admin as people_admin
from agencies.people import admin_roles as people_admin_roles

__all__ = ["events_admin", "people_admin", "people_admin_roles"]
