"""When periodic jobs ran, so that one which missed its hour is made up for."""

from django.db import models


class JobRun(models.Model):
    """The last run of a periodic job that ended well; one row for each job.

    A job that is new here counts from the moment it was first seen, so that a portal
    set up in the afternoon does not run what it would have run in the morning.
    """

    job = models.CharField("việc", max_length=200, unique=True)
    begun_at = models.DateTimeField("bắt đầu lần cuối")
    asked_at = models.DateTimeField("cho chạy bù lúc", null=True, blank=True)

    class Meta:
        """By name."""

        verbose_name = "lượt chạy định kỳ"
        verbose_name_plural = "lượt chạy định kỳ"
        ordering = ("job",)

    def __str__(self) -> str:
        return self.job
