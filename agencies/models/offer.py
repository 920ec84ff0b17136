"""A role that an agency offers to somebody who is not its own; it holds once agreed."""

from django.db import models
from django.db.models import Q

from agencies.models.agency import Agency
from agencies.models.membership import Membership
from agencies.models.user import User


class RoleOffer(models.Model):
    """What a head offers to a person of another agency, and what the person answered."""

    class State(models.TextChoices):
        """How the offer stands."""

        OPEN = "open", "Chờ trả lời"
        ACCEPTED = "accepted", "Đã đồng ý"
        DECLINED = "declined", "Không đồng ý"
        WITHDRAWN = "withdrawn", "Đã rút"

    user = models.ForeignKey(
        User, models.PROTECT, verbose_name="cán bộ", related_name="role_offers"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="cơ quan", related_name="role_offers"
    )
    role = models.CharField("vai trò", max_length=10, choices=Membership.Role.choices)
    is_primary = models.BooleanField("đầu mối chính", default=False)
    valid_from = models.DateField("từ ngày", null=True)
    valid_to = models.DateField("đến hết ngày", null=True)
    offered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name="người đề nghị"
    )
    offered_on = models.DateField("ngày đề nghị")
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.OPEN
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True)

    class Meta:
        """One open offer of a role at a time."""

        verbose_name = "vai trò được đề nghị"
        verbose_name_plural = "vai trò được đề nghị"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["user", "agency", "role"],
                condition=Q(state="open"),
                name="agencies_role_offered_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency} · {self.get_role_display()}"
