"""Who is responsible for a field: reads what all agencies answer to its tasks, for some time."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Agency, User
from agencies.models.authority import reads_agency, roles_of
from agencies.models.dated import Dated, DatedQuerySet
from kehoach.lib.dates import span_said
from tasks.models.figure import Figure
from tasks.models.plan import Plan, Task
from tasks.models.states import PlanState


class FieldGrantQuerySet(DatedQuerySet["FieldGrant"]):
    """Which grants."""

    def held_by(self, user: User, *, today: date) -> Self:
        """Keep those by which the person reads today: of their agencies, or of agencies
        that these descend from; a draft of a plan opens nothing.
        """
        out = self.alive_on(today).exclude(plan__state=PlanState.DRAFT)
        return out.filter(reads_agency(user, today))

    def visible_to(self, user: User, *, today: date) -> Self:
        """Keep those by which the person reads, and all of a plan that they read whole."""
        mine = FieldGrant.objects.held_by(user, today=today).order_by().values("pk")
        plans = Plan.objects.read_whole_by(user, today=today).values("pk")
        return self.filter(Q(pk__in=mine) | Q(plan__in=plans))


class FieldGrant(Dated):
    """A dated right of the agency responsible for a field: it reads answers and figures
    of the linked tasks of all agencies, not their files (decision 056).

    The row stays as it is when its agency is merged or split: who follows reads by it.
    """

    plan = models.ForeignKey(
        Plan, models.PROTECT, verbose_name="kế hoạch", related_name="field_grants"
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        verbose_name="cơ quan phụ trách",
        related_name="field_grants",
    )
    name = models.CharField(
        "lĩnh vực", max_length=120, help_text="Ví dụ: Hương ước, quy ước."
    )
    tasks = models.ManyToManyField(
        Task,
        verbose_name="nhiệm vụ được đọc",
        related_name="field_grants",
        help_text="Đọc kết quả của mọi đơn vị ở các nhiệm vụ này.",
    )
    figures = models.ManyToManyField(
        Figure,
        verbose_name="chỉ các số liệu",
        related_name="field_grants",
        blank=True,
        help_text="Để trống: mọi số liệu của các nhiệm vụ trên.",
    )
    legal_basis = models.CharField(
        "căn cứ",
        max_length=300,
        help_text="Văn bản giao phụ trách, ví dụ: Kế hoạch, mục 4 phần IV.",
    )
    valid_from = models.DateField("được đọc từ ngày")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    objects = FieldGrantQuerySet.as_manager()

    class Meta(Dated.Meta):
        """By plan and agency; always with a basis."""

        verbose_name = "quyền đọc theo lĩnh vực"
        verbose_name_plural = "quyền đọc theo lĩnh vực"
        ordering = ("plan", "agency__sort_key", "valid_from", "pk")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(legal_basis="") & ~Q(name=""),
                name="tasks_field_grant_by_basis",
                violation_error_message="Ghi lĩnh vực và căn cứ.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.agency}"

    @property
    def days(self) -> str:
        """Return «từ 01/03/2025 đến hết 31/12/2026» as a sentence says it."""
        return span_said(self.valid_from, self.valid_to)


def opened_by_field(user: User, today: date, task: str = "task_id") -> Q:
    """Return the condition that a row's task (reached by `task`) is read by a grant that
    an agency of the person holds.
    """
    held = FieldGrant.objects.held_by(user, today=today).order_by()
    links = FieldGrant.tasks.through.objects.filter(fieldgrant__in=held.values("pk"))
    return Q(**{f"{task}__in": links.values("task_id")})


def may_list_grants(user: User, today: date) -> bool:
    """Return whether the person is told who reads what of a plan: people of agencies,
    who are read, who inspects, and administrators of plans; not every account.
    """
    seated = user.reads_only or bool(roles_of(user, today))
    return seated or user.has_perm("tasks.view_fieldgrant")
