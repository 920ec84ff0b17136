"""A difficulty passed on to the agency that is competent to answer it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Agency
from tasks.models.progress import Difficulty


class ReferralQuerySet(models.QuerySet[Any]):
    """Questions about referrals."""

    def waiting(self) -> Self:
        """Keep those that wait for the agency."""
        return self.filter(state=Referral.State.WAITING)


class Referral(models.Model):
    """«Chuyển xử lý»: where a difficulty lies, since when and by when, and what came of
    it. A body that is only asked gets a request without a counted day.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "Đang xử lý"
        ANSWERED = "answered", "Đã trả lời"
        RETURNED = "returned", "Chuyển trả lại"
        TAKEN_BACK = "taken_back", "Đã thu lại"

    difficulty = models.ForeignKey(
        Difficulty,
        models.PROTECT,
        verbose_name="vướng mắc",
        related_name="referrals",
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        verbose_name="cơ quan có thẩm quyền",
        related_name="referrals",
    )
    note = models.TextField("nội dung đề nghị", blank=True)
    due_on = models.DateField("trả lời chậm nhất ngày", null=True, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.WAITING
    )
    passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    passed_on = models.DateField("ngày chuyển")
    recorded_at = models.DateTimeField("ghi lúc")
    reply = models.TextField("nội dung trả lời, lý do", blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    replied_at = models.DateTimeField("trả lời lúc", null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        """A difficulty lies in one place at a time."""

        verbose_name = "chuyển xử lý vướng mắc"
        verbose_name_plural = "chuyển xử lý vướng mắc"
        ordering = ("recorded_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["difficulty"],
                condition=Q(state="waiting"),
                name="tasks_referral_one_waits",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "returned"]) | ~Q(reply=""),
                name="tasks_referral_replied_in_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.difficulty} → {self.agency}"
