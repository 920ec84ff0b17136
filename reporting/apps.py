"""The reporting room."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """What the plan adds up to."""

    name = "reporting"
    verbose_name = "Báo cáo"
