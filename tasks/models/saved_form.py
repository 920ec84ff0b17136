"""Which forms a person has stored, so that none is stored twice."""

from django.conf import settings
from django.db import models


class SavedForm(models.Model):
    """A form that was stored: its one-time key, and what it said on that day."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=64)
    said = models.CharField(max_length=64)
    saved_at = models.DateTimeField("lưu lúc", db_index=True)

    class Meta:
        """Once per form, and once a day with the same words unless asked again."""

        verbose_name = "biểu mẫu đã lưu"
        verbose_name_plural = "biểu mẫu đã lưu"
        constraints = (
            models.UniqueConstraint(
                fields=["person", "key"], name="tasks_saved_form_once"
            ),
            models.UniqueConstraint(
                fields=["person", "said"], name="tasks_saved_words_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.saved_at}"
