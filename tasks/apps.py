"""What is owed and what was said: the plan, its duties and the work on them."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """The room of plans, periods, duties, progress, review and reminders."""

    name = "tasks"
    verbose_name = "Kế hoạch và nhiệm vụ"
