"""What the leadership of the province decided: whom it binds, by when, followed until done."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from agencies.models import Agency, User
from agencies.models.authority import reads_agency, serves_leaders
from tasks.models.plan import Plan
from tasks.models.progress import Difficulty
from tasks.models.querysets import reads_everything


class DirectionQuerySet(models.QuerySet[Any]):
    """Which directions."""

    def visible_to(self, user: User, *, today: Any) -> Self:
        """Keep those of plans that the person steers or reads as a whole, all for the
        leaders' office, and those that bind one of their agencies or what it descends
        from.
        """
        everything = reads_everything(user, today, "plan")
        if everything is None:
            return self
        bound = DirectedAgency.objects.filter(reads_agency(user, today))
        office = Exists(serves_leaders(user, today))
        mine = Exists(bound.filter(direction=OuterRef("pk")))
        return self.filter(everything | office | mine)

    def with_standing(self) -> Self:
        """Add `is_open`: whether somebody whom it binds has not carried it out."""
        left = DirectedAgency.objects.filter(direction=OuterRef("pk"), done_on=None)
        return self.annotate(is_open=Exists(left))


class Direction(models.Model):
    """Ý kiến chỉ đạo: from the issued document (số, ngày, nội dung), with its last day."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="directions")
    difficulty = models.ForeignKey(
        Difficulty,
        models.PROTECT,
        verbose_name="vướng mắc được xem xét",
        related_name="directions",
        null=True,
        blank=True,
    )
    number = models.CharField("số, ký hiệu văn bản", max_length=60)
    issued_on = models.DateField("ngày văn bản")
    text = models.TextField("nội dung chỉ đạo")
    due_on = models.DateField("hoàn thành chậm nhất", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc")

    objects = DirectionQuerySet.as_manager()

    class Meta:
        """The newest document first; a day to be done by comes after the document's."""

        verbose_name = "ý kiến chỉ đạo"
        verbose_name_plural = "ý kiến chỉ đạo"
        ordering = ("-issued_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(text=""), name="tasks_direction_says"
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=models.F("issued_on")),
                name="tasks_direction_due_after_issued",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} ngày {self.issued_on:%d/%m/%Y}"


class DirectedAgency(models.Model):
    """One agency that a direction binds; `done_on` is what its last step says."""

    direction = models.ForeignKey(Direction, models.PROTECT, related_name="agencies")
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="cơ quan thực hiện", related_name="+"
    )
    done_on = models.DateField("thực hiện xong ngày", null=True, blank=True)

    class Meta:
        """Once per direction, in the order of agencies."""

        verbose_name = "cơ quan thực hiện chỉ đạo"
        verbose_name_plural = "cơ quan thực hiện chỉ đạo"
        ordering = ("agency__sort_key", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["direction", "agency"], name="tasks_direction_binds_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency} · {self.direction}"


class DirectionStep(models.Model):
    """What an agency did, or what is still missing; append-only."""

    share = models.ForeignKey(DirectedAgency, models.PROTECT, related_name="steps")
    text = models.TextField("nội dung")
    on = models.DateField("ngày")
    is_done = models.BooleanField("đã thực hiện xong")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        """In the order they were said."""

        verbose_name = "bước thực hiện chỉ đạo"
        verbose_name_plural = "các bước thực hiện chỉ đạo"
        ordering = ("recorded_at", "pk")

    def __str__(self) -> str:
        return self.text[:80]
