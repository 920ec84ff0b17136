"""Who wants to know what becomes of a difficulty, beside the agency that raised it."""

from django.conf import settings
from django.db import models

from tasks.models.progress import Difficulty


class DifficultyFollow(models.Model):
    """A person follows a difficulty; the row goes when they stop."""

    difficulty = models.ForeignKey(Difficulty, models.CASCADE, related_name="follows")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows"
    )
    since = models.DateTimeField("từ lúc")

    class Meta:
        """Once per person."""

        verbose_name = "người theo dõi vướng mắc"
        verbose_name_plural = "người theo dõi vướng mắc"
        constraints = (
            models.UniqueConstraint(
                fields=["difficulty", "person"], name="tasks_follow_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.difficulty}"
