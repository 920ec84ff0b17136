"""The project as an app: templates tags, commands and system checks."""

from django.apps import AppConfig, apps


class KehoachConfig(AppConfig):
    """Registers the project's own checks."""

    name = "kehoach"
    verbose_name = "Hệ thống"

    def ready(self) -> None:
        """Give what libraries show in the admin a Vietnamese heading."""
        from django.contrib import admin  # noqa: PLC0415 -- needs the registry

        apps.get_app_config("axes").verbose_name = "Bảo vệ đăng nhập"
        admin.site.index_title = "Quản trị hệ thống"
