"""The reporting room."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """What the plan adds up to."""

    name = "reporting"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        """Let addresses name periods."""
        from django.urls import register_converter

        from reporting.doors.addresses import PeriodKey

        register_converter(PeriodKey, "ky")
