"""Papers that an agency drafts here and signs outside: their outline, their drafts.

Both only grow: an edit is a new version. A draft belongs to the agency that wrote it and
to the period, so a merger, a split and their undoing leave it where it is, as the duties
that it speaks of; a hand-over changes no version's author; a closed period takes none.
"""

from django.conf import settings
from django.db import models

from agencies.models import Agency
from tasks.models import Period


class PaperKind(models.TextChoices):
    """Which paper."""

    REPORT = "bao-cao", "Báo cáo"
    PLAN = "ke-hoach", "Kế hoạch triển khai"
    INSPECTION = "kiem-tra", "Kế hoạch kiểm tra"


class UnitOutline(models.Model):
    """The outline that the steering agency sets for the papers of a period.

    It also holds for later periods of the plan that have none of their own; without
    any, the shipped one does (`unit_papers.shipped`).
    """

    period = models.ForeignKey(
        Period, models.PROTECT, related_name="unit_outlines", verbose_name="kỳ"
    )
    kind = models.CharField("văn bản", max_length=10, choices=PaperKind.choices)
    number = models.PositiveIntegerField("bản")
    subject = models.CharField("trích yếu", max_length=300)
    parts = models.JSONField("các mục", default=list)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người sửa",
        related_name="+",
    )
    saved_at = models.DateTimeField("sửa lúc")

    class Meta:
        """Newest first; two people never make the same version."""

        verbose_name = "đề cương văn bản của đơn vị"
        verbose_name_plural = "đề cương văn bản của đơn vị"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=["period", "kind", "number"], name="reporting_unit_outline_once"
            ),
        )

    def __str__(self) -> str:
        return f"Đề cương {self.get_kind_display()} · {self.period}, bản {self.number}"


class UnitDraft(models.Model):
    """One version of an agency's words for a paper, append-only; the newest holds.

    `words` are the sections that somebody wrote or confirmed, by key; the others follow
    the facts. `chosen` maps a duty to the entries that its result is told by, `work` to
    who does it, when and with what product. Anything absent follows the rules.
    """

    class Rank(models.TextChoices):
        """In whose place the signer signs."""

        HEAD = "truong", "Người đứng đầu"
        DEPUTY = "pho", "Cấp phó ký thay (KT.)"

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="paper_drafts", verbose_name="đơn vị"
    )
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="paper_drafts", verbose_name="kỳ"
    )
    kind = models.CharField("văn bản", max_length=10, choices=PaperKind.choices)
    number = models.PositiveIntegerField("bản")
    words = models.JSONField("lời đã viết", default=dict)
    chosen = models.JSONField("nội dung đã chọn", default=dict)
    work = models.JSONField("phân công", default=dict)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người ký",
        related_name="+",
        null=True,
        blank=True,
    )
    rank = models.CharField(
        "ký với tư cách", max_length=10, choices=Rank.choices, blank=True
    )
    place = models.CharField("địa danh", max_length=100, blank=True)
    recipients = models.TextField("nơi nhận", blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người lưu",
        related_name="+",
    )
    saved_at = models.DateTimeField("lưu lúc")

    class Meta:
        """Newest first; two people never make the same version."""

        verbose_name = "dự thảo văn bản của đơn vị"
        verbose_name_plural = "dự thảo văn bản của đơn vị"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "period", "kind", "number"],
                name="reporting_unit_draft_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.agency}, bản {self.number}"
