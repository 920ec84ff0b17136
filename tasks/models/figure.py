"""Questions with numbers, and the answers that agencies gave once for all duties."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from agencies.models import Agency, AgencyKind
from tasks.models.inherited import Inherited
from tasks.models.period import Period
from tasks.models.plan import Plan, Task
from tasks.models.querysets import VisibleQuerySet
from tasks.models.searched import SearchedField


class Figure(Inherited):
    """A question; its answer belongs to figure × agency × period."""

    class Type(models.TextChoices):
        """What may be answered."""

        INTEGER = "integer", "Số nguyên"
        DECIMAL = "decimal", "Số thập phân"
        MONEY = "money", "Tiền (đồng)"
        YES_NO = "yes_no", "Có/không"
        CHOICE = "choice", "Chọn một"
        TEXT = "text", "Văn bản ngắn"
        DATE = "date", "Ngày"

    class Across(models.TextChoices):
        """How answers of several agencies add up."""

        SUM = "sum", "Cộng"
        COUNT_YES = "count_yes", "Đếm số đơn vị trả lời có"
        NONE = "none", "Không cộng"

    class OverTime(models.TextChoices):
        """How answers of several periods add up."""

        STOCK = "stock", "Số thời điểm (lấy số mới nhất)"
        FLOW = "flow", "Số phát sinh trong kỳ (cộng dồn được)"

    class FromPredecessors(models.TextChoices):
        """What happens to predecessors' answers when agencies merge."""

        SUM = "sum", "Cộng của các đơn vị cũ"
        NONE = "none", "Đơn vị mới trả lời lại"

    plan = models.ForeignKey(
        Plan, models.PROTECT, verbose_name="kế hoạch", related_name="figures"
    )
    code = models.SlugField("mã", max_length=60)
    label = models.CharField("câu hỏi", max_length=300)
    help_text = models.CharField("hướng dẫn", max_length=400, blank=True)
    type = models.CharField("kiểu", max_length=10, choices=Type.choices)
    unit = models.CharField("đơn vị tính", max_length=40, blank=True)
    choices = models.JSONField("các lựa chọn", default=list, blank=True)
    across_agencies = models.CharField(
        "cộng giữa các đơn vị", max_length=10, choices=Across.choices, default="sum"
    )
    across_time = models.CharField(
        "cộng theo thời gian", max_length=10, choices=OverTime.choices, default="flow"
    )
    from_predecessors = models.CharField(
        "từ đơn vị cũ", max_length=10, choices=FromPredecessors.choices, default="sum"
    )
    not_above = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name="không lớn hơn",
        related_name="+",
        null=True,
        blank=True,
    )
    not_below = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name="thường không nhỏ hơn",
        related_name="+",
        null=True,
        blank=True,
        help_text="Ví dụ lượt người dự không nhỏ hơn số cuộc; nhỏ hơn thì nhắc xem lại.",
    )
    only_for = models.JSONField(
        "chỉ hỏi các loại cơ quan, cơ quan",
        default=list,
        blank=True,
        help_text=(
            "Để trống: hỏi mọi đơn vị. Ghi mã loại hoặc mã cơ quan; các loại: "
            f"{', '.join(AgencyKind.values)}."
        ),
    )
    tasks = models.ManyToManyField(
        Task, through="TaskFigure", related_name="figures", verbose_name="nhiệm vụ"
    )
    is_active = models.BooleanField("đang dùng", default=True)
    about = models.CharField(
        "nhóm câu hỏi tùy chọn",
        max_length=100,
        blank=True,
        help_text="Câu hỏi có nhóm thì bật, tắt ở trang «Câu hỏi tùy chọn».",
    )
    by_letter = models.BooleanField(
        "hỏi cả cơ quan chỉ trả lời bằng văn bản",
        default=True,
        help_text="Bỏ chọn với số liệu về biên chế, trang bị, kinh phí.",
    )
    is_compared = models.BooleanField(
        "nêu thành câu khi so sánh các kỳ",
        default=False,
        help_text="Các số liệu khác có trong bảng so sánh.",
    )
    promise_word = models.CharField(
        "từ trong phương hướng kỳ trước",
        max_length=60,
        blank=True,
        help_text="Ví dụ: tuyên truyền. Phương hướng có từ này thì báo cáo nêu kết quả.",
    )
    promise_result = models.CharField(
        "câu nêu kết quả",
        max_length=200,
        blank=True,
        help_text="Ghi {} ở chỗ tổng số, ví dụ: đã mở {} lớp bồi dưỡng.",
    )
    position = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        """In the order of the form."""

        verbose_name = "số liệu phải báo cáo"
        verbose_name_plural = "số liệu phải báo cáo"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "code"], name="tasks_figure_code_once"
            ),
        )

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Refuse a word without its sentence, and a sentence without one place for the
        sum.
        """
        super().clean()
        if bool(self.promise_word) != bool(self.promise_result):
            missing = "promise_result" if self.promise_word else "promise_word"
            raise ValidationError({missing: "Ghi cả từ và câu nêu kết quả."})
        if self.promise_result and self.promise_result.count("{}") != 1:
            raise ValidationError({"promise_result": "Câu phải có đúng một chỗ {}."})

    def is_asked_of(self, agency: Agency) -> bool:
        """Return whether this agency is asked, by its kind or by its code."""
        wanted = self.only_for
        return not wanted or agency.kind in wanted or agency.code in wanted

    def asked(self) -> Q:
        """Return the same as a condition on Agency."""
        if not self.only_for:
            return Q()
        return Q(kind__in=self.only_for) | Q(code__in=self.only_for)


class TaskFigure(models.Model):
    """A figure that a task asks for."""

    task = models.ForeignKey(
        Task, models.CASCADE, verbose_name="nhiệm vụ", related_name="task_figures"
    )
    figure = models.ForeignKey(
        Figure, models.CASCADE, verbose_name="số liệu", related_name="task_figures"
    )
    required = models.BooleanField("bắt buộc trước khi gửi", default=False)

    class Meta:
        """Asked once per task."""

        verbose_name = "số liệu của nhiệm vụ"
        verbose_name_plural = "số liệu của nhiệm vụ"
        constraints = (
            models.UniqueConstraint(
                fields=["task", "figure"], name="tasks_task_figure_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.task.code}: {self.figure}"


class PeriodValues(models.Manager.from_queryset(VisibleQuerySet)):  # type: ignore[misc] # made
    """Answers for a whole period: what everybody reads but who is asked several times."""

    def get_queryset(self) -> Any:
        """Leave out the answers of single occurrences; they add up to the period's."""
        return super().get_queryset().filter(occurs_from__isnull=True)


class FigureValue(models.Model):
    """An answer; a correction is a new row and the old one stays. Empty is not 0. With
    `occurs_from` it is of one time of a task that recurs in the period (`times`).
    """

    figure = models.ForeignKey(Figure, models.PROTECT, related_name="values")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="figure_values")
    period = models.ForeignKey(Period, models.PROTECT, related_name="figure_values")
    occurs_from = models.DateField("lần thực hiện từ ngày", null=True, blank=True)
    number = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    flag = models.BooleanField(null=True, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    day = models.DateField(null=True, blank=True)
    is_current = models.BooleanField(default=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc")
    reason = models.CharField("lý do sửa", max_length=300, blank=True)
    entry = models.ForeignKey(
        "tasks.ProgressEntry",
        models.PROTECT,
        verbose_name="nhập cùng kết quả",
        related_name="values",
        null=True,
        blank=True,
        help_text="Rút kết quả thì số nhập cùng trở lại như trước đó.",
    )
    is_counted = models.BooleanField("đếm từ sổ", default=False)
    counted_rows = models.JSONField("các dòng đã đếm lúc chốt", null=True, blank=True)
    search_text = SearchedField("text")

    objects = PeriodValues()
    times = VisibleQuerySet.as_manager()

    class Meta:
        """One current answer per question, agency, period and occurrence."""

        verbose_name = "số liệu đã báo cáo"
        verbose_name_plural = "số liệu đã báo cáo"
        constraints = (
            models.UniqueConstraint(
                *("figure", "agency", "period"),
                Coalesce("occurs_from", Value(date.min)),
                condition=Q(is_current=True),
                name="tasks_figure_value_once",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=0),
                name="tasks_figure_value_not_negative",
                violation_error_message="Số liệu không được âm.",
            ),
        )
        indexes = (
            models.Index(
                fields=["period", "figure"],
                include=["agency", "number", "flag"],
                condition=Q(is_current=True),
                name="figure_value_by_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.figure_id} · {self.agency_id}"
