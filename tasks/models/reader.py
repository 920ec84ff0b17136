"""Who reads for an inspection: which agencies, which plan and days, by which decision."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agencies.models import Agency
from agencies.models.dated import Dated, DatedQuerySet
from tasks.models.plan import Plan


class ReaderGrantQuerySet(DatedQuerySet["ReaderGrant"]):
    """Which grants."""

    def standing_on(self, day: date) -> Self:
        """Keep those that hold on the day and were not ended early."""
        return self.alive_on(day).filter(ended_at__isnull=True)


class ReaderGrant(Dated):
    """A dated right to read, by a decision, of an account that does nothing else.

    It opens what the named agencies said, what those they descend from left, and where
    their work went on: the row stays as it is when an agency is merged or split.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người đọc",
        related_name="reader_grants",
    )
    agencies = models.ManyToManyField(
        Agency, verbose_name="đơn vị được kiểm tra", related_name="reader_grants"
    )
    plan = models.ForeignKey(
        Plan,
        models.PROTECT,
        verbose_name="kế hoạch",
        related_name="reader_grants",
        null=True,
        blank=True,
        help_text="Để trống: mọi kế hoạch.",
    )
    data_from = models.DateField("kỳ có số liệu từ ngày", null=True, blank=True)
    data_to = models.DateField("đến ngày", null=True, blank=True)
    team = models.CharField("đoàn kiểm tra", max_length=200)
    decision_number = models.CharField("số quyết định", max_length=60)
    decision_on = models.DateField("ngày quyết định")
    decision_issuer = models.CharField("cơ quan ban hành", max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField("cho đọc lúc")
    ended_at = models.DateTimeField("kết thúc sớm lúc", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    end_reason = models.CharField("lý do kết thúc sớm", max_length=300, blank=True)

    objects = ReaderGrantQuerySet.as_manager()

    class Meta(Dated.Meta):
        """Newest first; with a last day, a decision, and a reason for an early end."""

        verbose_name = "quyền đọc của đoàn kiểm tra"
        verbose_name_plural = "quyền đọc của đoàn kiểm tra"
        ordering = ("-granted_at", "-pk")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(valid_from__isnull=False, valid_to__isnull=False),
                name="tasks_reader_grant_ends",
            ),
            models.CheckConstraint(
                condition=~Q(decision_number="") & ~Q(decision_issuer=""),
                name="tasks_reader_grant_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(end_reason=""),
                name="tasks_reader_grant_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(data_from__isnull=True, data_to__isnull=True)
                | Q(data_to__gte=F("data_from")),
                name="tasks_reader_grant_span_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.team}, {self.cited}"

    @property
    def cited(self) -> str:
        """Return the decision as a sentence names it."""
        on = f"{self.decision_on:%d/%m/%Y}"
        return (
            f"Quyết định số {self.decision_number} ngày {on} của {self.decision_issuer}"
        )
