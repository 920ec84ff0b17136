"""The reminder ladder as data."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from tasks.models.deadline import FigureDeadline
from tasks.models.plan import Plan
from tasks.models.states import Schedule
from tasks.models.wording import Wording


class Channel(models.TextChoices):
    """How a reminder reaches the person."""

    EMAIL = "email", "Thư điện tử"
    PORTAL = "portal", "Thông báo trên Cổng"
    WEBHOOK = "webhook", "Điểm nhận của tỉnh (webhook)"


class Rung(models.Model):
    """A step of the ladder: when, relative to what, addressed to whom."""

    class Basis(models.TextChoices):
        """The day that the step counts from."""

        DUE = "due", "Hạn phải gửi"
        HEARTBEAT = "heartbeat", "Hạn phải cập nhật (nhiệm vụ thường xuyên)"
        FIGURES = "figures", "Mốc số liệu hằng năm"

    class DayKind(models.TextChoices):
        """How days are counted."""

        WORKING = "working", "Ngày làm việc"
        CALENDAR = "calendar", "Ngày theo lịch"

    class Addressees(models.TextChoices):
        """Who gets the letter."""

        PRIMARY = "primary", "Đầu mối chính"
        OFFICERS = "officers", "Mọi cán bộ đầu mối"
        HEAD = "head", "Thủ trưởng"
        STEERING = "steering", "Cơ quan theo dõi kế hoạch"

    plan = models.ForeignKey(
        Plan, models.CASCADE, verbose_name="kế hoạch", related_name="rungs"
    )
    schedule = models.CharField(
        "thời gian thực hiện",
        max_length=10,
        choices=Schedule.choices,
        blank=True,
        help_text=(
            "Hằng năm: cả việc theo tháng, quý, 6 tháng, ngày riêng, tính từ mốc; một"
            " lần: cả giai đoạn. Để trống khi tính từ mốc số liệu."
        ),
    )
    deadline = models.ForeignKey(
        FigureDeadline,
        models.CASCADE,
        verbose_name="mốc số liệu",
        related_name="rungs",
        null=True,
        blank=True,
    )
    basis = models.CharField("tính từ", max_length=10, choices=Basis.choices)
    offset_days = models.SmallIntegerField(
        "số ngày", help_text="Âm: trước hạn. 0: đúng hạn. Dương: quá hạn."
    )
    day_kind = models.CharField(
        "loại ngày", max_length=10, choices=DayKind.choices, default="calendar"
    )
    addressees = models.CharField("gửi cho", max_length=10, choices=Addressees.choices)
    channel = models.CharField(
        "kênh",
        max_length=10,
        choices=Channel.choices,
        default=Channel.EMAIL,
        help_text="Điểm nhận (webhook) chỉ dùng được khi máy chủ đã khai địa chỉ.",
    )
    repeat_every = models.PositiveSmallIntegerField(
        "nhắc lại sau mỗi (ngày)",
        null=True,
        blank=True,
        help_text="Để trống: không nhắc lại. Tính theo ngày lịch từ ngày của mốc này.",
    )
    repeat_times = models.PositiveSmallIntegerField(
        "nhắc lại nhiều nhất (lần)", null=True, blank=True
    )
    wording = models.ForeignKey(
        Wording,
        models.SET_NULL,
        verbose_name="lời thư riêng",
        related_name="rungs",
        null=True,
        blank=True,
        help_text="Để trống: dùng lời chung của loại thư.",
    )
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        """One step per schedule, basis, offset, addressee and channel."""

        verbose_name = "mốc nhắc"
        verbose_name_plural = "mốc nhắc"
        ordering = ("schedule", "basis", "offset_days", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=[
                    "plan",
                    "schedule",
                    "basis",
                    "offset_days",
                    "addressees",
                    "channel",
                ],
                condition=Q(deadline__isnull=True),
                name="tasks_rung_once",
                violation_error_message="Mốc nhắc này đã có.",
            ),
            models.UniqueConstraint(
                fields=["deadline", "offset_days", "addressees", "channel"],
                name="tasks_rung_of_deadline_once",
                violation_error_message="Mốc nhắc này đã có.",
            ),
            models.CheckConstraint(
                condition=Q(repeat_every__isnull=True, repeat_times__isnull=True)
                | Q(
                    repeat_every__isnull=False,
                    repeat_times__isnull=False,
                    repeat_every__gte=1,
                    repeat_times__range=(1, 60),
                    offset_days__gte=0,
                    day_kind="calendar",
                ),
                name="tasks_rung_repeats_after_its_day",
                violation_error_message=(
                    "Nhắc lại: ghi cả số ngày (từ 1) và số lần (từ 1 đến 60); chỉ cho"
                    " mốc đúng ngày hoặc sau ngày, tính theo ngày lịch."
                ),
            ),
            models.CheckConstraint(
                condition=Q(basis="figures", deadline__isnull=False, schedule="")
                | (~Q(basis="figures") & ~Q(schedule="") & Q(deadline__isnull=True)),
                name="tasks_rung_counts_from_one_thing",
                violation_error_message=(
                    "Mốc tính từ mốc số liệu thì chọn mốc số liệu và để trống thời"
                    " gian thực hiện; các mốc khác thì ngược lại."
                ),
            ),
        )

    def __str__(self) -> str:
        about = self.deadline or self.get_schedule_display()
        return f"{about}: {self.when.lower()}"

    @property
    def when(self) -> str:
        """Return the step in words: before, on or after its day."""
        if not self.offset_days:
            return f"Đúng ngày{self._repeated}"
        side = "Trước" if self.offset_days < 0 else "Sau"
        unit = "ngày làm việc" if self.day_kind == self.DayKind.WORKING else "ngày"
        return f"{side} {abs(self.offset_days)} {unit}{self._repeated}"

    def is_repeat(self, occasion: date, planned_on: date) -> bool:
        """Return whether a reminder of this occasion, planned on that day, is a
        repetition: the step itself is not planned before its own day.
        """
        own_day = occasion + timedelta(days=self.offset_days)
        return bool(self.repeat_every) and planned_on < own_day

    @property
    def _repeated(self) -> str:
        """Return how the step repeats, if it does."""
        if not self.repeat_every:
            return ""
        return f", nhắc lại mỗi {self.repeat_every} ngày, nhiều nhất {self.repeat_times} lần"
