"""Counts by state per period × agency: serve today only, can be rebuilt."""

from django.db import models

from agencies.models import Agency
from tasks.models.period import Period


class AgencySummary(models.Model):
    """How many duties of an agency stand in each state; lateness is never here."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="summaries")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="summaries")
    open = models.PositiveIntegerField(default=0)
    prepared = models.PositiveIntegerField(default=0)
    submitted = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    waived = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    transferred = models.PositiveIntegerField(default=0)

    class Meta:
        """One row per period and agency."""

        verbose_name = "tổng hợp theo đơn vị"
        verbose_name_plural = "tổng hợp theo đơn vị"
        constraints = (
            models.UniqueConstraint(
                fields=["period", "agency"], name="tasks_summary_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency_id} · {self.period_id}"
