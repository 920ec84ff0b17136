"""What the portal tells a person when they come back, beside e-mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One thing that happened to a person's work; read when its page was opened."""

    class Kind(models.TextChoices):
        """What happened."""

        ACCEPTED = "accepted", "Đã tiếp nhận"
        RETURNED = "returned", "Yêu cầu bổ sung"
        EXTENDED = "extended", "Gia hạn"
        WAIVED = "waived", "Không thuộc diện"
        ANSWERED = "answered", "Trả lời vướng mắc"
        PASSED = "passed", "Vướng mắc chuyển xử lý"
        COORDINATE = "coordinate", "Phối hợp"
        LETTER = "letter", "Báo cáo của đơn vị"
        URGED = "urged", "Công văn, nhắc việc"
        ASKED = "asked", "Báo cáo đột xuất"
        MESSAGE = "message", "Trao đổi"
        REMINDER = "reminder", "Nhắc việc"
        DELEGATION = "delegation", "Ủy quyền"
        TO_SEND = "to_send", "Chờ thủ trưởng"
        SENT_BACK = "sent_back", "Thủ trưởng trả lại"
        ASSIGNED = "assigned", "Phân công xử lý"
        CORRECTED = "corrected", "Sửa nội dung đã gửi"
        DIRECTION = "direction", "Ý kiến chỉ đạo"
        PLAN = "plan", "Điều chỉnh kế hoạch"
        OPINION = "opinion", "Lấy ý kiến dự thảo"
        OFFER = "offer", "Vai trò được đề nghị"
        FILE = "file", "Tệp có mã độc"
        FIELD = "field", "Lĩnh vực phụ trách"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices"
    )
    kind = models.CharField("loại", max_length=12, choices=Kind.choices)
    text = models.CharField("nội dung", max_length=300)
    address = models.CharField("địa chỉ", max_length=200)
    created_at = models.DateTimeField("lúc")
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)

    class Meta:
        """The badge counts a partial index."""

        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(fields=["person", "-created_at"], name="notice_by_person"),
            models.Index(
                fields=["person"],
                condition=Q(read_at__isnull=True),
                name="notice_unread",
            ),
        )

    def __str__(self) -> str:
        return self.text
