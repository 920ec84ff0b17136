"""«Đơn vị tôi theo dõi»: which agencies a reviewer looks after, and who stands in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agencies.models import Agency
from agencies.models.dated import Dated, DatedQuerySet
from tasks.models.plan import Plan


class Watch(Dated):
    """A reviewer looks after an agency under a plan, from one day to another."""

    alone_by = ("plan", "person", "agency")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="watches")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người theo dõi",
        related_name="watches",
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="đơn vị", related_name="watches"
    )

    objects = DatedQuerySet["Watch"].as_manager()

    class Meta(Dated.Meta):
        """As a form calls it."""

        verbose_name = "đơn vị theo dõi"
        verbose_name_plural = "đơn vị theo dõi"

    def __str__(self) -> str:
        return f"{self.person} · {self.agency}"


class StandIn(Dated):
    """Who looks after a reviewer's agencies while the reviewer is away."""

    alone_by = ("plan", "person")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="stand_ins")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người theo dõi",
        related_name="stand_ins",
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người thay",
        related_name="stands_in_for",
    )

    objects = DatedQuerySet["StandIn"].as_manager()

    class Meta(Dated.Meta):
        """Somebody else."""

        verbose_name = "người thay theo dõi"
        verbose_name_plural = "người thay theo dõi"
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(person=F("substitute")), name="tasks_stand_in_is_another"
            ),
        )

    def __str__(self) -> str:
        return f"{self.substitute} thay {self.person}"
