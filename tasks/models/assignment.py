"""Who is given a task: the plan's own wording, dated, with its legal basis."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.models import Agency, AgencyGroup
from agencies.models.dated import Dated, DatedQuerySet
from tasks.models.plan import Task


class AssignmentQuerySet(DatedQuerySet["Assignment"]):
    """Questions about assignments."""

    def binding(self) -> Self:
        """Keep what a document ordered: proposals need number and day (rule 8)."""
        return self.filter(
            Q(is_proposal=False) | ~Q(basis_number="") & Q(basis_on__isnull=False)
        )

    def proposed(self) -> Self:
        """Keep proposals without a document: shown, never scored."""
        return self.filter(is_proposal=True).filter(
            Q(basis_number="") | Q(basis_on__isnull=True)
        )

    def owing(self) -> Self:
        """Keep the roles that owe a duty: coordinating agencies owe none (rule 12)."""
        return self.exclude(role=Assignment.Role.COORDINATE)


class Assignment(Dated):
    """A task's agency or group, with the plan's own wording and legal basis."""

    class Role(models.TextChoices):
        """What the agency is to the task."""

        LEAD = "lead", "Chủ trì"
        EXECUTE = "execute", "Thực hiện"
        COORDINATE = "coordinate", "Phối hợp"

    class Mode(models.TextChoices):
        """How the plan names the agency."""

        EACH = "each", "Từng đơn vị thực hiện phần mình"
        LEAD_BY_LEVEL = "lead_by_level", "Chủ trì theo cấp"
        ASSIGNED = "assigned", "Giao đích danh"
        REQUESTED = "requested", "Đề nghị"

    alone_by = ("task", "agency", "group", "role", "is_proposal")

    task = models.ForeignKey(
        Task, models.PROTECT, verbose_name="nhiệm vụ", related_name="assignments"
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        verbose_name="cơ quan",
        related_name="assignments",
        null=True,
        blank=True,
    )
    group = models.ForeignKey(
        AgencyGroup,
        models.PROTECT,
        verbose_name="nhóm",
        related_name="assignments",
        null=True,
        blank=True,
    )
    role = models.CharField("vai trò", max_length=10, choices=Role.choices)
    mode = models.CharField("cách giao", max_length=15, choices=Mode.choices)
    is_main = models.BooleanField(
        "đầu mối tổng hợp",
        default=False,
        help_text="Nhiều cơ quan cùng chủ trì: cơ quan tổng hợp kết quả chung.",
    )
    wording = models.TextField("nguyên văn kế hoạch", blank=True)
    is_proposal = models.BooleanField(
        "đề xuất điều chuyển",
        default=False,
        help_text="Chưa có số và ngày văn bản giao thì chỉ hiển thị, không tính.",
    )
    basis_number = models.CharField("số văn bản giao", max_length=100, blank=True)
    basis_on = models.DateField("ngày văn bản giao", null=True, blank=True)
    basis_note = models.CharField("căn cứ, ghi chú", max_length=300, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="thay cho phân công",
        related_name="replaced_by",
        null=True,
        blank=True,
    )
    ended_by = models.ForeignKey(
        "tasks.PlanChange",
        models.PROTECT,
        verbose_name="kết thúc theo điều chỉnh",
        related_name="ended_assignments",
        null=True,
        blank=True,
        editable=False,
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta(Dated.Meta):
        """An assignment names one agency or one group, never both."""

        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        ordering = ("task", "pk")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(agency__isnull=True) ^ Q(group__isnull=True),
                name="tasks_assignment_agency_or_group",
                violation_error_message="Chọn một cơ quan hoặc một nhóm, không cả hai.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.task.code} → {self.agency or self.group}"

    def clean(self) -> None:
        """Refuse a second main lead of a task on one day; raises ValidationError."""
        super().clean()
        if not self.is_main or not self.task_id:
            return
        if self.role != self.Role.LEAD:
            raise ValidationError({"is_main": "Đầu mối tổng hợp là cơ quan chủ trì."})
        rows = Assignment.objects.filter(task=self.task_id, is_main=True)
        for row in rows.exclude(pk=self.pk):
            if row.overlaps(self):
                message = f"Đầu mối tổng hợp của nhiệm vụ này đã là {row.agency or row.group}."
                raise ValidationError({"is_main": message})

    @property
    def role_words(self) -> str:
        """Return «Chủ trì, đầu mối tổng hợp», or the role alone."""
        role = str(self.get_role_display())
        return f"{role}, đầu mối tổng hợp" if self.is_main else role

    @property
    def awaits_basis(self) -> bool:
        """Return whether it is a proposal without number and day of a document."""
        return self.is_proposal and not (self.basis_number and self.basis_on)
