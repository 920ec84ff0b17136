"""An ad-hoc request: a letter of the steering agency that asks a few questions once.

The letter is an issued document, so it is a `Plan` of its own with one task, whose
figures are the questions and whose assignments are the addressees (decision 008).
"""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from agencies.models import User
from agencies.models.authority import is_leader, memberships_of, reads_agency
from tasks.models.duty import Duty
from tasks.models.period import Period
from tasks.models.plan import Plan, Task


class AdhocQuerySet(models.QuerySet[Any]):
    """Which requests."""

    def visible_to(self, user: User, *, today: date) -> Self:
        """Keep all for the steering agency, what went out for leaders, and for other
        people what an agency of theirs was asked; drafts stay at the steering agency.
        """
        if user.is_active and user.is_superuser:
            return self
        mine = memberships_of(user, today).values("agency_id")
        own = Q(plan__steering_agency_id__in=mine)
        if is_leader(user, today):
            return self.filter(own | ~Q(state=AdhocRequest.State.DRAFT))
        asked = Duty.objects.filter(
            reads_agency(user, today), period__plan_id=OuterRef("plan_id")
        )
        return self.filter(own | Exists(asked))


class AdhocRequest(models.Model):
    """The path of a request; its number and day are those of its `Plan`."""

    class State(models.TextChoices):
        """A draft is owed by nobody; what has ended is read-only."""

        DRAFT = "draft", "Dự thảo"
        OPEN = "open", "Đang thu báo cáo"
        CLOSED = "closed", "Đã chốt"
        CANCELLED = "cancelled", "Đã rút"

    plan = models.OneToOneField(
        Plan, models.PROTECT, verbose_name="văn bản", related_name="adhoc"
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.DRAFT
    )
    data_from = models.DateField("số liệu từ ngày", null=True, blank=True)
    data_to = models.DateField("đến ngày", null=True, blank=True)
    unit_due = models.DateField("hạn gửi", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("soạn lúc")
    opened_at = models.DateTimeField("gửi yêu cầu lúc", null=True, blank=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    reason = models.CharField("lý do rút", max_length=300, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1)

    objects = AdhocQuerySet.as_manager()

    class Meta:
        """Newest first; who opened it gave it a day, who took it back a reason."""

        verbose_name = "yêu cầu báo cáo đột xuất"
        verbose_name_plural = "yêu cầu báo cáo đột xuất"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(opened_at__isnull=False, unit_due__isnull=False),
                name="tasks_adhoc_opened_with_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""),
                name="tasks_adhoc_cancelled_with_reason",
                violation_error_message="Rút yêu cầu phải ghi lý do.",
            ),
        )

    def __str__(self) -> str:
        return str(self.plan)

    @property
    def tone(self) -> str:
        """Return the colour name of the state."""
        return _LOOKS[self.State(self.state)][0]

    @property
    def icon(self) -> str:
        """Return the icon's name."""
        return _LOOKS[self.State(self.state)][1]

    @property
    def label(self) -> str:
        """Return the state in words; a draft says what it still lacks (rule 8)."""
        if self.is_draft and not self.plan.is_signed:
            return "Dự thảo, chưa có văn bản"
        return str(self.State(self.state).label)

    @property
    def is_draft(self) -> bool:
        """Return whether it may still be written."""
        return self.state == self.State.DRAFT

    @property
    def is_open(self) -> bool:
        """Return whether agencies answer now."""
        return self.state == self.State.OPEN

    @property
    def task(self) -> Task:
        """Return the one task that the agencies owe."""
        found: Task = self.plan.tasks.get()
        return found

    @property
    def period(self) -> Period | None:
        """Return the period, which exists from the opening on."""
        return self.plan.periods.first()


_LOOKS = {
    AdhocRequest.State.DRAFT: ("amber", "pencil"),
    AdhocRequest.State.OPEN: ("green", "progress"),
    AdhocRequest.State.CLOSED: ("grey", "lock"),
    AdhocRequest.State.CANCELLED: ("grey", "ban"),
}
