"""Which plans: who sees, reads and steers them, and which codes they may have."""

from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from agencies.models import User
from agencies.models.authority import agencies_of, is_leader, memberships_of
from tasks.models.states import PlanState

#: What stands below `ke-hoach/<mã>/`, and so is no code of a plan.
RESERVED_CODES = frozenset(
    (
        "bang-theo-doi",
        "bao-cao",
        "danh-sach",
        "de-cuong-don-vi",
        "diem-theo-doi",
        "dieu-chinh",
        "don-doc",
        "ky-bao-cao",
        "linh-vuc",
        "muc-tieu",
        "nhap",
        "nhiem-vu",
        "so-sanh",
        "tiep-nhan",
        "tong-quan",
    )
)


def code_refusal(code: str) -> str:
    """Return why a plan has not this code; empty when it may have it."""
    if code not in RESERVED_CODES:
        return ""
    return f"«{code}» là địa chỉ của một trang; đặt mã khác, ví dụ «{code}-2026»."


class PlanQuerySet(models.QuerySet[Any]):
    """Which documents."""

    def programmes(self) -> Self:
        """Keep the plans that run over years, without the ad-hoc requests."""
        return self.filter(adhoc__isnull=True)

    def drafts(self) -> Self:
        """Keep what is still being written."""
        return self.filter(state=PlanState.DRAFT)

    def published(self) -> Self:
        """Leave out drafts."""
        return self.exclude(state=PlanState.DRAFT)

    def steering_agencies(self) -> models.QuerySet[Any, Any]:
        """Return the keys of the agencies that steer one that was published: a draft is
        about nobody yet, so who only drafts has no say over other agencies.
        """
        return self.published().order_by().values("steering_agency")

    def visible_to(self, user: User, *, today: date) -> Self:
        """Keep what was published, drafts for those who read all of it or whose agency is
        asked to comment; an ad-hoc request for who sees the request.
        """
        requests: Any = self.model._meta.get_field("adhoc").related_model
        seen = requests.objects.visible_to(user, today=today).values("plan_id")
        invites: Any = self.model._meta.get_field("invites").related_model
        asked = invites.objects.of(user, today=today).values("plan_id")
        whole = self.model.objects.read_whole_by(user, today=today).values("pk")
        programme = Q(adhoc__isnull=True)
        out = programme & ~Q(state=PlanState.DRAFT)
        drafts = programme & (Q(pk__in=whole) | Q(pk__in=asked))
        return self.filter(out | drafts | Q(pk__in=seen))

    def read_whole_by(self, user: User, *, today: date) -> Self:
        """Keep the plans of which the person reads every row: the steering agency's,
        all for leaders and administrators.
        """
        if user.is_active and (user.is_superuser or is_leader(user, today)):
            return self
        mine = memberships_of(user, today).values("agency_id")
        return self.filter(steering_agency__in=mine)

    def steered_by(self, user: User, *, today: date, roles: Collection[str]) -> Self:
        """Keep the plans that the person steers in one of the roles; administrators
        steer all.
        """
        if user.is_active and user.is_superuser:
            return self
        return self.filter(steering_agency__in=agencies_of(user, today, *roles))
