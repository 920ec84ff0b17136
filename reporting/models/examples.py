"""What officers chose to name in a report, of what agencies wrote."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tasks.models import EntryLink, Period


class NamedExample(models.Model):
    """A line of an agency's diary that the report names, with the agency that wrote it.

    It follows its line: corrected, withdrawn or returned, it prints no more. Merger,
    split and hand-over leave who wrote it as it was; taken off by a moment, never
    deleted.
    """

    period = models.ForeignKey(
        Period, models.PROTECT, related_name="+", verbose_name="kỳ báo cáo"
    )
    link = models.ForeignKey(
        EntryLink, models.PROTECT, related_name="+", verbose_name="nhật ký"
    )
    picked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    picked_at = models.DateTimeField("chọn lúc")
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    dropped_at = models.DateTimeField("thôi nêu lúc", null=True)

    class Meta:
        """Named once at a time."""

        verbose_name = "ví dụ nêu trong báo cáo"
        verbose_name_plural = "ví dụ nêu trong báo cáo"
        ordering = ("picked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["period", "link"],
                condition=Q(dropped_at__isnull=True),
                name="reporting_example_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.period_id} · {self.link_id}"
