"""A yearly day by which some figures must be in, apart from the report (e.g. hương ước)."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from tasks.models.figure import Figure
from tasks.models.period import Period
from tasks.models.plan import Plan, Task


class FigureDeadline(models.Model):
    """Figures that a law wants by a fixed day of every year."""

    plan = models.ForeignKey(
        Plan, models.CASCADE, verbose_name="kế hoạch", related_name="figure_deadlines"
    )
    name = models.CharField("tên", max_length=120)
    task = models.ForeignKey(
        Task,
        models.PROTECT,
        verbose_name="nhiệm vụ",
        related_name="figure_deadlines",
        help_text="Nhiệm vụ hỏi các số liệu này; lời nhắc dẫn tới trang của nhiệm vụ.",
    )
    figures = models.ManyToManyField(
        Figure,
        verbose_name="số liệu phải có",
        related_name="deadlines",
        help_text="Đơn vị nào được hỏi số liệu nào thì theo khai báo của số liệu đó.",
    )
    day = models.PositiveSmallIntegerField("ngày")
    month = models.PositiveSmallIntegerField("tháng")
    is_before = models.BooleanField(
        "văn bản ghi «trước ngày»",
        default=True,
        help_text="Ngày cuối còn kịp khi đó là hôm trước; bỏ chọn khi chính ngày ấy còn kịp.",
    )
    law_basis = models.CharField("căn cứ", max_length=200, blank=True)
    sent_to = models.CharField("gửi tới", max_length=200, blank=True)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        """In the order of the year."""

        verbose_name = "mốc số liệu hằng năm"
        verbose_name_plural = "mốc số liệu hằng năm"
        ordering = ("month", "day", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "name"], name="tasks_figure_deadline_once"
            ),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), day__range=(1, 31)),
                name="tasks_figure_deadline_is_a_day",
                violation_error_message="Ngày 1 đến 31, tháng 1 đến 12.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.stated}"

    def clean(self) -> None:
        """Refuse a day that not every year has; raises ValidationError."""
        try:
            date(2027, self.month or 0, self.day or 0)
        except (ValueError, OverflowError):
            message = "Không năm nào cũng có ngày này."
            raise ValidationError({"day": message}) from None

    @property
    def stated(self) -> str:
        """Return the day in the words of the document, without a year."""
        return (
            f"{'trước' if self.is_before else 'chậm nhất'} ngày {self.day}/{self.month}"
        )

    def day_in(self, period: Period) -> date | None:
        """Return the last day in time, None when the period's data holds no such day:
        «trước ngày 30/11» ends with the 29th.
        """
        for year in {period.data_from.year, period.data_to.year}:
            found = date(year, self.month, self.day)
            if period.data_from <= found <= period.data_to:
                return found - timedelta(days=self.is_before)
        return None
