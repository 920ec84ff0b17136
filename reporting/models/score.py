"""The score of an agency: its formula in versions, what was computed, what was replied."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agencies.models import Agency
from tasks.models import Period, Plan


class ScoreSwitch(models.Model):
    """Scoring turned on or off for a plan; the newest row holds, none means off."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="score_switches")
    is_on = models.BooleanField("bật")
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        """Newest first."""

        verbose_name = "bật, tắt điểm theo dõi"
        verbose_name_plural = "bật, tắt điểm theo dõi"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return "Bật" if self.is_on else "Tắt"


class ScoreFormula(models.Model):
    """One version of the weights; never edited, a change is a new version."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="score_formulas")
    version = models.PositiveSmallIntegerField("phiên bản")
    on_time = models.PositiveSmallIntegerField("đúng hạn")
    complete = models.PositiveSmallIntegerField("hoàn thành")
    evidence = models.PositiveSmallIntegerField("có minh chứng")
    freshness = models.PositiveSmallIntegerField("cập nhật")
    reason = models.CharField("lý do, căn cứ", max_length=300, blank=True)
    published_on = models.DateField("công bố ngày")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        """Weights are parts of 100."""

        verbose_name = "công thức điểm theo dõi"
        verbose_name_plural = "công thức điểm theo dõi"
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "version"], name="reporting_formula_version_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    on_time=100 - F("complete") - F("evidence") - F("freshness")
                ),
                name="reporting_formula_hundred",
                violation_error_message="Bốn trọng số phải cộng lại bằng 100.",
            ),
        )

    def __str__(self) -> str:
        return f"Phiên bản {self.version}"

    @property
    def weights(self) -> dict[str, int]:
        """Return part → weight."""
        return {
            "on_time": self.on_time,
            "complete": self.complete,
            "evidence": self.evidence,
            "freshness": self.freshness,
        }


class AgencyScore(models.Model):
    """What the formula gave for an agency on a day, with everything it was given."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="scores")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="scores")
    formula = models.ForeignKey(ScoreFormula, models.PROTECT, related_name="scores")
    computed_on = models.DateField("tính ngày")
    inputs = models.JSONField("số liệu đầu vào")
    value = models.DecimalField("điểm", max_digits=4, decimal_places=1, null=True)

    class Meta:
        """Once a day; listed by the agency's name, never by the score."""

        verbose_name = "điểm theo dõi"
        verbose_name_plural = "điểm theo dõi"
        ordering = ("agency__sort_key", "-computed_on")
        constraints = (
            models.UniqueConstraint(
                fields=["period", "agency", "computed_on", "formula"],
                name="reporting_score_once",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0, value__lte=100),
                name="reporting_score_range",
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency} · {self.computed_on:%d/%m/%Y}"


class ScoreReply(models.Model):
    """What the agency says about its score; stands beside it, is never edited."""

    score = models.ForeignKey(AgencyScore, models.PROTECT, related_name="replies")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    text = models.TextField("ý kiến của đơn vị")
    written_at = models.DateTimeField("lúc")

    class Meta:
        """In the order of writing."""

        verbose_name = "ý kiến về điểm"
        verbose_name_plural = "ý kiến về điểm"
        ordering = ("written_at", "pk")

    def __str__(self) -> str:
        return self.text[:80]
