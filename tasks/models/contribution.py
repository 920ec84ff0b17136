"""What a lead asks of a coordinating agency, and what that agency gave."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from agencies.models import Agency, User
from agencies.models.authority import reads_agency
from tasks.models.duty import Duty
from tasks.models.progress import Evidence
from tasks.models.querysets import reads_everything
from tasks.models.searched import SearchedField


class ContributionRequestQuerySet(models.QuerySet[Any]):
    """Questions about requests."""

    def visible_to(self, user: User, *, today: date) -> Self:
        """Keep those that the person's agencies asked or were asked, with heirs; for who
        only reads those of the duties that they read.
        """
        if user.reads_only:
            duties = Duty.objects.visible_to(user, today=today)
            return self.filter(duty__in=duties.values("pk"))
        steering = reads_everything(user, today, "duty__period__plan")
        if steering is None:
            return self
        asked = reads_agency(user, today)
        return self.filter(
            steering | asked | reads_agency(user, today, "duty__agency_id")
        )

    def waiting(self) -> Self:
        """Keep those that nobody answered."""
        return self.filter(state=ContributionRequest.State.ASKED)


class ContributionRequest(models.Model):
    """A lead's question to one agency, by a day (rule 12: it owes no duty)."""

    class State(models.TextChoices):
        """What became of it."""

        ASKED = "asked", "Đang chờ"
        ANSWERED = "answered", "Đã gửi phần phối hợp"
        DECLINED = "declined", "Không có nội dung phối hợp"
        WITHDRAWN = "withdrawn", "Đã rút"

    duty = models.ForeignKey(
        Duty,
        models.PROTECT,
        verbose_name="nhiệm vụ",
        related_name="contribution_requests",
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        verbose_name="cơ quan phối hợp",
        related_name="contribution_requests",
    )
    question = models.TextField("nội dung đề nghị")
    due_on = models.DateField("chậm nhất ngày")
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.ASKED
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_on = models.DateField("ngày đề nghị")
    recorded_at = models.DateTimeField("ghi lúc")

    search_text = SearchedField("question")

    objects = ContributionRequestQuerySet.as_manager()

    class Meta:
        """One open request per duty and agency."""

        verbose_name = "đề nghị phối hợp"
        verbose_name_plural = "đề nghị phối hợp"
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["duty", "agency"],
                condition=Q(state="asked"),
                name="tasks_contribution_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("asked_on")),
                name="tasks_contribution_due_after_asked",
            ),
        )

    def __str__(self) -> str:
        return f"{self.duty.task.code} → {self.agency}"

    def is_late(self, today: date) -> bool:
        """Return whether the day has passed without an answer; never for who is only
        asked by the plan.
        """
        waits = self.state == self.State.ASKED and self.agency.can_be_ordered
        return waits and self.due_on < today


class Contribution(models.Model):
    """One answer, append-only: a later one completes it and the first stays."""

    request = models.ForeignKey(
        ContributionRequest, models.PROTECT, related_name="contributions"
    )
    text = models.TextField("nội dung")
    declined = models.BooleanField("không có nội dung", default=False)
    evidence = models.ManyToManyField(
        Evidence, verbose_name="minh chứng", related_name="contributions", blank=True
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    given_on = models.DateField("ngày")
    recorded_at = models.DateTimeField("ghi lúc")
    search_text = SearchedField("text")
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)

    class Meta:
        """In the order they came."""

        verbose_name = "phần phối hợp"
        verbose_name_plural = "phần phối hợp"
        ordering = ("recorded_at", "pk")

    def __str__(self) -> str:
        return self.text[:80]


def opened_by_request(user: User, today: date, duty: str = "pk") -> Exists:
    """Return the condition that a request opens the duty to the person's agencies."""
    rows = ContributionRequest.objects.filter(duty_id=OuterRef(duty))
    live = rows.exclude(state=ContributionRequest.State.WITHDRAWN)
    return Exists(live.filter(reads_agency(user, today)))
