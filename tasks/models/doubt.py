"""Why a submission deserves a second look, what the agency says to it, and what
the steering agency usually asks for.
"""

from django.conf import settings
from django.db import models

from tasks.models.duty import Duty


class Doubt(models.Model):
    """A reason to look twice, stored when the duty is sent; replaced at every sending."""

    class Kind(models.TextChoices):
        """What was found."""

        SWING = "swing", "Số liệu biến động lớn"
        BELOW_PART = "below_part", "Nhỏ hơn số đã báo cáo của phần kỳ trước đó"
        LONE_ZERO = "lone_zero", "Số 0 khác các đơn vị"
        FEWER = "fewer", "Hai số liệu không khớp nhau"
        COUNTED = "counted", "Số đã nhập khác số đếm từ sổ"
        NOTHING = "nothing", "Báo không phát sinh nhưng đã có kết quả"
        SAME_AS_BEFORE = "same_before", "Nội dung giống kỳ trước"
        SAME_AS_OTHER = "same_other", "Nội dung giống đơn vị khác"
        EVIDENCE_USED = "evidence_used", "Minh chứng đã dùng ở nơi khác"

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="doubts")
    kind = models.CharField("loại", max_length=15, choices=Kind.choices)
    key = models.CharField("về", max_length=80, default="")
    words = models.CharField("cụ thể", max_length=500)
    explanation = models.CharField("đơn vị giải thích", max_length=300, blank=True)
    found_at = models.DateTimeField("phát hiện lúc")

    class Meta:
        """One row per thing found."""

        verbose_name = "điểm cần xem lại"
        verbose_name_plural = "điểm cần xem lại"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.words


class DoubtNote(models.Model):
    """What the agency says to a doubt, in one line; the newest counts, all stay.

    `key` names the figure with its value, or the text or file: what is typed anew is
    another matter and is explained anew.
    """

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="doubt_notes")
    key = models.CharField("về", max_length=80)
    about = models.CharField("điểm cần xem lại", max_length=500)
    text = models.CharField("giải thích", max_length=300)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        """In the order they were said."""

        verbose_name = "giải thích điểm cần xem lại"
        verbose_name_plural = "giải thích điểm cần xem lại"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text


class ReturnReason(models.Model):
    """A sentence that the steering agency often writes when it asks for completion."""

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
