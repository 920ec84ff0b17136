"""Who: agencies, groups, people and reorganisations."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AgenciesConfig(AppConfig):
    """The room that knows who exists and who may act for whom, on which day."""

    name = "agencies"
    verbose_name = "Cơ quan và cán bộ"

    def ready(self) -> None:
        """Let the database guard what is only added, from the first migration on."""
        from agencies.accounts import signing_in
        from agencies.trail import append_only

        post_migrate.connect(
            append_only.after_migrate, sender=self, dispatch_uid="append_only"
        )
        signing_in.listen()
