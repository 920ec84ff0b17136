"""A change to the plan: its document, its lines, what it did, the words that ended."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models.dated import Dated, DatedQuerySet
from tasks.models.assignment import Assignment
from tasks.models.plan import Plan, Section, Task
from tasks.models.recurs import Recurs


class PlanChange(models.Model):
    """One change with a document and an effective day; a draft until applied, undone
    while nobody has worked on it.
    """

    class State(models.TextChoices):
        """Where the change stands."""

        DRAFT = "draft", "Dự thảo"
        APPLIED = "applied", "Đã áp dụng"
        UNDONE = "undone", "Đã hoàn tác"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="changes")
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
    """One row that changes: an assignment, or a task when no assignment is named."""

    class OpenWork(models.TextChoices):
        """What becomes of work that was not reported."""

        MOVE = "move", "Chuyển sang cơ quan mới, kèm nhật ký và minh chứng"
        END = "end", "Kết thúc, ghi lý do; cơ quan mới làm từ đầu"
        KEEP = "keep", "Để cơ quan cũ làm xong trong kỳ này"

    event = models.ForeignKey(PlanChange, models.CASCADE, related_name="lines")
    task = models.ForeignKey(Task, models.PROTECT, related_name="changes")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="changes", null=True
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
        """An assignment, or a task itself, once per change."""

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
                condition=Q(assignment__isnull=True),
                name="tasks_changeline_task_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.event}: {self.assignment or self.task}"

    @property
    def row(self) -> Assignment | Task:
        """Return the row that changes."""
        return self.assignment or self.task

    def values(self) -> dict[str, Any]:
        """Return the columns after the change as the database takes them."""
        fields = type(self.row)._meta
        return {
            name: fields.get_field(name.removesuffix("_id")).to_python(value)  # type: ignore[union-attr] # columns
            if value is not None
            else None
            for name, value in self.after.items()
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


#: Columns of a task that a version keeps.
WORD_FIELDS = (
    "section_id",
    "code",
    "text",
    "short_title",
    "role_label",
    "assignee_text",
    "coordinating_text",
    "schedule",
    "schedule_text",
    "due_on",
    "begins_on",
    "year_days",
    "offset_days",
    "offset_working",
    "anchor",
    "anchor_on",
)


class TaskVersion(Recurs, Dated):
    """A task's words up to a day; the newest words are the task's own columns."""

    alone_by = ("task",)

    task = models.ForeignKey(Task, models.CASCADE, related_name="versions")
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    code = models.CharField("mã", max_length=20)
    text = models.TextField("nội dung theo kế hoạch")
    short_title = models.CharField("tên ngắn", max_length=250)
    role_label = models.CharField("từ chỉ vai trò", max_length=100, blank=True)
    assignee_text = models.TextField("cơ quan theo kế hoạch", blank=True)
    coordinating_text = models.TextField("phối hợp theo kế hoạch", blank=True)
    ended_by = models.ForeignKey(
        PlanChange, models.PROTECT, related_name="ended_versions"
    )

    objects = DatedQuerySet["TaskVersion"].as_manager()

    class Meta(Dated.Meta):
        """One after the other."""

        verbose_name = "lời văn theo thời điểm"
        verbose_name_plural = "lời văn theo thời điểm"
        ordering = ("task", "valid_to")

    def __str__(self) -> str:
        until = f" (đến {self.valid_to:%d/%m/%Y})" if self.valid_to else ""
        return f"{self.code} {self.short_title}{until}"

    @classmethod
    def of(cls, task: Task, *, last: date, ended_by: PlanChange) -> "TaskVersion":
        """Return the unsaved version of the task's present words, held until `last`."""
        words = {name: getattr(task, name) for name in WORD_FIELDS}
        return cls(
            task=task,
            valid_from=task.worded_from,
            valid_to=last,
            ended_by=ended_by,
            **words,
        )


__all__ = [
    "WORD_FIELDS",
    "PlanChange",
    "PlanChangeLine",
    "PlanChangeRow",
    "TaskVersion",
]
