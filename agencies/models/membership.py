"""Which person acts for which agency, in which role, from when to when."""

from django.db import models
from django.db.models import Q

from agencies.models.agency import Agency
from agencies.models.dated import Dated, DatedQuerySet
from agencies.models.user import User


class Membership(Dated):
    """A dated role of a person at an agency.

    A delegation is a dated head's role that is the person's own: nobody inherits it.
    """

    class Role(models.TextChoices):
        """What the person may do for the agency."""

        OFFICER = "officer", "Cán bộ đầu mối"
        HEAD = "head", "Thủ trưởng, cấp phó"
        CLERK = "clerk", "Văn thư"
        VIEWER = "viewer", "Theo dõi (chỉ xem)"
        LEADER = "leader", "Lãnh đạo UBND tỉnh (xem toàn tỉnh)"

    user = models.ForeignKey(
        User, models.PROTECT, verbose_name="cán bộ", related_name="memberships"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="cơ quan", related_name="memberships"
    )
    role = models.CharField("vai trò", max_length=10, choices=Role.choices)
    is_primary = models.BooleanField("đầu mối chính", default=False)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    is_delegation = models.BooleanField("ủy quyền", default=False)
    delegated_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name="người ủy quyền",
        related_name="delegations_given",
        null=True,
        blank=True,
    )

    objects = DatedQuerySet["Membership"].as_manager()

    class Meta(Dated.Meta):
        """A role starts once on a given day."""

        verbose_name = "cán bộ của đơn vị"
        verbose_name_plural = "cán bộ của đơn vị"
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "agency", "role", "valid_from"],
                name="agencies_membership_once",
                violation_error_message="Cán bộ này đã có vai trò đó tại cơ quan.",
            ),
            models.UniqueConstraint(
                fields=["user", "agency", "role"],
                condition=Q(valid_from__isnull=True),
                name="agencies_membership_undated_once",
                violation_error_message="Cán bộ này đã có vai trò đó tại cơ quan.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.agency} · {self.get_role_display()}"
