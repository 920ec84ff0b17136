"""One task × one agency × one period × one occurrence: the row that everything counts."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from agencies.models import Agency
from tasks.models.assignment import Assignment
from tasks.models.due_days import falls_on_case, is_supplement
from tasks.models.period import Period
from tasks.models.plan import Task
from tasks.models.querysets import DutyQuerySet
from tasks.models.states import LIVE, DueFrom, Progress, Schedule, State
from tasks.models.status import late_after_case, standing_without_date_case


def titled(title: str, occurrence: str) -> str:
    """Return «Báo cáo kết quả – Quý II/2027»: a task's short title and which time."""
    return f"{title} – {occurrence}" if occurrence else title


class Duty(models.Model):
    """A duty; unique per task, agency, period and occurrence, a `once` duty across
    periods. `occurs_from` names the occurrence where a period has several.
    """

    task = models.ForeignKey(
        Task, models.PROTECT, verbose_name="nhiệm vụ", related_name="duties"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="cơ quan", related_name="duties"
    )
    period = models.ForeignKey(
        Period, models.PROTECT, verbose_name="kỳ báo cáo", related_name="duties"
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="duties", null=True
    )
    schedule = models.CharField(max_length=10, choices=Schedule.choices)
    occurrence = models.CharField("lần thực hiện", max_length=60, blank=True)
    occurs_from = models.DateField("lần này từ ngày", null=True, blank=True)
    occurs_to = models.DateField("lần này đến ngày", null=True, blank=True)
    is_requested = models.BooleanField("đề nghị, không tính chậm", default=False)
    state = models.CharField(
        "trạng thái", max_length=12, choices=State.choices, default=State.OPEN
    )
    progress = models.CharField(
        "tiến độ", max_length=12, choices=Progress.choices, default=Progress.NOT_STARTED
    )
    nothing_to_report = models.BooleanField("không phát sinh trong kỳ", default=False)
    opened_on = models.DateField("giao từ ngày")
    due_on = models.DateField("hạn", null=True, blank=True)
    due_from = models.CharField(
        "hạn lấy từ", max_length=10, choices=DueFrom.choices, default=DueFrom.PERIOD
    )
    original_due_on = models.DateField("hạn ban đầu", null=True, blank=True)
    return_due_on = models.DateField("hạn bổ sung", null=True, blank=True)
    heartbeat_on = models.DateField(
        "phải cập nhật chậm nhất ngày",
        null=True,
        blank=True,
        help_text="Nhiệm vụ thường xuyên: ngày cập nhật gần nhất cộng số ngày.",
    )
    last_entry_on = models.DateField("cập nhật gần nhất", null=True, blank=True)
    first_sent_on = models.DateField("gửi lần đầu", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    accepted_on = models.DateField("tiếp nhận ngày", null=True, blank=True)
    ended_on = models.DateField("kết thúc ngày", null=True, blank=True)
    reason = models.CharField("lý do kết thúc, miễn", max_length=300, blank=True)
    carried_to = models.ForeignKey(
        "self", models.PROTECT, related_name="carried_from", null=True, blank=True
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người được phân công xử lý",
        related_name="held_duties",
        null=True,
        blank=True,
    )
    reopened_until = models.DateField("mở lại đến ngày", null=True, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1)
    standing_without_date = models.GeneratedField(
        verbose_name="trạng thái khi chưa kể ngày",
        expression=standing_without_date_case(),
        db_column="settled",
        output_field=models.CharField(max_length=16),
        db_persist=True,
    )
    falls_on = models.GeneratedField(
        verbose_name="tính vào phần của năm có ngày",
        expression=falls_on_case(),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    late_after = models.GeneratedField(
        verbose_name="chậm kể từ sau ngày",
        expression=late_after_case(),
        output_field=models.DateField(null=True),
        db_persist=True,
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        """Nonsense is refused here; forms only explain it."""

        verbose_name = "nhiệm vụ của đơn vị"
        verbose_name_plural = "nhiệm vụ của đơn vị"
        constraints = (
            models.UniqueConstraint(
                *("task", "agency", "period"),
                Coalesce("occurs_from", Value(date.min)),
                name="tasks_duty_once",
            ),
            models.CheckConstraint(
                condition=Q(occurs_from__isnull=True, occurs_to__isnull=True)
                | Q(occurs_to__gte=F("occurs_from")) & ~Q(occurrence=""),
                name="tasks_duty_occurrence_has_span",
            ),
            models.UniqueConstraint(
                fields=["task", "agency"],
                condition=Q(schedule="once")
                & Q(
                    state__in=["open", "prepared", "submitted", "returned", "accepted"]
                ),
                name="tasks_once_duty_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="transferred") | Q(carried_to__isnull=False),
                name="tasks_duty_transferred_to_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waived", "ended"]) | ~Q(reason=""),
                name="tasks_duty_ended_with_reason",
                violation_error_message="Kết thúc hoặc miễn phải ghi lý do.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "accepted"])
                | Q(first_sent_on__isnull=False),
                name="tasks_duty_sent_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | Q(return_due_on__isnull=False),
                name="tasks_duty_returned_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(return_due_on__isnull=True),
                name="tasks_duty_open_asks_no_supplement",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_on__isnull=False),
                name="tasks_duty_accepted_has_day",
            ),
        )
        indexes = (
            models.Index(
                fields=["period", "agency"],
                include=[
                    "task",
                    "state",
                    "progress",
                    "standing_without_date",
                    "late_after",
                ],
                name="duty_period_agency",
            ),
            models.Index(
                fields=["period", "due_on"],
                condition=Q(state__in=["open", "prepared", "returned"]),
                name="duty_still_to_do",
            ),
            models.Index(
                fields=["period"],
                condition=Q(state="submitted"),
                name="duty_waiting",
            ),
            models.Index(
                fields=["period", "due_on"],
                condition=Q(occurs_from__isnull=False),
                name="duty_time_due",
            ),
            models.Index(
                fields=["agency", "state"],
                condition=Q(schedule="once"),
                name="duty_once_by_agency",
            ),
            models.Index(  # the number on every page
                fields=["agency"],
                condition=Q(state__in=["returned", "prepared"]),
                name="duty_back_by_agency",
            ),
        )

    def __str__(self) -> str:
        which = f" · {self.occurrence}" if self.occurrence else ""
        return f"{self.task.code}{which} · {self.agency}"

    @property
    def title(self) -> str:
        """Return the task's short title and which time of it this is."""
        return titled(self.task.short_title, self.occurrence)

    @property
    def is_supplement(self) -> bool:
        """Return whether a completion is asked for and was not sent yet."""
        return is_supplement(self.state, self.return_due_on)

    @property
    def due_now(self) -> date | None:
        """Return the day that counts now: the supplement's until it is sent again."""
        return self.return_due_on if self.is_supplement else self.due_on

    @property
    def is_live(self) -> bool:
        """Return whether somebody still owes or has answered it."""
        return self.state in LIVE


class DutyEvent(models.Model):
    """A move of a duty: who, on which effective day, recorded when, why."""

    class Kind(models.TextChoices):
        """The moves that a timeline shows."""

        OPENED = "opened", "Giao nhiệm vụ"
        PREPARED = "prepared", "Trình thủ trưởng"
        REOPENED = "reopened", "Sửa lại, bỏ trình"
        SENT_BACK = "sent_back", "Thủ trưởng trả lại"
        SUBMITTED = "submitted", "Gửi"
        TAKEN_BACK = "taken_back", "Rút lại"
        RETURNED = "returned", "Yêu cầu bổ sung"
        EXPLAINED = "explained", "Giải trình"
        ACCEPTED = "accepted", "Tiếp nhận"
        WAIVED = "waived", "Xác nhận không thuộc diện"
        RESUMED = "resumed", "Đưa lại vào diện thực hiện"
        ENDED = "ended", "Kết thúc"
        TRANSFERRED = "transferred", "Chuyển tiếp"
        RECEIVED = "received", "Nhận chuyển tiếp"
        EXTENDED = "extended", "Gia hạn"
        LETTER = "letter", "Văn bản của đơn vị đã đến"
        LETTER_FIXED = "letter_fixed", "Sửa văn bản của đơn vị"
        READ = "read", "Cơ quan theo dõi đã mở xem"
        UNLOCKED = "unlocked", "Mở lại sau khi chốt kỳ"
        URGED = "urged", "Đôn đốc"
        URGE_FIXED = "urge_fixed", "Sửa công văn đôn đốc"
        CHANGED = "changed", "Điều chỉnh kế hoạch"

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="events")
    kind = models.CharField("việc", max_length=12, choices=Kind.choices)
    from_state = models.CharField(max_length=12, choices=State.choices, blank=True)
    to_state = models.CharField(max_length=12, choices=State.choices, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    effective_on = models.DateField("ngày")
    recorded_at = models.DateTimeField("ghi lúc")
    note = models.TextField("ghi chú", blank=True)
    due_on = models.DateField("hạn từ bước này", null=True, blank=True)
    return_due_on = models.DateField("hạn bổ sung từ bước này", null=True, blank=True)
    own_agency = models.BooleanField(
        "tiếp nhận nhiệm vụ của chính cơ quan theo dõi", default=False
    )
    voided_at = models.DateTimeField(
        "hoàn tác lúc",
        null=True,
        blank=True,
        help_text="Việc của một lần sắp xếp, điều chỉnh đã hoàn tác.",
    )

    class Meta:
        """Oldest first."""

        verbose_name = "quá trình xử lý"
        verbose_name_plural = "quá trình xử lý"
        ordering = ("recorded_at", "pk")

    def __str__(self) -> str:
        return f"{self.duty} · {self.get_kind_display()}"

    def words_on(self, duty: Duty) -> str:
        """Return the kind in words; who is only asked is asked again, not told to."""
        if duty.is_requested and self.kind == self.Kind.RETURNED:
            return "Đề nghị bổ sung"
        return str(self.get_kind_display())


class Extension(models.Model):
    """A later day for one duty or for an agency's whole period."""

    duty = models.ForeignKey(
        Duty, models.PROTECT, related_name="extensions", null=True, blank=True
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="extensions", null=True, blank=True
    )
    period = models.ForeignKey(Period, models.PROTECT, related_name="extensions")
    new_due_on = models.DateField("hạn mới")
    reason = models.CharField("lý do", max_length=300)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    effective_on = models.DateField("ngày cho phép")
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        """For a duty or for an agency, never both."""

        verbose_name = "gia hạn"
        verbose_name_plural = "gia hạn"
        constraints = (
            models.CheckConstraint(
                condition=Q(duty__isnull=True) ^ Q(agency__isnull=True),
                name="tasks_extension_duty_or_agency",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="tasks_extension_with_reason"
            ),
        )

    def __str__(self) -> str:
        return f"Gia hạn đến {self.new_due_on:%d/%m/%Y}"


class DutySnapshot(models.Model):
    """State and label of a duty as stored when a period closed (rule 4)."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="duty_snapshots")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="snapshots")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    task_code = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=State.choices)
    progress = models.CharField(max_length=12, choices=Progress.choices)
    label = models.CharField(max_length=60)
    due_on = models.DateField(null=True)
    first_sent_on = models.DateField(null=True)
    counted = models.BooleanField("trong danh sách tính tỷ lệ")

    class Meta:
        """One row per duty that the period showed."""

        verbose_name = "nhiệm vụ lúc chốt kỳ"
        verbose_name_plural = "nhiệm vụ lúc chốt kỳ"
        constraints = (
            models.UniqueConstraint(
                fields=["period", "duty"], name="tasks_duty_snapshot_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.task_code} · {self.label}"
