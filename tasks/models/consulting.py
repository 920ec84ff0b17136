"""Comments on a draft: which agencies are asked until when, what they say, what becomes
of it.
"""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Agency, User
from agencies.models.authority import reads_agency
from tasks.models.plan import Plan, Section, Task
from tasks.models.target import Target


class DraftInviteQuerySet(models.QuerySet[Any]):
    """Questions about who is asked."""

    def of(self, user: User, *, today: date) -> Self:
        """Keep those of the person's agencies, and of agencies that they follow."""
        return self.filter(reads_agency(user, today))


class DraftInvite(models.Model):
    """An agency that is asked to comment on a draft until a day; it sees the draft."""

    plan = models.ForeignKey(
        Plan, models.CASCADE, verbose_name="kế hoạch", related_name="invites"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="cơ quan", related_name="+"
    )
    due_on = models.DateField("góp ý đến hết ngày")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("lấy ý kiến lúc")
    reminded_on = models.DateField("đã nhắc ngày", null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    agreed_at = models.DateTimeField("nhất trí lúc", null=True, blank=True)

    objects = DraftInviteQuerySet.as_manager()

    class Meta:
        """Each agency once, in the order of agencies."""

        verbose_name = "cơ quan được lấy ý kiến"
        verbose_name_plural = "cơ quan được lấy ý kiến"
        ordering = ("agency__sort_key", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "agency"], name="tasks_draftinvite_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency} · {self.plan}"

    def is_open_on(self, day: date) -> bool:
        """Return whether the agency may still comment on the day."""
        return self.plan.is_draft and day <= self.due_on

    def agrees_no_more(self) -> None:
        """Take back that the agency agreed: it has a comment now, or is asked anew."""
        self.agreed_by, self.agreed_at = None, None


class DraftComment(models.Model):
    """What an agency says of a row of the draft, or of the whole; what it was said of is
    kept in words, since the row may go.
    """

    invite = models.ForeignKey(
        DraftInvite, models.CASCADE, verbose_name="cơ quan", related_name="comments"
    )
    section = models.ForeignKey(
        Section, models.SET_NULL, related_name="+", null=True, blank=True
    )
    task = models.ForeignKey(
        Task, models.SET_NULL, related_name="+", null=True, blank=True
    )
    target = models.ForeignKey(
        Target, models.SET_NULL, related_name="+", null=True, blank=True
    )
    about = models.CharField("góp ý về", max_length=300)
    text = models.TextField("nội dung góp ý")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField("góp ý lúc")
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)

    class Meta:
        """In the order in which they came; about one row at most."""

        verbose_name = "ý kiến góp ý"
        verbose_name_plural = "ý kiến góp ý"
        ordering = ("written_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(section__isnull=True, task__isnull=True)
                | Q(task__isnull=True, target__isnull=True)
                | Q(section__isnull=True, target__isnull=True),
                name="tasks_draftcomment_on_one_row",
            ),
        )

    def __str__(self) -> str:
        return f"{self.invite.agency} · {self.about}"

    @property
    def answer(self) -> "DraftReply | None":
        """Return the newest answer (of `replies`, read along)."""
        said = list(self.replies.all())
        return said[-1] if said else None

    @property
    def former(self) -> "list[DraftReply]":
        """Return the answers before it."""
        return list(self.replies.all())[:-1]


class DraftReply(models.Model):
    """What the steering agency does with a comment; the newest holds, others stay."""

    class Verdict(models.TextChoices):
        """What the steering agency does with it."""

        TAKEN = "taken", "Tiếp thu"
        PARTLY = "partly", "Tiếp thu một phần"
        EXPLAINED = "explained", "Giải trình"

    comment = models.ForeignKey(
        DraftComment, models.CASCADE, verbose_name="ý kiến", related_name="replies"
    )
    verdict = models.CharField(
        "tiếp thu, giải trình", max_length=10, choices=Verdict.choices
    )
    text = models.TextField("nội dung tiếp thu, giải trình")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField("trả lời lúc")

    class Meta:
        """In the order in which they were given."""

        verbose_name = "tiếp thu, giải trình"
        verbose_name_plural = "tiếp thu, giải trình"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.comment}"
