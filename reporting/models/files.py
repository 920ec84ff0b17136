"""Files of a paper: the PDF that a worker makes, and the one that came back signed."""

from django.db import models


class HasPdf(models.Model):
    """The paper as PDF, made from its DOCX by a worker, or why there is none."""

    pdf = models.FileField("PDF", upload_to="reports/%Y", blank=True)
    pdf_sha256 = models.CharField("SHA-256 của PDF", max_length=64, blank=True)
    pdf_of = models.CharField("SHA-256 của DOCX đã chuyển", max_length=64, blank=True)
    pdf_problem = models.CharField("vì sao chưa có PDF", max_length=300, blank=True)
    pdf_asked_at = models.DateTimeField("yêu cầu PDF lúc", null=True, blank=True)

    class Meta:
        """Only its fields."""

        abstract = True


class HasSigned(models.Model):
    """The signed PDF with its hash, and where its words differ from ours."""

    signed_file = models.FileField(
        "bản đã ký (PDF)", upload_to="reports/%Y", blank=True
    )
    signed_name = models.CharField("tên tệp gốc", max_length=255, blank=True)
    signed_sha256 = models.CharField("SHA-256 bản đã ký", max_length=64, blank=True)
    compared_at = models.DateTimeField("so sánh lúc", null=True, editable=False)
    compared_with = models.CharField(
        "SHA-256 của DOCX đã so sánh", max_length=64, blank=True, editable=False
    )
    compare_problem = models.CharField(
        "vì sao không so sánh được", max_length=200, blank=True, editable=False
    )
    signed_differences = models.JSONField(
        "chỗ bản ký khác bản của hệ thống", default=list, editable=False
    )
    differences_found = models.PositiveIntegerField(
        "số chỗ khác", default=0, editable=False
    )

    class Meta:
        """Only its fields."""

        abstract = True
