"""The outline of the yearly report as data: sections and their figures.

Without rows for a plan the shipped outline holds (`outline.shipped`).
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from kehoach.lib.marks import mark_problems_of
from kehoach.lib.text import nfc
from reporting.models.annex import COUNTED, ReportAnnex
from tasks.models import Figure, Plan

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

#: Variable of a heading → what it gives.
TITLE_VARIABLES = {
    "nam": "năm báo cáo",
    "nam_sau": "năm sau",
    "ky_truoc": "năm trước hoặc cùng kỳ năm trước",
    "ky_sau": "thời gian tới, ví dụ «năm 2027», «6 tháng cuối năm 2026»",
    "so_muc_tieu": "số mục tiêu",
    "so_nhiem_vu": "số nhiệm vụ",
    "so_trach_nhiem": "số trách nhiệm theo cơ quan",
}
#: Sections and annexes that an office added have keys that begin so.
OWN = "rieng-"


class Outline(models.Model):
    """The outline of one plan's yearly reports; every edit makes a new version."""

    plan = models.OneToOneField(
        Plan, models.PROTECT, related_name="outline", verbose_name="kế hoạch"
    )
    version = models.PositiveIntegerField("phiên bản", default=0, editable=False)
    least_coverage = models.PositiveSmallIntegerField(
        "so sánh khi có ít nhất (% đơn vị)",
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Số đơn vị có số liệu ở cả hai kỳ trên số đơn vị có số liệu ở một"
        " trong hai kỳ. Dưới mức này báo cáo không so sánh.",
    )

    sections: "RelatedManager[OutlineSection]"
    annexes: "RelatedManager[ReportAnnex]"
    changes: "RelatedManager[OutlineChange]"

    class Meta:
        """One per plan."""

        verbose_name = "đề cương báo cáo năm"
        verbose_name_plural = "đề cương báo cáo năm"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(least_coverage__range=(1, 100)),
                name="reporting_outline_coverage",
            ),
        )

    def __str__(self) -> str:
        return f"Đề cương báo cáo năm · {self.plan}"


class OutlineChange(models.Model):
    """Who changed what of an outline, append-only."""

    outline = models.ForeignKey(Outline, models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField("phiên bản")
    what = models.CharField("nội dung sửa", max_length=1000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người sửa",
        related_name="+",
    )
    changed_at = models.DateTimeField("sửa lúc")

    class Meta:
        """Newest first; two people never make the same version."""

        verbose_name = "lần sửa đề cương"
        verbose_name_plural = "lần sửa đề cương"
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(
                fields=["outline", "version"], name="reporting_outline_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.outline}, bản {self.version}"


class OutlineSection(models.Model):
    """A heading; officers' words hang on its key, never on its place."""

    class Rule(models.TextChoices):
        """What writes its words until an officer does."""

        NONE = "", "Cán bộ viết"
        FIGURES = "so-lieu", "Câu số liệu"
        PLANS = "ke-hoach-rieng", "Số đơn vị có kế hoạch riêng"
        TARGETS = "muc-tieu", "Bảng mục tiêu"
        TASKS = "nhiem-vu", "Kết quả nhiệm vụ"
        RESPONSIBILITIES = "trach-nhiem", "Kết quả trách nhiệm theo cơ quan"
        COMPARING = "so-sanh", "So sánh với các năm trước, khi có số liệu"
        STRENGTHS = "uu-diem", "Ưu điểm, dự thảo từ số liệu"
        SHORTCOMINGS = "ton-tai", "Tồn tại, hạn chế, dự thảo từ số liệu"
        CAUSES = "nguyen-nhan", "Nguyên nhân, dự thảo từ vướng mắc"
        DIRECTION = "phuong-huong", "Phương hướng, dự thảo từ kế hoạch"
        RECOMMENDATIONS = (
            "kien-nghi",
            "Kiến nghị, dự thảo từ vướng mắc đã báo cáo UBND tỉnh",
        )

    outline = models.ForeignKey(
        Outline, models.CASCADE, related_name="sections", verbose_name="đề cương"
    )
    key = models.SlugField("khóa", max_length=40)
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        verbose_name="thuộc mục",
        related_name="children",
        null=True,
        blank=True,
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    title = models.CharField(
        "tên mục",
        max_length=300,
        help_text="Không ghi số thứ tự. Biến: "
        + "; ".join(
            f"{{{{ {name} }}}} {what}" for name, what in TITLE_VARIABLES.items()
        ),
    )
    rule = models.CharField(
        "lời theo số liệu", max_length=20, choices=Rule.choices, blank=True
    )
    annexes = models.ManyToManyField(
        ReportAnnex, verbose_name="dẫn tới phụ lục", related_name="+", blank=True
    )
    is_on = models.BooleanField("in trong báo cáo", default=True)

    clauses: "RelatedManager[OutlineClause]"

    class Meta:
        """In the order of the report; a key once."""

        verbose_name = "mục báo cáo năm"
        verbose_name_plural = "mục báo cáo năm"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["outline", "key"], name="reporting_outline_key_once"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse variables that do not exist."""
        wrong = mark_problems_of(self.title, TITLE_VARIABLES)
        if wrong:
            raise ValidationError({"title": wrong})


class OutlineClause(models.Model):
    """One sentence of figures of a section; each phrase is a line «mã|lời»."""

    section = models.ForeignKey(
        OutlineSection, models.CASCADE, related_name="clauses", verbose_name="mục"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    lead = models.CharField("mở câu", max_length=200)
    phrases = models.TextField(
        "số liệu",
        help_text="Mỗi dòng «mã số liệu|lời sau con số»; thêm ? trước mã để đếm «có».",
    )
    kinds = models.JSONField("chỉ các loại cơ quan", default=list, blank=True)
    annex = models.ForeignKey(
        ReportAnnex,
        models.SET_NULL,
        verbose_name="dẫn tới phụ lục",
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        """In the order of the section."""

        verbose_name = "câu số liệu"
        verbose_name_plural = "câu số liệu"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.lead

    def clean(self) -> None:
        """Refuse phrases of figures that are not there or do not add up; a question is
        counted by its «có».
        """
        pairs = phrase_pairs(self.phrases)
        if not pairs or not all(words for _, words in pairs):
            message = "Ghi mỗi dòng «mã số liệu|lời sau con số»."
            raise ValidationError({"phrases": message})
        plan, codes = self.section.outline.plan_id, {code for code, _ in pairs}
        rows = Figure.objects.filter(plan=plan, code__in=codes)
        known = {figure.code: figure for figure in rows}
        if wrong := sorted(codes - known.keys()):
            message = f"Không có số liệu mang mã {', '.join(wrong)}."
            raise ValidationError({"phrases": message})
        if odd := [row.label for row in known.values() if row.type not in COUNTED]:
            message = f"Không cộng được số liệu «{'», «'.join(odd)}»."
            raise ValidationError({"phrases": message})
        asks = {code for code, row in known.items() if row.type == Figure.Type.YES_NO}
        self.phrases = "\n".join(
            f"{'?' if code in asks else ''}{code}|{words}" for code, words in pairs
        )


def phrase_pairs(phrases: str) -> list[tuple[str, str]]:
    """Return each line as (code of the figure, words after its number)."""
    lines = (line.partition("|") for line in nfc(phrases).splitlines() if line.strip())
    return [
        (code.strip().removeprefix("?"), " ".join(words.split()))
        for code, _, words in lines
    ]
