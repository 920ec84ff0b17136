"""Events that end agencies and begin others, and who succeeded whom."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models.agency import Agency


class Reorganisation(models.Model):
    """One event with a legal basis and an effective day; a draft until applied."""

    class State(models.TextChoices):
        """Where the event stands."""

        DRAFT = "draft", "Dự thảo"
        APPLIED = "applied", "Đã áp dụng"
        UNDONE = "undone", "Đã hoàn tác"

    name = models.CharField("tên sự kiện", max_length=250)
    legal_basis = models.CharField("căn cứ pháp lý", max_length=250)
    effective_on = models.DateField("ngày có hiệu lực")
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.DRAFT
    )
    applied_at = models.DateTimeField("thời điểm áp dụng", null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người áp dụng",
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        """One row per legal basis and day."""

        verbose_name = "sắp xếp tổ chức"
        verbose_name_plural = "sắp xếp tổ chức"
        ordering = ("-effective_on", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["legal_basis", "effective_on"],
                name="agencies_reorganisation_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.effective_on:%d/%m/%Y})"


class Succession(models.Model):
    """One line of an event: who was followed by whom, and how."""

    class Kind(models.TextChoices):
        """How the predecessor ended."""

        MERGE = "merge", "Sáp nhập, hợp nhất"
        SPLIT = "split", "Chia, tách"
        RENAME = "rename", "Đổi tên"
        DISSOLVE = "dissolve", "Giải thể"

    event = models.ForeignKey(Reorganisation, models.CASCADE, related_name="lines")
    predecessor = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="cơ quan cũ", related_name="succeeded_by"
    )
    successor = models.ForeignKey(
        Agency,
        models.PROTECT,
        verbose_name="cơ quan mới",
        related_name="succeeds",
        null=True,
        blank=True,
    )
    kind = models.CharField("hình thức", max_length=10, choices=Kind.choices)

    class Meta:
        """A dissolved agency has no successor; every other line has one."""

        verbose_name = "kế thừa"
        verbose_name_plural = "kế thừa"
        constraints = (
            models.UniqueConstraint(
                fields=["event", "predecessor", "successor"],
                name="agencies_succession_once",
            ),
            models.UniqueConstraint(
                fields=["event", "predecessor"],
                condition=Q(successor__isnull=True),
                name="agencies_dissolution_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="dissolve", successor__isnull=True)
                | (~Q(kind="dissolve") & Q(successor__isnull=False)),
                name="agencies_succession_successor_fits_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor or 'giải thể'}"
