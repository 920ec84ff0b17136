"""A pause in reminding, for a plan or for one agency, with its reason."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from agencies.models import Agency
from tasks.models.plan import Plan


class Pause(models.Model):
    """From its first to its last day nobody concerned is reminded."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="pauses")
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        verbose_name="đơn vị",
        related_name="pauses",
        null=True,
        blank=True,
        help_text="Để trống: tạm dừng cả kế hoạch.",
    )
    reason = models.CharField("lý do", max_length=300)
    from_on = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("ghi lúc")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    ended_at = models.DateTimeField("dừng sớm lúc", null=True)

    class Meta:
        """Newest first; it ends after it begins."""

        verbose_name = "tạm dừng nhắc"
        verbose_name_plural = "tạm dừng nhắc"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gte=F("from_on")), name="tasks_pause_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency or self.plan}: {self.reason}"


def pausing(today: date) -> Exists:
    """Return the condition that a duty's plan or agency is paused on `today`."""
    rows = Pause.objects.filter(
        Q(agency__isnull=True) | Q(agency_id=OuterRef("agency_id")),
        plan_id=OuterRef("period__plan_id"),
        ended_at__isnull=True,
        from_on__lte=today,
        until__gte=today,
    )
    return Exists(rows)
