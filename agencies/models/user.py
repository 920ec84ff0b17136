"""People who sign in."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from kehoach.lib.text import nfc, search_text


class User(AbstractUser):
    """One person; what they may do comes from dated memberships, not from here."""

    first_name = None  # type: ignore[assignment] # one Vietnamese full name instead
    last_name = None  # type: ignore[assignment] # one Vietnamese full name instead
    full_name = models.CharField("họ và tên", max_length=150)
    email = models.EmailField("thư điện tử công vụ", blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    position = models.CharField("chức vụ", max_length=150, blank=True)
    feed_token = models.CharField(
        max_length=64, unique=True, null=True, default=None, editable=False
    )
    slept_at = models.DateTimeField(
        "tạm ngừng từ", null=True, blank=True, editable=False
    )
    woken_at = models.DateTimeField("mở lại lúc", null=True, editable=False)
    sleep_warned_at = models.DateTimeField(
        "báo sắp tạm ngừng lúc", null=True, editable=False
    )
    reads_only = models.BooleanField(
        "chỉ đọc, theo quyết định kiểm tra",
        default=False,
        editable=False,
        help_text="Quyền đọc từng đơn vị nằm ở các dòng `tasks.ReaderGrant`.",
    )
    #: Raised to end every session of the account, known to a list or not.
    sessions_round = models.PositiveIntegerField(default=0, editable=False)
    search_text = models.CharField(max_length=400, editable=False, default="")

    REQUIRED_FIELDS = ["full_name", "email"]
    #: Day → (agency, role) that the person holds then, for the time of one page; None
    #: where each question is asked anew (`authority.roles_of`).
    roles_kept: dict[date, frozenset[tuple[int, str]]] | None = None

    class Meta:
        """One account per official e-mail, whatever the letter case."""

        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="agencies_user_email_once",
                violation_error_message="Thư điện tử này đã có tài khoản khác dùng.",
            ),
        )

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must hold to count: the password and the round."""
        held: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc] # not in the stub
        return f"{held}{self.sessions_round or ''}"

    def set_password(self, raw_password: str | None) -> None:
        """Keep the hash of the composed letters, whatever the keyboard composes."""
        super().set_password(
            raw_password if raw_password is None else nfc(raw_password)
        )

    def check_password(self, raw_password: str | None) -> bool:
        """Compare composed letters, as they were kept."""
        return super().check_password(nfc(raw_password) if raw_password else None)

    def __str__(self) -> str:
        return self.full_name or self.username

    def clean_fields(self, exclude: object = None) -> None:
        """Bring names to NFC before Django checks the fields."""
        self.fill_keys()
        super().clean_fields(exclude=exclude)  # type: ignore[arg-type] # stub is narrower

    def fill_keys(self) -> None:
        """Recompute the name in NFC and the column searched without marks."""
        self.full_name = nfc(self.full_name or "").strip()
        self.search_text = search_text(f"{self.full_name} {self.username}")[:400]

    def get_full_name(self) -> str:
        """Return the full name (Django's admin asks for it)."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the full name: Vietnamese names are not shortened."""
        return str(self)
