"""The words around a reminder's lines, as data; without a row the shipped ones hold."""

from django.core.exceptions import ValidationError
from django.db import models

from kehoach.lib.marks import mark_problems_of

#: Variable → what it gives, for the help beside the form.
VARIABLES = {
    "ten": "họ tên người nhận",
    "don_vi": "tên đơn vị",
    "ngay": "ngày gửi",
    "tom_tat": "tóm tắt, ví dụ «2 nhiệm vụ quá hạn»",
    "so_viec": "tổng số nhiệm vụ",
    "so_qua_han": "số nhiệm vụ quá hạn",
    "dia_chi": "địa chỉ Cổng",
}
HELP = "Biến: " + "; ".join(
    f"{{{{ {name} }}}} {what}" for name, what in VARIABLES.items()
)


class Wording(models.Model):
    """Subject, opening and closing of one kind of reminder."""

    class Kind(models.TextChoices):
        """To whom, and how pressing."""

        COMING = "coming", "Đơn vị: sắp đến hạn, cần cập nhật"
        LATE = "late", "Đơn vị: có nhiệm vụ quá hạn"
        STEERING = "steering", "Cơ quan theo dõi: đơn vị cần đôn đốc"

    kind = models.CharField("loại thư", max_length=10, choices=Kind.choices)
    name = models.CharField(
        "tên riêng",
        max_length=60,
        blank=True,
        help_text="Để trống: lời chung của loại thư. Có tên: mốc nhắc chọn lời này.",
    )
    subject = models.CharField("tiêu đề", max_length=150, help_text=HELP)
    opening = models.TextField("mở đầu", help_text="Đứng trước danh sách nhiệm vụ.")
    closing = models.TextField("kết", blank=True, help_text="Đứng sau danh sách.")
    is_active = models.BooleanField(
        "đang dùng", default=True, help_text="Tắt: dùng lại lời mặc định."
    )

    class Meta:
        """One without a name for each kind, others by name."""

        verbose_name = "lời thư nhắc"
        verbose_name_plural = "lời thư nhắc"
        ordering = ("kind", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "name"],
                name="tasks_wording_once",
                violation_error_message="Loại thư này đã có lời mang tên đó.",
            ),
        )

    def __str__(self) -> str:
        kind = str(self.get_kind_display())
        return f"{kind} · {self.name}" if self.name else kind

    def clean(self) -> None:
        """Refuse variables that do not exist; raises ValidationError per field."""
        wrong = {
            name: found
            for name in ("subject", "opening", "closing")
            if (found := mark_problems_of(getattr(self, name), VARIABLES))
        }
        if wrong:
            raise ValidationError(wrong)
