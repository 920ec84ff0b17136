"""The project as an app: templates tags, commands and system checks."""

from django.apps import AppConfig


class KehoachConfig(AppConfig):
    """Registers the project's own checks."""

    name = "kehoach"
    verbose_name = "Hệ thống"
