"""Hours of the day in which no reminder leaves."""

from datetime import time

from django.db import models
from django.db.models import F, Q


class QuietHours(models.Model):
    """From an hour to an hour, over midnight when the first is the later one."""

    starts = models.TimeField("từ", default=time(18, 0))
    ends = models.TimeField("đến trước", default=time(7, 0))
    note = models.CharField("ghi chú", max_length=150, blank=True)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        """A range that is not empty."""

        verbose_name = "giờ không gửi nhắc việc"
        verbose_name_plural = "giờ không gửi nhắc việc"
        ordering = ("starts", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(starts=F("ends")),
                name="tasks_quiet_hours_not_empty",
                violation_error_message="Giờ đầu và giờ cuối phải khác nhau.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"

    def holds(self, at: time) -> bool:
        """Return whether the hour lies in it; the last moment no longer does."""
        if self.starts < self.ends:
            return self.starts <= at < self.ends
        return at >= self.starts or at < self.ends
