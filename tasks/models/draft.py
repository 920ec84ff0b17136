"""What a person typed and has not saved yet; nobody else reads it."""

from django.conf import settings
from django.db import models

from tasks.models.duty import Duty


class Draft(models.Model):
    """The fields of one person's open form on one duty."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts"
    )
    duty = models.ForeignKey(Duty, models.CASCADE, related_name="drafts")
    fields = models.JSONField("đã gõ", default=dict)
    saved_at = models.DateTimeField("lưu lúc")

    class Meta:
        """One draft per form."""

        verbose_name = "bản nháp"
        verbose_name_plural = "bản nháp"
        constraints = (
            models.UniqueConstraint(fields=["person", "duty"], name="tasks_draft_once"),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.duty}"
