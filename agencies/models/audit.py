"""The audit trail: rows that are only added; the database itself refuses the rest
(`agencies/trail/append_only.py`).
"""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from agencies.models.user import User


class AuditRecord(models.Model):
    """One fact that no domain event says: who signed in, read, exported, changed a
    setting or a right. The moment is that of the recording: nobody can say another.

    Whoever did something cannot be deleted; whom it was done to can, while that is all
    that is known of the account.
    """

    class Kind(models.TextChoices):
        """What happened."""

        SIGN_IN = "sign_in", "Đăng nhập"
        SIGN_OUT = "sign_out", "Đăng xuất"
        REFUSED = "refused", "Đăng nhập không thành công"
        LOCKED = "locked", "Khóa đăng nhập"
        UNLOCKED = "unlocked", "Mở khóa đăng nhập"
        DEVICE = "device", "Thiết bị mới"
        SESSIONS = "sessions", "Kết thúc phiên đăng nhập"
        FACTOR = "factor", "Bước xác thực thứ hai"
        ACCOUNT = "account", "Tài khoản"
        RIGHT = "right", "Quyền quản trị"
        ROLE = "role", "Vai trò tại đơn vị"
        SETTING = "setting", "Sửa dữ liệu quản trị"
        READ = "read", "Đọc minh chứng, hồ sơ"
        EXPORT = "export", "Tải, xuất tệp"
        PERSONAL = "personal", "Danh sách cá nhân"
        MALWARE = "malware", "Tệp có mã độc"
        JOB = "job", "Việc nền hỏng nhiều lần"
        PURGE = "purge", "Bỏ nhật ký hết hạn lưu"
        BACKUP = "backup", "Sao lưu"
        RESTORE = "restore", "Khôi phục"

    at = models.DateTimeField("lúc", default=timezone.now, editable=False)
    #: Without choices, so that a new kind is no migration.
    kind = models.CharField("việc", max_length=20)
    actor = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name="người thực hiện",
        related_name="audit_records",
        null=True,
    )
    job = models.CharField("việc nền, lệnh", max_length=80, blank=True)
    address = models.GenericIPAddressField("địa chỉ mạng", null=True)
    person = models.ForeignKey(
        User,
        models.DO_NOTHING,
        verbose_name="tài khoản liên quan",
        related_name="+",
        null=True,
        db_constraint=False,
    )
    model = models.CharField("loại dữ liệu", max_length=80, blank=True)
    key = models.CharField("khóa", max_length=40, blank=True)
    target = models.CharField("đối tượng", max_length=200, blank=True)
    before = models.JSONField("trước", default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField("sau", default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        """Read newest first: all, of one person, of one kind."""

        verbose_name = "nhật ký hệ thống"
        verbose_name_plural = "nhật ký hệ thống"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=["-at", "-id"], name="audit_by_day"),
            models.Index(fields=["kind", "-at", "-id"], name="audit_by_kind"),
            models.Index(fields=["actor", "-at", "-id"], name="audit_by_actor"),
            models.Index(fields=["person", "-at", "-id"], name="audit_by_person"),
        )

    def __str__(self) -> str:
        return f"{self.kind_label} {self.target}".strip()

    @property
    def kind_label(self) -> str:
        """Return what happened, in words."""
        known: dict[str, Any] = dict(self.Kind.choices)
        return str(known.get(self.kind, self.kind))


class AuditPurge(models.Model):
    """What `purge_audit` took away: a whole month, how many rows, and their hash. It is
    written first; the database lets go only of rows before an `until` that stands here.
    """

    month = models.DateField("tháng", unique=True)
    until = models.DateTimeField("trước thời điểm")
    number = models.PositiveIntegerField("số dòng")
    digest = models.CharField("SHA-256", max_length=64)
    at = models.DateTimeField("lúc", default=timezone.now, editable=False)

    class Meta:
        """Newest month first."""

        verbose_name = "nhật ký đã bỏ"
        verbose_name_plural = "nhật ký đã bỏ"
        ordering = ("-month",)

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}: {self.number}"
