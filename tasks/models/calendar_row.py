"""The reporting calendar of a plan: which periods a year has, and their days."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from kehoach.lib.periods import CalendarLine, next_such_day, read_calendar_day
from tasks.models.plan import Plan

#: The key of a whole year: its address is the bare year.
WHOLE_YEAR = "nam"
#: The key of an ad-hoc request, which stands in no calendar.
ON_REQUEST = "dot-xuat"
_is_key = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    "Mã chỉ gồm chữ thường không dấu, số và dấu gạch nối, ví dụ quy-1.",
)


def said_in_year(label: str, year: int) -> str:
    """Return «Quý I năm 2026», «6 tháng đầu năm 2026»."""
    ends = "" if label.lower().endswith("năm") else " năm"
    return f"{label}{ends} {year}"


class CalendarQuerySet(models.QuerySet["CalendarRow"]):
    """Which rows hold."""

    def of_year(self, plan_id: int, year: int) -> Self:
        """Return the rows of the plan by which the year is reported, in order."""
        known = self.filter(plan_id=plan_id, since__lte=year)
        newest = known.order_by("-since").values("since")[:1]
        return self.filter(plan_id=plan_id, since=newest).select_related("part_of")


class CalendarRow(models.Model):
    """A period that every year of the plan has; its data begin where those of the row
    before end, or with the larger period (`kehoach.lib.periods`).
    """

    plan = models.ForeignKey(
        Plan, models.CASCADE, verbose_name="kế hoạch", related_name="calendar"
    )
    since = models.PositiveSmallIntegerField(
        "áp dụng từ năm",
        default=0,
        help_text="0: từ đầu. Lịch mới áp dụng cho các năm chưa mở kỳ nào.",
    )
    key = models.CharField(
        "mã trong địa chỉ",
        max_length=20,
        validators=[_is_key],
        help_text="Kỳ cả năm ghi nam: địa chỉ chỉ còn năm, như 2026.",
    )
    label = models.CharField(
        "tên kỳ", max_length=60, help_text="Như Quý I, 6 tháng đầu năm, Năm."
    )
    last_day = models.CharField(
        "chốt số liệu ngày", max_length=5, help_text="Ngày/tháng, ví dụ 14/12."
    )
    unit_day = models.CharField(
        "hạn gửi của đơn vị",
        max_length=5,
        blank=True,
        help_text="Ngày/tháng; để trống: 2 ngày làm việc sau ngày chốt.",
    )
    summary_day = models.CharField("hạn tổng hợp", max_length=5, blank=True)
    part_of = models.ForeignKey(
        "self",
        models.CASCADE,
        verbose_name="thuộc kỳ",
        related_name="parts",
        null=True,
        blank=True,
    )
    is_total = models.BooleanField(
        "lũy kế từ đầu kỳ lớn",
        default=False,
        help_text="Số liệu tính từ đầu kỳ lớn hơn, như 6 tháng, 9 tháng đầu năm.",
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        """In the order of the year, the larger periods first."""

        verbose_name = "kỳ trong lịch báo cáo"
        verbose_name_plural = "lịch báo cáo"
        ordering = ("since", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "since", "key"],
                name="tasks_calendar_key_once",
                violation_error_message="Mã này đã có kỳ khác của lịch dùng.",
            ),
            models.CheckConstraint(
                condition=~Q(label="") & ~Q(last_day="") & ~Q(key=ON_REQUEST),
                name="tasks_calendar_row_is_named",
            ),
            models.CheckConstraint(
                condition=Q(is_total=False) | Q(part_of__isnull=False),
                name="tasks_calendar_total_of_something",
                violation_error_message="Kỳ lũy kế phải thuộc một kỳ lớn hơn.",
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("pk")),
                name="tasks_calendar_not_part_of_itself",
            ),
        )

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Refuse what is no day of the year; raises ValidationError."""
        wrong = {}
        for name in ("last_day", "unit_day", "summary_day"):
            if day := getattr(self, name):
                try:
                    read_calendar_day(day)
                except ValueError as error:
                    wrong[name] = str(error)
        if self.key == ON_REQUEST:
            wrong["key"] = "Mã này dành cho báo cáo đột xuất."
        if wrong:
            raise ValidationError(wrong)

    @property
    def line(self) -> CalendarLine:
        """Return the row as plain values."""
        above = self.part_of.key if self.part_of else ""
        last = read_calendar_day(self.last_day)
        return CalendarLine(self.key, last, above, self.is_total)

    def unit_due(self, data_to: date) -> date | None:
        """Return the day by which units send; None: so many working days after."""
        after = data_to + timedelta(days=1)
        day = self.unit_day
        return next_such_day(after, read_calendar_day(day)) if day else None

    def summary_due(self, unit_due: date) -> date | None:
        """Return the day by which it is summed up, if the calendar names one."""
        day = self.summary_day
        return next_such_day(unit_due, read_calendar_day(day)) if day else None


def whole_of(row: CalendarRow, rows: Iterable[CalendarRow]) -> str:
    """Return the key of the whole that the row is a part of; empty for a whole."""
    above = {each.pk: each for each in rows}
    found = row
    while found.part_of_id:
        found = above[found.part_of_id]
    return found.key if found is not row else ""
