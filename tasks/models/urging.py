"""Letters of the steering agency: «công văn đôn đốc» and the season's request."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Agency
from tasks.models.duty import Duty
from tasks.models.period import Period
from tasks.models.searched import SearchedField


class UrgedFor(models.TextChoices):
    """Why a letter names a duty, in the order in which it does; the label heads its
    part of the annex.
    """

    UNREPORTED = "unreported", "Quá hạn chưa báo cáo"
    SUPPLEMENT = "supplement", "Quá hạn phải bổ sung"
    STALE = "stale", "Chưa cập nhật kết quả"


class UrgingLetter(models.Model):
    """A letter drafted here and signed outside; sent once number and day came back."""

    class Purpose(models.TextChoices):
        """What it is for."""

        URGE = "urge", "Công văn đôn đốc"
        REQUEST = "request", "Công văn yêu cầu báo cáo"

    class Issuer(models.TextChoices):
        """Who signs: the steering agency asks («đề nghị»), UBND tỉnh orders («yêu cầu»)."""

        STEERING = "so", "Cơ quan theo dõi ban hành («đề nghị»)"
        COMMITTEE = "ubnd", "Trình UBND tỉnh ký («yêu cầu»)"

    period = models.ForeignKey(
        Period, models.PROTECT, related_name="letters", verbose_name="kỳ báo cáo"
    )
    purpose = models.CharField("loại", max_length=10, choices=Purpose.choices)
    issuer = models.CharField("người ký", max_length=5, choices=Issuer.choices)
    agencies = models.ManyToManyField(
        Agency, related_name="letters", verbose_name="nơi nhận chính", blank=True
    )
    kinds = models.JSONField("nêu những nhiệm vụ", default=list, blank=True)
    about = models.CharField("trích yếu (sau V/v)", max_length=300)
    text = models.TextField("nội dung", help_text="Mỗi đoạn một dòng.")
    answer_by = models.DateField("thực hiện chậm nhất ngày", null=True, blank=True)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signer_capacity = models.TextField("quyền hạn, chức vụ người ký", blank=True)
    signer_name = models.CharField("họ tên người ký", max_length=120, blank=True)
    recipients = models.TextField("nơi nhận", blank=True)
    file = models.FileField("bản ký (PDF)", upload_to="letters/%Y", blank=True)
    file_name = models.CharField("tên tệp gốc", max_length=255, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="replaced_by",
        verbose_name="thay thế công văn",
        null=True,
        blank=True,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("soạn lúc")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    sent_at = models.DateTimeField("ghi nhận gửi lúc", null=True)
    version = models.PositiveIntegerField("phiên bản", default=1)
    search_text = SearchedField("number", "about", "text")

    class Meta:
        """Newest first; a letter that went out has number and day."""

        verbose_name = "công văn"
        verbose_name_plural = "công văn"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True)
                | (~Q(number="") & Q(signed_on__isnull=False)),
                name="tasks_letter_sent_has_number_and_day",
                violation_error_message="Công văn đã gửi phải có số và ngày.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.about}"

    @property
    def cited(self) -> str:
        """Return how another letter names it, once it went out."""
        on = f" ngày {self.signed_on:%d/%m/%Y}" if self.signed_on else ""
        return f"Công văn số {self.number}{on}"

    @property
    def is_sent(self) -> bool:
        """Return whether it went out; then its words do not change any more."""
        return self.sent_at is not None


class UrgedDuty(models.Model):
    """A duty that a sent letter named, as it stood that day."""

    letter = models.ForeignKey(UrgingLetter, models.PROTECT, related_name="named")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="urged")
    kind = models.CharField(
        "đôn đốc vì",
        max_length=12,
        choices=UrgedFor.choices,
        default=UrgedFor.UNREPORTED,
    )
    due_on = models.DateField("hạn", null=True, blank=True)
    standing = models.CharField("tình trạng khi đôn đốc", max_length=60)

    class Meta:
        """Once per letter."""

        verbose_name = "nhiệm vụ bị đôn đốc"
        verbose_name_plural = "nhiệm vụ bị đôn đốc"
        ordering = ("duty__agency__sort_key", "duty__task__position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["letter", "duty"], name="tasks_urged_duty_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.duty} ({self.standing})"
