"""Who: agencies, groups, people and reorganisations."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """The room that knows who exists and who may act for whom, on which day."""

    name = "agencies"
    verbose_name = "Cơ quan và cán bộ"
