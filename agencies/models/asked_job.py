"""Background work that somebody asked for: a row first, so that no queue can lose it."""

from django.db import models


class AskedJob(models.Model):
    """A job to run once, written with the act that needs it and gone when it is done.

    Whoever takes it moves `due_at` past the longest run, so that nobody else does and a
    worker that died is followed by another. Asked for again while it waits, it is one row.
    """

    job = models.CharField("việc", max_length=100)
    arguments = models.CharField("của", max_length=500)
    asked_at = models.DateTimeField("yêu cầu lúc")
    due_at = models.DateTimeField("chạy từ", db_index=True)
    tries = models.PositiveSmallIntegerField("lần hỏng", default=0)
    problem = models.CharField("hỏng vì", max_length=200, blank=True)

    class Meta:
        """The longest waiting first."""

        verbose_name = "việc nền chờ chạy"
        verbose_name_plural = "việc nền chờ chạy"
        ordering = ("due_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["job", "arguments"], name="asked_job_once"),
        )

    def __str__(self) -> str:
        return self.job
