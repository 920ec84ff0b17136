"""Words of bodies that owe nothing in the portal: consents, and numbers from letters."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Agency
from tasks.models.figure import FigureValue
from tasks.models.period import Period
from tasks.models.unit_report import UnitReport


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Questions about consents."""

    def standing(self) -> Self:
        """Leave out those that were taken back."""
        return self.filter(taken_back_at__isnull=True)


class Consent(models.Model):
    """A body agreed that what it told stands in the report, without a letter."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="consents")
    period = models.ForeignKey(Period, models.PROTECT, related_name="consents")
    given_on = models.DateField("ngày đồng ý")
    words = models.CharField("ai đồng ý, bằng cách nào", max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc")
    taken_back_at = models.DateTimeField("rút lúc", null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        """One per body and period."""

        verbose_name = "đồng ý đưa vào báo cáo"
        verbose_name_plural = "đồng ý đưa vào báo cáo"
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "period"],
                condition=Q(taken_back_at__isnull=True),
                name="tasks_consent_once",
            ),
            models.CheckConstraint(
                condition=~Q(words=""), name="tasks_consent_with_words"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency}: {self.words}"


class LetterFigure(models.Model):
    """A number that the steering agency took from a letter."""

    letter = models.ForeignKey(
        UnitReport, models.PROTECT, verbose_name="văn bản", related_name="figures"
    )
    value = models.OneToOneField(
        FigureValue, models.PROTECT, verbose_name="số liệu", related_name="from_letter"
    )

    class Meta:
        """A value comes from one letter."""

        verbose_name = "số liệu trong văn bản"
        verbose_name_plural = "số liệu trong văn bản"

    def __str__(self) -> str:
        return f"{self.letter_id} → {self.value_id}"
