"""What a person decided about work when agencies are reorganised."""

from django.db import models
from django.db.models import Q

from agencies.models import Agency, Reorganisation
from tasks.models.plan import Task


class CarryDecision(models.Model):
    """Who takes open duties of a divided or dissolved agency, or that nobody does.

    The most exact decision counts: agency and task, then agency, then task, then all.
    """

    event = models.ForeignKey(
        Reorganisation, models.CASCADE, related_name="carry_decisions"
    )
    predecessor = models.ForeignKey(
        Agency,
        models.CASCADE,
        verbose_name="cơ quan cũ",
        related_name="+",
        null=True,
        blank=True,
    )
    task = models.ForeignKey(
        Task,
        models.CASCADE,
        verbose_name="nhiệm vụ",
        related_name="+",
        null=True,
        blank=True,
    )
    takes_code = models.SlugField(
        "mã cơ quan tiếp nhận",
        max_length=80,
        blank=True,
        help_text="Để trống: nhiệm vụ kết thúc, không còn đối tượng.",
    )
    reason = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        """One decision for the same agency and task."""

        verbose_name = "quyết định tiếp nhận"
        verbose_name_plural = "quyết định tiếp nhận"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["event", "predecessor", "task"],
                condition=Q(predecessor__isnull=False, task__isnull=False),
                name="tasks_carry_exact_once",
            ),
            models.UniqueConstraint(
                fields=["event", "predecessor"],
                condition=Q(predecessor__isnull=False, task__isnull=True),
                name="tasks_carry_agency_once",
            ),
            models.UniqueConstraint(
                fields=["event", "task"],
                condition=Q(predecessor__isnull=True, task__isnull=False),
                name="tasks_carry_task_once",
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(predecessor__isnull=True, task__isnull=True),
                name="tasks_carry_all_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor or 'mọi cơ quan cũ'} → {self.takes_code or 'không'}"


class OnceDecision(models.Model):
    """Whether what a predecessor had accepted is enough for its successor."""

    event = models.ForeignKey(
        Reorganisation, models.CASCADE, related_name="once_decisions"
    )
    task = models.ForeignKey(
        Task, models.CASCADE, verbose_name="nhiệm vụ", related_name="+"
    )
    successor_code = models.SlugField(
        "mã cơ quan mới",
        max_length=80,
        blank=True,
        help_text="Để trống: mọi cơ quan mới của sự kiện.",
    )
    is_satisfied = models.BooleanField("cơ quan cũ đã làm là đủ")
    reason = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        """One decision per task and successor."""

        verbose_name = "quyết định về nhiệm vụ làm một lần"
        verbose_name_plural = "quyết định về nhiệm vụ làm một lần"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["event", "task", "successor_code"],
                name="tasks_once_decision_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.task.code} · {self.successor_code or 'mọi cơ quan mới'}"
