"""Who tried to sign in, from which browser, and the sessions that came of it."""

from django.db import models

from agencies.models.user import User


class SignInTry(models.Model):
    """A password given for a name, counted before it is looked at; gone when it was
    right, and a day later in any case.
    """

    name = models.CharField(max_length=150)
    place = models.CharField(max_length=50)
    device = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        """Counted by name and by place."""

        verbose_name = "lần thử đăng nhập"
        verbose_name_plural = "lần thử đăng nhập"
        indexes = (
            models.Index(fields=["name", "at"], name="sign_in_try_by_name"),
            models.Index(fields=["place", "at"], name="sign_in_try_by_place"),
        )

    def __str__(self) -> str:
        return f"{self.name} · {self.place}"


class Device(models.Model):
    """A browser in which a person signed in or used a link sent by mail; it is known by
    a random cookie, of which only the hash is kept.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    key_hash = models.CharField(max_length=64)
    label = models.CharField("thiết bị", max_length=100)
    first_at = models.DateTimeField("lần đầu")
    last_at = models.DateTimeField("gần nhất")

    class Meta:
        """One row for each person in each browser."""

        verbose_name = "thiết bị đã biết"
        verbose_name_plural = "thiết bị đã biết"
        constraints = (
            models.UniqueConstraint(
                fields=["user", "key_hash"], name="agencies_device_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.label}"


class SignIn(models.Model):
    """A session that a person began; the record stays when the session is over."""

    user = models.ForeignKey(User, models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=40, db_index=True)
    address = models.CharField("địa chỉ mạng", max_length=45, blank=True)
    device = models.CharField("thiết bị", max_length=100)
    at = models.DateTimeField("đăng nhập lúc")
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = "lần đăng nhập"
        verbose_name_plural = "nhật ký đăng nhập"
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["user", "-at"], name="sign_in_by_user"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.device}"
