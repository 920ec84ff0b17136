"""Sets of papers that leave the portal: for an inspection, for the archive.

A set is a row before it is a file (decision 037), and stays one when the file is gone: who
asked, of which agencies and days, what was packed with which hash, who received it.
"""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, User
from tasks.models import Period


class DossierQuerySet(models.QuerySet[Any]):
    """Which sets."""

    def visible_to(self, user: User) -> Self:
        """Keep those that the person asked for: what is packed is what they read."""
        return self.filter(asked_by=user)


class Dossier(models.Model):
    """One ZIP with its index; the database keeps what was packed longer than the file."""

    class Kind(models.TextChoices):
        """For whom."""

        INSPECTION = "kiem-tra", "Hồ sơ phục vụ đoàn kiểm tra"
        ARCHIVE = "nop-luu", "Hồ sơ nộp lưu"

    class State(models.TextChoices):
        """What became of it."""

        ASKED = "asked", "Đang đóng gói"
        READY = "ready", "Đã đóng gói"
        FAILED = "failed", "Không đóng gói được"
        GONE = "gone", "Đã hết hạn tải"

    kind = models.CharField("loại", max_length=10, choices=Kind.choices)
    agencies = models.ManyToManyField(
        Agency, verbose_name="đơn vị", related_name="+", blank=True
    )
    period = models.ForeignKey(
        Period,
        models.PROTECT,
        verbose_name="kỳ báo cáo",
        related_name="dossiers",
        null=True,
        blank=True,
    )
    first_day = models.DateField("từ ngày")
    last_day = models.DateField("đến hết ngày")
    purpose = models.CharField("phục vụ", max_length=300, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("yêu cầu lúc")
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.ASKED
    )
    problem = models.CharField("vì sao không đóng gói được", max_length=300, blank=True)
    file = models.FileField("tệp ZIP", upload_to="dossiers", blank=True)
    file_name = models.CharField("tên tệp", max_length=255, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("dung lượng (byte)", default=0)
    packed = models.PositiveIntegerField("số tệp đã đóng gói", default=0)
    left_out = models.PositiveIntegerField("số tệp không kèm", default=0)
    damaged = models.PositiveIntegerField("số tệp hỏng, mất", default=0)
    ready_at = models.DateTimeField("đóng gói xong lúc", null=True, blank=True)
    kept_until = models.DateField("tải được đến hết ngày", null=True, blank=True)
    handed_on = models.DateField("giao ngày", null=True, blank=True)
    handed_to = models.CharField("bên nhận", max_length=200, blank=True)
    handed_number = models.CharField("số biên bản giao nhận", max_length=60, blank=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    handed_at = models.DateTimeField("ghi nhận giao lúc", null=True, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        """Newest first; a finished set has its hash, one handed over says to whom."""

        verbose_name = "bộ hồ sơ"
        verbose_name_plural = "bộ hồ sơ"
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="reporting_dossier_days_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(sha256="") & ~Q(file="")),
                name="reporting_dossier_ready_has_file",
            ),
            models.CheckConstraint(
                condition=Q(handed_at__isnull=True)
                | (~Q(sha256="") & ~Q(handed_to="") & Q(handed_on__isnull=False)),
                name="reporting_dossier_handed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind="nop-luu") | Q(period__isnull=False),
                name="reporting_dossier_archive_of_a_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.days}"

    @property
    def days(self) -> str:
        """Return the span in words."""
        return f"từ {self.first_day:%d/%m/%Y} đến {self.last_day:%d/%m/%Y}"

    def is_there(self, today: date) -> bool:
        """Return whether the file can still be taken."""
        is_ready = self.state == self.State.READY and bool(self.file)
        return is_ready and (self.kept_until is None or today <= self.kept_until)
