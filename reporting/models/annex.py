"""Annexes of the yearly report as data: their columns, how their pages lie."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models

from tasks.models import Figure

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

#: Types of figures that a table can add up.
COUNTED = (
    Figure.Type.INTEGER,
    Figure.Type.DECIMAL,
    Figure.Type.MONEY,
    Figure.Type.YES_NO,
)


class ReportAnnex(models.Model):
    """An annex; its Roman number follows from its place among those printed."""

    class Content(models.TextChoices):
        """What its rows are."""

        FIGURES = "figures", "Số liệu theo đơn vị"
        TASKS = "tasks", "Các nhiệm vụ, trách nhiệm"
        MISSING = "missing", "Đơn vị chưa báo cáo, báo cáo chậm"
        DOCUMENTS = "documents", "Văn bản đã ban hành"

    class Layout(models.TextChoices):
        """How its pages lie."""

        AUTO = "auto", "Tự động"
        PORTRAIT = "portrait", "Trang dọc"
        LANDSCAPE = "landscape", "Trang ngang"

    outline = models.ForeignKey(
        "reporting.Outline",
        models.CASCADE,
        related_name="annexes",
        verbose_name="đề cương",
    )
    key = models.SlugField("khóa", max_length=40)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    title = models.CharField("tên phụ lục", max_length=200)
    content = models.CharField(
        "nội dung", max_length=10, choices=Content.choices, default=Content.FIGURES
    )
    kinds = models.JSONField("chỉ các loại cơ quan", default=list, blank=True)
    layout = models.CharField(
        "khổ giấy", max_length=10, choices=Layout.choices, default=Layout.AUTO
    )
    is_on = models.BooleanField("in trong báo cáo", default=True)

    columns: "RelatedManager[AnnexColumn]"

    class Meta:
        """In the order of the report; a key once."""

        verbose_name = "phụ lục báo cáo năm"
        verbose_name_plural = "phụ lục báo cáo năm"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["outline", "key"], name="reporting_annex_key_once"
            ),
        )

    def __str__(self) -> str:
        return self.title


class AnnexColumn(models.Model):
    """A column: its head and the figure below it."""

    annex = models.ForeignKey(
        ReportAnnex, models.CASCADE, related_name="columns", verbose_name="phụ lục"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    head = models.CharField("tên cột", max_length=100)
    code = models.SlugField("mã số liệu", max_length=60)
    counts_yes = models.BooleanField("đếm «có»", default=False, editable=False)
    width = models.PositiveSmallIntegerField(
        "độ rộng (%)", default=0, help_text="Để 0: chia đều phần còn lại."
    )

    class Meta:
        """In the order of the table; a figure once."""

        verbose_name = "cột phụ lục"
        verbose_name_plural = "cột phụ lục"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["annex", "code"],
                name="reporting_annex_figure_once",
                violation_error_message="Mỗi số liệu chỉ đứng một cột của phụ lục.",
            ),
        )

    def __str__(self) -> str:
        return self.head

    def clean(self) -> None:
        """Refuse a figure that is not there or cannot be added up."""
        plan = self.annex.outline.plan_id
        figure = Figure.objects.filter(plan=plan, code=self.code).first()
        if figure is None:
            raise ValidationError({"code": f"Không có số liệu mang mã «{self.code}»."})
        if figure.type not in COUNTED:
            message = f"Số liệu «{figure.label}» không phải số hoặc có/không."
            raise ValidationError({"code": message})
        self.counts_yes = figure.type == Figure.Type.YES_NO
