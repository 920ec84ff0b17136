"""The yearly report: what people write into it; figures come from the rows.

Its words have one place, `SectionText`; the row itself holds what the signature needs.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from reporting.models.files import HasPdf, HasSigned
from reporting.models.template import ReportTemplate
from tasks.models import Period


class YearlyReport(HasSigned):
    """The report that the steering agency sends to UBND tỉnh for one period."""

    class State(models.TextChoices):
        """From writing to issuing."""

        DRAFTING = "drafting", "Đang soạn"
        FROZEN = "frozen", "Đã chốt số liệu"
        SIGNING = "signing", "Trình ký"
        ISSUED = "issued", "Đã ban hành"

    period = models.OneToOneField(
        Period, models.PROTECT, related_name="yearly_report", verbose_name="kỳ báo cáo"
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.DRAFTING
    )
    number = models.CharField(
        "số, ký hiệu", max_length=60, blank=True, help_text="Ví dụ: 05/BC-STP."
    )
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    place = models.CharField("địa danh", max_length=100, blank=True)
    signer_capacity = models.TextField(
        "quyền hạn, chức vụ người ký",
        blank=True,
        help_text="Mỗi dòng một dòng chữ, ví dụ: KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC.",
    )
    signer_name = models.CharField("họ tên người ký", max_length=120, blank=True)
    recipients = models.TextField(
        "nơi nhận", blank=True, help_text="Mỗi nơi nhận một dòng, không gạch đầu dòng."
    )
    version = models.PositiveIntegerField("phiên bản", default=0)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người sửa",
        related_name="+",
        null=True,
        editable=False,
    )
    updated_at = models.DateTimeField("sửa lúc", null=True, editable=False)

    class Meta:
        """One per period; an issued report has number and day."""

        verbose_name = "báo cáo năm"
        verbose_name_plural = "báo cáo năm"
        ordering = ("-period__data_to",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="issued")
                | (~Q(number="") & Q(issued_on__isnull=False)),
                name="reporting_issued_has_number_and_day",
                violation_error_message=(
                    "Báo cáo đã ban hành phải có số và ngày ban hành."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"Báo cáo {self.period}"

    @property
    def is_editable(self) -> bool:
        """Return whether its words may still change."""
        return self.state != self.State.ISSUED

    @property
    def is_drafting(self) -> bool:
        """Return whether its figures and texts still follow the rows."""
        return self.state == self.State.DRAFTING


class FrozenReport(HasPdf):
    """The facts of a report as they were stored: values, not pointers."""

    report = models.ForeignKey(
        YearlyReport, models.PROTECT, related_name="versions", verbose_name="báo cáo"
    )
    number = models.PositiveSmallIntegerField("bản")
    facts = models.TextField("dữ kiện (JSON)")
    sha256 = models.CharField("SHA-256", max_length=64)
    differences = models.JSONField("khác bản trước", default=list)
    frozen_on = models.DateField("ngày chốt")
    frozen_at = models.DateTimeField("chốt lúc")
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người chốt",
        related_name="+",
    )
    template = models.ForeignKey(
        ReportTemplate,
        models.PROTECT,
        verbose_name="mẫu Word",
        related_name="+",
        null=True,
        blank=True,
        help_text="Trống: mẫu mặc định.",
    )
    reopened_at = models.DateTimeField("mở lại lúc", null=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người mở lại",
        related_name="+",
        null=True,
    )
    reason = models.CharField("lý do mở lại", max_length=300, blank=True)

    class Meta:
        """One stands at a time; each has its number."""

        verbose_name = "bản số liệu đã chốt"
        verbose_name_plural = "bản số liệu đã chốt"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=["report", "number"], name="reporting_frozen_number_once"
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(reopened_at__isnull=True),
                name="reporting_frozen_one_stands",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True) | ~Q(reason=""),
                name="reporting_reopened_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.report}, bản {self.number}"


class SectionText(models.Model):
    """One version of a section's words, append-only; the newest holds.

    `key` is the section's key in the outline, so that reordering moves no words; text
    may hold figures as «[[nhiem-vu/III.2.a/hoan-thanh]]» (docs/report-schema.md).
    `is_automatic` gives the words back to the rules; with a text besides, somebody
    confirmed that text as the rules wrote it.
    """

    report = models.ForeignKey(
        YearlyReport, models.PROTECT, related_name="texts", verbose_name="báo cáo"
    )
    key = models.CharField("mục của đề cương", max_length=40)
    number = models.PositiveIntegerField("bản")
    text = models.TextField("nội dung", blank=True)
    is_automatic = models.BooleanField("lấy lời theo số liệu", default=False)
    is_left_out = models.BooleanField("bỏ mục này khỏi báo cáo", default=False)
    note = models.CharField("ghi chú", max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    saved_at = models.DateTimeField("lưu lúc")

    class Meta:
        """Newest first; two people never make the same version."""

        verbose_name = "bản nội dung mục báo cáo"
        verbose_name_plural = "bản nội dung mục báo cáo"
        ordering = ("key", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=["report", "key", "number"], name="reporting_section_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.report} · {self.key} · bản {self.number}"
