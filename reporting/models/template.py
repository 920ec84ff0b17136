"""Word templates of the yearly report: append-only, the newest holds."""

from django.conf import settings
from django.db import models

from tasks.models import Plan


class ReportTemplate(models.Model):
    """One version; without a file the shipped layout is taken back."""

    plan = models.ForeignKey(
        Plan,
        models.PROTECT,
        related_name="report_templates",
        verbose_name="kế hoạch",
    )
    number = models.PositiveIntegerField("bản")
    file = models.FileField("tệp mẫu (docx)", upload_to="templates/%Y", blank=True)
    name = models.CharField("tên tệp gốc", max_length=255, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    note = models.CharField("ghi chú", max_length=200, blank=True)
    warnings = models.JSONField("lưu ý thể thức", default=list, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người tải lên",
        related_name="+",
    )
    saved_at = models.DateTimeField("tải lên lúc")

    class Meta:
        """Newest first; two people never make the same version."""

        verbose_name = "mẫu Word báo cáo năm"
        verbose_name_plural = "mẫu Word báo cáo năm"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "number"], name="reporting_template_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(file="", sha256="")
                | (~models.Q(file="") & ~models.Q(sha256="")),
                name="reporting_template_file_with_hash",
            ),
        )

    def __str__(self) -> str:
        return f"Mẫu Word bản {self.number}" + ("" if self.file else " (mặc định)")
