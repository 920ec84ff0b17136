"""The project as an app: template tags, commands and system checks; its admin."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class KehoachConfig(AppConfig):
    """Registers the project's own checks."""

    name = "kehoach"
    verbose_name = "Hệ thống"

    def ready(self) -> None:
        """Keep the shipped groups of rights in step with what there is."""
        from kehoach.technical_admin import rights

        post_migrate.connect(
            rights.after_migrate,
            sender=rights.last_with_models(),
            dispatch_uid="shipped_rights",
        )


class PortalAdminConfig(AdminConfig):
    """The admin grouped by purpose."""

    default_site = "kehoach.technical_admin.admin_site.PortalAdminSite"
