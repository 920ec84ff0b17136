"""What is owed and what was said: the plan, its duties and the work on them."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class TasksConfig(AppConfig):
    """The room of plans, periods, duties, progress, review and reminders."""

    name = "tasks"
    verbose_name = "Kế hoạch và nhiệm vụ"

    def ready(self) -> None:
        """Let the database count the duties, and refuse what must not be, from the first
        migration on.
        """
        from tasks.guards import installing
        from tasks.sums.keeping import after_migrate

        post_migrate.connect(after_migrate, sender=self, dispatch_uid="duty_counts")
        before, after = (
            installing.unguard_before_migrate,
            installing.guard_after_migrate,
        )
        pre_migrate.connect(before, sender=self, dispatch_uid="no_guards")
        post_migrate.connect(after, sender=self, dispatch_uid="guards")
