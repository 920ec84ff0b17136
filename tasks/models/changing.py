"""A change to the plan: its document, its lines, what it did."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from tasks.models.assignment import Assignment
from tasks.models.figure import Figure
from tasks.models.plan import Plan, Section, Task
from tasks.models.target import Target, TargetMeasure

#: A row of the plan that a line changes, adds or ends.
PlanPart = Assignment | Task | Section | Target | Plan
#: A row of a plan that has an heir in the plan which replaces it.
InheritedRow = Task | Figure | Target | TargetMeasure


class PlanChange(models.Model):
    """One change with a document and an effective day; a draft until applied, undone
    while nobody has worked on it. With a `successor` it replaces the whole plan.
    """

    class State(models.TextChoices):
        """Where the change stands."""

        DRAFT = "draft", "Dự thảo"
        APPLIED = "applied", "Đã áp dụng"
        UNDONE = "undone", "Đã hoàn tác"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="changes")
    successor = models.ForeignKey(
        Plan,
        models.PROTECT,
        verbose_name="kế hoạch thay thế",
        related_name="replacements",
        null=True,
        blank=True,
    )
    basis_number = models.CharField("số, ký hiệu văn bản", max_length=100, blank=True)
    basis_on = models.DateField("ngày văn bản", null=True, blank=True)
    basis_title = models.CharField("trích yếu", max_length=300, blank=True)
    effective_on = models.DateField("có hiệu lực từ ngày")
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.DRAFT
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("soạn lúc")
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    applied_at = models.DateTimeField("áp dụng lúc", null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)
    counts = models.JSONField("kết quả áp dụng", default=dict)

    class Meta:
        """Newest first; nothing is applied without its document."""

        verbose_name = "điều chỉnh kế hoạch"
        verbose_name_plural = "điều chỉnh kế hoạch"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="draft")
                | ~Q(basis_number="")
                & ~Q(basis_title="")
                & Q(basis_on__isnull=False, applied_at__isnull=False),
                name="tasks_planchange_applied_with_basis",
            ),
            models.CheckConstraint(
                condition=~Q(successor=models.F("plan")),
                name="tasks_planchange_not_by_itself",
            ),
        )

    def __str__(self) -> str:
        return f"{self.basis or 'Điều chỉnh'} (từ {self.effective_on:%d/%m/%Y})"

    @property
    def is_draft(self) -> bool:
        """Return whether nothing of it has been applied yet."""
        return self.state == self.State.DRAFT

    @property
    def basis(self) -> str:
        """Return number and day of the document, as sentences name it."""
        day = f"ngày {self.basis_on:%d/%m/%Y}" if self.basis_on else ""
        return " ".join(part for part in (self.basis_number, day) if part)


class PlanChangeLine(models.Model):
    """One row of the plan that is changed, added or ended; the plan's own columns when
    the line names no other row. A row that is added is named from its applying on.
    """

    class Subject(models.TextChoices):
        """What kind of row it is about."""

        ASSIGNMENT = "assignment", "phân công"
        TASK = "task", "nhiệm vụ"
        SECTION = "section", "phần, mục"
        TARGET = "target", "mục tiêu"
        PLAN = "plan", "thông tin kế hoạch"
        FIGURE = "figure", "số liệu"
        MEASURE = "measure", "cách đo"

    class Act(models.TextChoices):
        """What is done to it; an assignment ends by its last day."""

        CHANGE = "change", "Sửa đổi"
        ADD = "add", "Bổ sung"
        END = "end", "Bãi bỏ"
        HEIR = "heir", "Thay thế"

    class OpenWork(models.TextChoices):
        """What becomes of work that was not reported."""

        MOVE = "move", "Chuyển sang cơ quan mới, kèm nhật ký và minh chứng"
        END = "end", "Kết thúc, ghi lý do; cơ quan mới làm từ đầu"
        KEEP = "keep", "Để cơ quan cũ làm xong trong kỳ này"

    event = models.ForeignKey(PlanChange, models.CASCADE, related_name="lines")
    subject = models.CharField("về", max_length=10, choices=Subject.choices)
    act = models.CharField(
        "làm gì", max_length=6, choices=Act.choices, default=Act.CHANGE
    )
    task = models.ForeignKey(Task, models.PROTECT, related_name="changes", null=True)
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="changes", null=True
    )
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="changes", null=True
    )
    target = models.ForeignKey(
        Target, models.PROTECT, related_name="changes", null=True
    )
    figure = models.ForeignKey(
        Figure, models.PROTECT, related_name="changes", null=True
    )
    measure = models.ForeignKey(
        TargetMeasure, models.PROTECT, related_name="changes", null=True
    )
    after = models.JSONField("cột sau khi đổi", default=dict)
    open_work = models.CharField(
        "việc chưa báo cáo",
        max_length=5,
        choices=OpenWork.choices,
        default=OpenWork.MOVE,
    )
    reason = models.CharField("lý do kết thúc", max_length=200, blank=True)
    said = models.TextField("đã đổi gì", blank=True)
    told = models.JSONField("cơ quan đã báo", null=True)

    class Meta:
        """Each row once per change."""

        verbose_name = "dòng điều chỉnh"
        verbose_name_plural = "dòng điều chỉnh"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["event", "assignment"],
                condition=Q(assignment__isnull=False),
                name="tasks_changeline_assignment_once",
            ),
            models.UniqueConstraint(
                fields=["event", "task"],
                condition=Q(subject="task"),
                name="tasks_changeline_task_once",
            ),
            models.UniqueConstraint(
                fields=["event", "section"], name="tasks_changeline_section_once"
            ),
            models.UniqueConstraint(
                fields=["event", "target"], name="tasks_changeline_target_once"
            ),
            models.UniqueConstraint(
                fields=["event", "figure"], name="tasks_changeline_figure_once"
            ),
            models.UniqueConstraint(
                fields=["event", "measure"], name="tasks_changeline_measure_once"
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(subject="plan"),
                name="tasks_changeline_plan_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.event}: {self.row or self.named}"

    @property
    def model(self) -> type[PlanPart | InheritedRow]:
        """Return the model of the row."""
        return SUBJECTS.get(self.subject) or INHERITED[self.subject]

    @property
    def row(self) -> PlanPart | InheritedRow | None:
        """Return the row that changes; None while it is not there yet."""
        if self.subject == self.Subject.PLAN:
            return self.event.plan
        found: PlanPart | InheritedRow | None = getattr(self, self.subject)
        return found

    @property
    def heir_id(self) -> int | None:
        """Return which row of the next plan takes the place of the line's; None where
        nothing does.
        """
        key: int | None = self.after.get("replaced_by_id")
        return key

    @property
    def named(self) -> str:
        """Return what a row that is added is called."""
        said = self.after.get("short_title") or self.after.get("title") or ""
        return f"{self.after.get('code', '')} {said}".strip()

    def values(self) -> dict[str, Any]:
        """Return the columns after the change as the database takes them."""
        fields: dict[str, Any] = {
            f.attname: f for f in self.model._meta.concrete_fields
        }
        return {
            name: fields[name].to_python(value) if value is not None else None
            for name, value in self.after.items()
            if name in fields
        }


SUBJECTS: dict[str, type[PlanPart]] = {
    "assignment": Assignment,
    "task": Task,
    "section": Section,
    "target": Target,
    "plan": Plan,
}


#: Kind of row → its model, of those that have heirs.
INHERITED: dict[str, type[InheritedRow]] = {
    "task": Task,
    "figure": Figure,
    "target": Target,
    "measure": TargetMeasure,
}


class PlanChangeRow(models.Model):
    """What applying a change did to one row, so that it can be undone exactly."""

    event = models.ForeignKey(PlanChange, models.PROTECT, related_name="changes")
    table = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True)

    class Meta:
        """In the order in which the rows were changed; no `before` means created."""

        verbose_name = "thay đổi của điều chỉnh"
        verbose_name_plural = "thay đổi của điều chỉnh"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
