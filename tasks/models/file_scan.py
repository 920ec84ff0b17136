"""What a search for malware says of a stored file."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class FileScan(models.Model):
    """A file that was stored while the search was on; no row: as if it were clean.

    The file is named as in the store, so what is said holds for every row that has it.
    """

    class State(models.TextChoices):
        """Whether anybody may open it."""

        WAITING = "waiting", "Đang kiểm tra"
        CLEAN = "clean", "Không thấy mã độc"
        INFECTED = "infected", "Có mã độc, đã cách ly"

    name = models.CharField("tệp", max_length=300, unique=True)
    state = models.CharField(
        "kết quả", max_length=8, choices=State.choices, default=State.WAITING
    )
    found = models.CharField("mã độc", max_length=200, blank=True)
    problem = models.CharField("chưa kiểm tra được vì", max_length=200, blank=True)
    kept_at = models.DateTimeField("lưu lúc", default=timezone.now, editable=False)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người tải lên",
        related_name="+",
        null=True,
    )
    scanned_at = models.DateTimeField("kiểm tra xong lúc", null=True)

    class Meta:
        """Those that wait are looked for often and are few."""

        verbose_name = "kiểm tra mã độc"
        verbose_name_plural = "kiểm tra mã độc"
        ordering = ("-pk",)
        indexes = (
            models.Index(
                fields=["id"],
                condition=models.Q(state="waiting"),
                name="tasks_file_scan_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display()}"
