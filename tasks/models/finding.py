"""Why a submission deserves a second look, and what Sở Nội vụ usually asks for."""

from django.db import models

from tasks.models.duty import Duty


class Finding(models.Model):
    """A reason to look twice, found when the duty was sent; replaced at every sending."""

    class Kind(models.TextChoices):
        """What was found."""

        SWING = "swing", "Số liệu biến động lớn"
        LONE_ZERO = "lone_zero", "Số 0 khác các đơn vị"
        SAME_AS_BEFORE = "same_before", "Nội dung giống kỳ trước"
        SAME_AS_OTHER = "same_other", "Nội dung giống đơn vị khác"
        EVIDENCE_USED = "evidence_used", "Minh chứng đã dùng ở nơi khác"

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="findings")
    kind = models.CharField("loại", max_length=15, choices=Kind.choices)
    words = models.CharField("cụ thể", max_length=500)
    found_at = models.DateTimeField("phát hiện lúc")

    class Meta:
        """One row per thing found."""

        verbose_name = "điểm cần xem kỹ"
        verbose_name_plural = "điểm cần xem kỹ"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.words


class ReturnReason(models.Model):
    """A sentence that Sở Nội vụ often writes when it asks for completion."""

    text = models.CharField("lý do", max_length=300, unique=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        """In the order that the administrator gave."""

        verbose_name = "lý do yêu cầu bổ sung"
        verbose_name_plural = "lý do yêu cầu bổ sung"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.text
