"""What documents, letters, difficulties and contributions said before they were put right."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tasks.models.contribution import Contribution
from tasks.models.direction import Direction
from tasks.models.progress import Difficulty, Evidence
from tasks.models.unit_report import UnitReport
from tasks.models.urging import UrgingLetter

CORRECTION_TARGETS = (
    *("evidence", "letter", "difficulty", "contribution", "direction"),
    "urging_letter",
)


def one_target() -> Q:
    """Return the condition that a correction is of exactly one row."""
    found = Q()
    for name in CORRECTION_TARGETS:
        others = {
            f"{each}__isnull": True for each in CORRECTION_TARGETS if each != name
        }
        found |= Q(**{f"{name}__isnull": False}, **others)
    return found


class Correction(models.Model):
    """The earlier words of a row whose columns hold the newest: append-only (rule 17)."""

    class Act(models.TextChoices):
        """What was done with the row."""

        CORRECTED = "corrected", "Sửa"
        WITHDRAWN = "withdrawn", "Rút"
        TAKEN_OFF = "taken_off", "Gỡ"

    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="corrections", null=True
    )
    letter = models.ForeignKey(
        UnitReport, models.PROTECT, related_name="corrections", null=True
    )
    difficulty = models.ForeignKey(
        Difficulty, models.PROTECT, related_name="corrections", null=True
    )
    contribution = models.ForeignKey(
        Contribution, models.PROTECT, related_name="corrections", null=True
    )
    direction = models.ForeignKey(
        Direction, models.PROTECT, related_name="corrections", null=True
    )
    urging_letter = models.ForeignKey(
        UrgingLetter, models.PROTECT, related_name="corrections", null=True
    )
    act = models.CharField("việc", max_length=10, choices=Act.choices)
    reason = models.CharField("lý do", max_length=300)
    said = models.JSONField("nội dung trước đó", default=dict)
    file = models.FileField("tệp trước đó", upload_to="corrected/%Y/%m", blank=True)
    file_name = models.CharField("tên tệp trước đó", max_length=255, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        """Newest first; of one row, with a reason."""

        verbose_name = "lần sửa"
        verbose_name_plural = "các lần sửa"
        ordering = ("-recorded_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=one_target(), name="tasks_correction_of"),
            models.CheckConstraint(
                condition=~Q(reason=""), name="tasks_correction_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.reason}"
