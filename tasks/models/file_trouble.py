"""What is kept and is no longer what it was: told once, until it is right again."""

from django.db import models
from django.db.models import Q


class FileTrouble(models.Model):
    """A stored file, or stored facts, that do not have the hash they were kept with."""

    class Kind(models.TextChoices):
        """What is the matter."""

        WRONG = "wrong", "Nội dung khác lúc lưu"
        MISSING = "missing", "Không còn trong kho"
        ORPHAN = "orphan", "Không thuộc về đâu"
        CHAIN = "chain", "Đứt dãy nối các bản đã ban hành"

    place = models.CharField("ở đâu", max_length=300)
    kind = models.CharField("việc", max_length=8, choices=Kind.choices)
    about = models.CharField("của", max_length=300, blank=True)
    found_at = models.DateTimeField("thấy lần đầu")
    seen_at = models.DateTimeField("thấy lần cuối")
    mended_at = models.DateTimeField("đã đúng lại lúc", null=True, blank=True)

    class Meta:
        """One row while it lasts."""

        verbose_name = "tệp sai, mất"
        verbose_name_plural = "tệp sai, mất"
        ordering = ("-seen_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["place", "kind"],
                condition=Q(mended_at__isnull=True),
                name="tasks_file_trouble_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.place}"
