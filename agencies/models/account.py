"""What happened to an account, as rows that are only added."""

from django.db import models

from agencies.models.user import User


class AccountEvent(models.Model):
    """One dated fact about an account; who did it is empty for jobs and visitors."""

    class Kind(models.TextChoices):
        """What happened."""

        INVITED = "invited", "Gửi thư kích hoạt"
        PASSWORD = "password", "Đặt mật khẩu"
        WARNED = "warned", "Báo sắp tạm ngừng"
        SLEPT = "slept", "Tạm ngừng"
        LINK = "link", "Gửi liên kết mở lại"
        WOKEN = "woken", "Mở lại"
        RESET = "reset", "Gửi liên kết đặt mật khẩu"
        SHUT = "shut", "Tạm khóa vì nhập sai mật khẩu"
        OPENED = "opened", "Gỡ tạm khóa"
        DEVICE = "device", "Đăng nhập từ thiết bị mới"
        FACTOR = "factor", "Thay đổi xác thực hai lớp"
        ENDED = "ended", "Kết thúc phiên đăng nhập"

    user = models.ForeignKey(User, models.PROTECT, related_name="account_events")
    kind = models.CharField("việc", max_length=10, choices=Kind.choices)
    at = models.DateTimeField("lúc")
    actor = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    detail = models.CharField("chi tiết", max_length=300, blank=True)
    #: The owner still has to hear of it by mail.
    untold = models.BooleanField(default=False)

    class Meta:
        """Read per person, newest first."""

        verbose_name = "nhật ký tài khoản"
        verbose_name_plural = "nhật ký tài khoản"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=["user", "kind", "-at"], name="account_event_by_user"),
            models.Index(
                fields=["at"],
                condition=models.Q(untold=True),
                name="account_event_untold",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.get_kind_display()}"
