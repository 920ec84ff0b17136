"""The project as an app: template tags, commands and system checks; its admin."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class KehoachConfig(AppConfig):
    """Registers the project's own checks."""

    name = "kehoach"
    verbose_name = "Hệ thống"


class PortalAdminConfig(AdminConfig):
    """The admin grouped by purpose."""

    default_site = "kehoach.admin_site.PortalAdminSite"
