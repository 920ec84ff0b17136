"""What becomes of an issued report that was wrong (NĐ 30/2020/NĐ-CP Điều 18 khoản 3).

A wrong form is put right by a letter, wrong content by a new report that amends or
replaces the old one; the old one stays as it was issued.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from reporting.models.files import HasSigned
from reporting.models.yearly import FrozenReport, YearlyReport
from tasks.models import Period


class ReplacedReport(models.Model):
    """A report as it was issued, since another one amends or replaces it."""

    class Kind(models.TextChoices):
        """What the new report does to it."""

        AMENDED = "sua-doi", "Sửa đổi, bổ sung"
        REPLACED = "thay-the", "Thay thế"

    report = models.ForeignKey(
        YearlyReport, models.PROTECT, related_name="replaced", verbose_name="báo cáo"
    )
    version = models.ForeignKey(FrozenReport, models.PROTECT, related_name="+")
    kind = models.CharField("việc", max_length=10, choices=Kind.choices)
    reason = models.CharField("sai sót về nội dung", max_length=300)
    number = models.CharField("số, ký hiệu", max_length=60)
    issued_on = models.DateField("ngày ban hành")
    signer_capacity = models.TextField("quyền hạn, chức vụ người ký", blank=True)
    signer_name = models.CharField("họ tên người ký", max_length=120, blank=True)
    recipients = models.TextField("nơi nhận", blank=True)
    place = models.CharField("địa danh", max_length=100, blank=True)
    signed_file = models.FileField(
        "bản đã ký (PDF)", upload_to="reports/%Y", blank=True
    )
    signed_name = models.CharField("tên tệp gốc", max_length=255, blank=True)
    signed_sha256 = models.CharField("SHA-256 bản đã ký", max_length=64, blank=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    replaced_at = models.DateTimeField("lập báo cáo mới lúc")

    class Meta:
        """Newest first; always with a reason."""

        verbose_name = "báo cáo đã được thay"
        verbose_name_plural = "báo cáo đã được thay"
        ordering = ("-replaced_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""), name="reporting_replaced_with_reason"
            ),
        )

    def __str__(self) -> str:
        return f"Báo cáo số {self.number} ngày {self.issued_on:%d/%m/%Y}"


class Erratum(HasSigned):
    """A letter that puts the form of an issued report right; it keeps which one."""

    period = models.ForeignKey(
        Period, models.PROTECT, related_name="errata", verbose_name="kỳ báo cáo"
    )
    report_number = models.CharField("báo cáo số", max_length=60)
    report_on = models.DateField("báo cáo ngày")
    lines = models.TextField(
        "nội dung đính chính",
        help_text="Mỗi dòng một chỗ: vị trí | đã in | đính chính thành.",
    )
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issued_on = models.DateField("ngày công văn", null=True, blank=True)
    signer_capacity = models.TextField("quyền hạn, chức vụ người ký", blank=True)
    signer_name = models.CharField("họ tên người ký", max_length=120, blank=True)
    is_issued = models.BooleanField("đã phát hành", default=False)
    version = models.PositiveIntegerField("phiên bản", default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField("lưu lúc")

    class Meta:
        """One draft per period; an issued letter has number and day."""

        verbose_name = "công văn đính chính"
        verbose_name_plural = "công văn đính chính"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(is_issued=False),
                name="reporting_erratum_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(is_issued=False)
                | ~Q(number="") & Q(issued_on__isnull=False),
                name="reporting_erratum_issued_whole",
            ),
        )

    def __str__(self) -> str:
        return f"Đính chính Báo cáo số {self.report_number}"
