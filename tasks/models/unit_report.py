"""The letter that an agency sends for a period."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from agencies.models import Agency
from tasks.models.duty import Duty
from tasks.models.period import Period
from tasks.models.querysets import UnitReportQuerySet
from tasks.models.searched import SearchedField


class UnitReport(models.Model):
    """The letter that an agency sends for a period; signed outside the portal."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="unit_reports")
    period = models.ForeignKey(Period, models.PROTECT, related_name="unit_reports")
    number = models.CharField("số, ký hiệu", max_length=60)
    signed_on = models.DateField("ngày ký")
    signer = models.CharField("người ký", max_length=150, blank=True)
    arrived_on = models.DateField("ngày đến")
    file = models.FileField("bản ký (PDF)", upload_to="unit-reports/%Y", blank=True)
    file_name = models.CharField("tên tệp gốc", max_length=255, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    entered_by_steering = models.BooleanField(
        "cơ quan theo dõi nhập thay", default=False
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc")
    note = models.CharField("ghi chú", max_length=300, blank=True)
    search_text = SearchedField("number", "signer", "note")
    confirmed_at = models.DateTimeField("đối chiếu lúc", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người đối chiếu",
        related_name="+",
        null=True,
        blank=True,
    )
    taken_off_at = models.DateTimeField(
        "gỡ lúc",
        null=True,
        blank=True,
        help_text="Văn bản ghi nhầm, không còn tính; lý do ở lịch sử sửa.",
    )

    objects = UnitReportQuerySet.as_manager()

    class Meta:
        """One letter per agency and period; one that was taken off leaves its place."""

        verbose_name = "báo cáo của đơn vị"
        verbose_name_plural = "báo cáo của đơn vị"
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "period"],
                condition=Q(taken_off_at__isnull=True),
                name="tasks_unit_report_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} · {self.agency}"

    def get_absolute_url(self) -> str:
        """Return the page of the letter: the period's, or the ad-hoc request's."""
        if self.period.is_adhoc:
            asked = self.period.plan.adhoc.pk
            return reverse("tasks:adhoc_letter", args=[asked, self.agency.code])
        path = reverse("tasks:unit_report", args=[self.agency.code])
        return f"{path}?{self.period.query}"


class LetterDuty(models.Model):
    """A duty of which a letter tells; its arrival may be the duty's first sending."""

    letter = models.ForeignKey(UnitReport, models.CASCADE, related_name="covers")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="letters")
    sent_before = models.DateField(
        "gửi lần đầu theo đơn vị cũ",
        null=True,
        blank=True,
        help_text="Ngày có sẵn khi ghi văn bản mà không do đơn vị gửi trên hệ thống.",
    )

    class Meta:
        """Once per letter."""

        verbose_name = "nhiệm vụ trong văn bản"
        verbose_name_plural = "nhiệm vụ trong văn bản"
        constraints = (
            models.UniqueConstraint(
                fields=["letter", "duty"], name="tasks_letter_duty_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.letter_id} → {self.duty_id}"
