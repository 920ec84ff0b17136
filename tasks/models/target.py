"""The targets and how each is measured; every rate has four numbers."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from tasks.models.figure import Figure
from tasks.models.inherited import Inherited
from tasks.models.period import Period
from tasks.models.plan import DocumentRow, Plan, Task
from tasks.models.thresholds import PERCENT, Operator, Threshold, read_path


class Target(DocumentRow, Inherited):
    """A bullet of part II, in the Committee's own words."""

    plan = models.ForeignKey(
        Plan, models.PROTECT, verbose_name="kế hoạch", related_name="targets"
    )
    code = models.CharField("mã", max_length=20)
    text = models.TextField("mục tiêu theo kế hoạch")
    short_title = models.CharField("tên ngắn", max_length=200)
    operator = models.CharField(
        "phải đạt", max_length=5, choices=Operator.choices, default=Operator.LEAST
    )
    threshold = models.DecimalField(
        "ngưỡng",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Số nêu trong kế hoạch, ví dụ 80. Để trống nếu không nêu.",
    )
    unit = models.CharField(
        "đơn vị của ngưỡng",
        max_length=30,
        default=PERCENT,
        help_text="% là tỷ lệ; chữ khác (hộ, lớp, thủ tục) so với con số đếm được.",
    )
    by_year = models.PositiveSmallIntegerField(
        "đến năm",
        null=True,
        blank=True,
        help_text="Để trống nếu năm nào cũng phải đạt.",
    )
    baseline = models.DecimalField(
        "hiện trạng", max_digits=18, decimal_places=2, null=True, blank=True
    )
    baseline_year = models.PositiveSmallIntegerField(
        "hiện trạng của năm", null=True, blank=True
    )
    path = models.CharField(
        "lộ trình từng năm",
        max_length=200,
        blank=True,
        help_text="Ví dụ 2026: 70; 2027: 75,5.",
    )
    tasks = models.ManyToManyField(
        Task, related_name="targets", verbose_name="nhiệm vụ góp vào", blank=True
    )
    note = models.TextField("ghi chú", blank=True)
    position = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        """In the order of the document."""

        verbose_name = "mục tiêu"
        verbose_name_plural = "mục tiêu"
        ordering = ("position",)
        constraints = (
            *DocumentRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["plan", "code"], name="tasks_target_code_once"
            ),
            models.CheckConstraint(
                condition=Q(threshold__isnull=True) | Q(threshold__gte=0),
                name="tasks_target_threshold_not_below_0",
                violation_error_message="Ngưỡng không thể âm.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.short_title}"

    def clean(self) -> None:
        """Refuse steps and years that say nothing; raises ValidationError."""
        try:
            steps = read_path(self.path)
        except ValueError as error:
            raise ValidationError({"path": str(error)}) from error
        if self.unit == PERCENT and (self.threshold or 0) > 100:
            raise ValidationError({"threshold": "Tỷ lệ không quá 100%."})
        if self.unit == PERCENT and any(value > 100 for _, value in steps):
            raise ValidationError({"path": "Tỷ lệ không quá 100%."})
        if self.by_year and any(year >= self.by_year for year, _ in steps):
            message = f"Lộ trình chỉ gồm các năm trước năm {self.by_year}."
            raise ValidationError({"path": message})
        if self.by_year and self.threshold is None:
            raise ValidationError({"threshold": "Ghi ngưỡng phải đạt đến năm đó."})

    @property
    def asks(self) -> Threshold:
        """Return its threshold as plain values."""
        return Threshold(
            self.operator,
            self.threshold,
            self.unit,
            self.by_year,
            self.baseline,
            self.baseline_year,
            read_path(self.path),
        )


class TargetMeasure(Inherited):
    """How a target is counted; a proposal until the steering agency approves it."""

    class Kind(models.TextChoices):
        """What the figure says."""

        RATE = "rate", "Tỷ lệ"
        PROXY = "proxy", "Chỉ báo thay thế"
        COUNT = "count", "Số đếm"

    class Method(models.TextChoices):
        """Where the numbers come from."""

        UNITS_DONE = "units_done", "Số đơn vị đã thực hiện nhiệm vụ"
        UNITS_YES = "units_yes", "Số đơn vị trả lời có"
        UNITS_NO = "units_no", "Số đơn vị trả lời không"
        FIGURES = "figures", "Tổng số liệu trên tổng số liệu"
        SUM = "sum", "Tổng số liệu"

    target = models.ForeignKey(
        Target, models.CASCADE, verbose_name="mục tiêu", related_name="measures"
    )
    code = models.CharField("mã", max_length=20)
    short_title = models.CharField("tên ngắn", max_length=200)
    kind = models.CharField("loại", max_length=10, choices=Kind.choices)
    method = models.CharField("cách đếm", max_length=15, choices=Method.choices)
    numerator_text = models.TextField("tử số")
    denominator_text = models.TextField("mẫu số", blank=True)
    not_applicable_text = models.TextField("không thuộc diện", blank=True)
    counting_unit = models.CharField("đơn vị tính", max_length=60)
    task = models.ForeignKey(
        Task,
        models.PROTECT,
        verbose_name="nhiệm vụ đếm đơn vị phải báo cáo",
        related_name="measures",
    )
    numerator_figures = models.ManyToManyField(
        Figure, verbose_name="số liệu tử số (cộng lại)", related_name="+", blank=True
    )
    denominator_figure = models.ForeignKey(
        Figure,
        models.PROTECT,
        verbose_name="số liệu mẫu số",
        related_name="+",
        null=True,
        blank=True,
    )
    not_applicable_figure = models.ForeignKey(
        Figure,
        models.PROTECT,
        verbose_name="câu hỏi xác định không thuộc diện (trả lời không)",
        related_name="+",
        null=True,
        blank=True,
    )
    is_approved = models.BooleanField("đã duyệt cách đo", default=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người duyệt",
        related_name="+",
        null=True,
        editable=False,
    )
    approved_at = models.DateTimeField("duyệt lúc", null=True, editable=False)
    note = models.TextField("ghi chú", blank=True)
    position = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        """Codes are unique inside a target."""

        verbose_name = "cách đo mục tiêu"
        verbose_name_plural = "cách đo mục tiêu"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=["target", "code"], name="tasks_measure_code_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.short_title}"


class MeasureResult(models.Model):
    """The four numbers of a measure as stored when a period closed (rule 5)."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="measure_results")
    measure = models.ForeignKey(TargetMeasure, models.PROTECT, related_name="results")
    numerator = models.DecimalField(max_digits=18, decimal_places=2)
    denominator = models.DecimalField(
        max_digits=18, decimal_places=2, null=True, blank=True
    )
    not_applicable = models.PositiveIntegerField(default=0)
    not_reported = models.PositiveIntegerField(default=0)
    ended_units = models.DecimalField(
        "kết quả của đơn vị đã kết thúc", max_digits=18, decimal_places=2, default=0
    )

    class Meta:
        """No rate passes 100 %."""

        verbose_name = "kết quả mục tiêu lúc chốt kỳ"
        verbose_name_plural = "kết quả mục tiêu lúc chốt kỳ"
        constraints = (
            models.UniqueConstraint(
                fields=["period", "measure"], name="tasks_measure_result_once"
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True)
                | Q(numerator__lte=F("denominator")),
                name="tasks_measure_result_not_above_100",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure_id} · {self.period_id}"
