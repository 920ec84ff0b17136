"""Reporting periods, the working calendar and what a closed period stored."""

import re
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from agencies.models import Agency
from kehoach.lib.periods import Span
from tasks.models.calendar_row import ON_REQUEST, WHOLE_YEAR, said_in_year
from tasks.models.period_rows import PeriodQuerySet
from tasks.models.plan import Plan


class Holiday(models.Model):
    """A day off, or a weekend day worked in exchange; announced every year."""

    day = models.DateField("ngày", unique=True)
    name = models.CharField("tên", max_length=150)
    is_worked = models.BooleanField(
        "làm bù", default=False, help_text="Bật nếu là ngày cuối tuần phải làm bù."
    )

    class Meta:
        """In order of days."""

        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class Period(models.Model):
    """A reporting period, as the plan's calendar proposed it when it was opened; what
    becomes of the calendar later leaves it as it is.
    """

    class Kind(models.TextChoices):
        """Keys that mean something by themselves; others are those of the calendar."""

        YEAR = WHOLE_YEAR, "Năm"
        ADHOC = ON_REQUEST, "Đột xuất"

    class State(models.TextChoices):
        """Open for work, or closed and read-only."""

        OPEN = "open", "Đang mở"
        CLOSED = "closed", "Đã chốt"

    plan = models.ForeignKey(
        Plan, models.PROTECT, verbose_name="kế hoạch", related_name="periods"
    )
    kind = models.CharField(
        "mã kỳ", max_length=20, help_text="Mã của kỳ trong lịch báo cáo: nam, quy-1 …"
    )
    label = models.CharField("tên kỳ", max_length=60)
    part_of = models.CharField(
        "thuộc kỳ",
        max_length=20,
        blank=True,
        help_text="Mã của kỳ lớn hơn cùng năm; để trống: không thuộc kỳ nào.",
    )
    year = models.PositiveSmallIntegerField("năm")
    data_from = models.DateField("số liệu từ ngày")
    data_to = models.DateField("chốt số liệu ngày")
    unit_due = models.DateField("hạn gửi của đơn vị")
    summary_due = models.DateField("hạn tổng hợp", null=True, blank=True)
    request_number = models.CharField(
        "số công văn yêu cầu báo cáo", max_length=60, blank=True
    )
    request_on = models.DateField("ngày công văn yêu cầu", null=True, blank=True)
    outline = models.TextField("đề cương kèm theo", blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.OPEN
    )
    opened_at = models.DateTimeField("mở lúc", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("chốt lúc", null=True, blank=True, editable=False)
    reported_on = models.DateField(
        "ban hành báo cáo ngày", null=True, blank=True, editable=False
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        """Newest first; one per plan, kind and year."""

        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ("-data_to",)
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "kind", "year"],
                name="tasks_period_once",
                violation_error_message="Kỳ báo cáo này đã có.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ON_REQUEST)
                | (~Q(request_number="") & Q(request_on__isnull=False)),
                name="tasks_period_adhoc_with_letter",
                violation_error_message=(
                    "Báo cáo đột xuất phải có số và ngày của văn bản yêu cầu."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(label="")
                & ~Q(kind=F("part_of"))
                & (Q(part_of="") | ~Q(kind=ON_REQUEST)),
                name="tasks_period_is_named",
                violation_error_message="Kỳ phải có tên và không thuộc chính nó.",
            ),
            models.CheckConstraint(
                condition=Q(data_to__gte=F("data_from")) & Q(unit_due__gt=F("data_to")),
                name="tasks_period_dates_in_order",
                violation_error_message=(
                    "Ngày chốt phải sau ngày đầu kỳ, hạn gửi sau ngày chốt"
                    " ít nhất một ngày (NĐ 09/2019/NĐ-CP Điều 8)."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.words[:1].upper() + self.words[1:]

    def clean(self) -> None:
        """Refuse a period outside of its plan; raises ValidationError."""
        typed = (self.plan_id, self.data_from, self.data_to, self.year)
        if all(typed) and (why := self.outside_plan()):
            raise ValidationError(why)

    def outside_plan(self) -> str:
        """Return why the plan has no such period; empty when it has. The last days of
        December, which belong to the next year's data, make no period of that year.
        """
        plan = self.plan
        first, last = (plan.begins_on or date.min), (plan.ends_on or date.max)
        in_years = first.year <= self.year <= last.year
        if in_years and not plan.misses(self.data_from, self.data_to):
            return ""
        return (
            f"Kế hoạch «{plan}» thực hiện {plan.span}: kỳ {self.words} nằm ngoài thời"
            " gian đó. Chọn kỳ khác, hoặc sửa thời gian thực hiện của kế hoạch."
        )

    @property
    def words(self) -> str:
        """Return the period inside a sentence: «6 tháng đầu năm 2026», «quý I năm 2026»."""
        said = said_in_year(self.label, self.year)
        return said[:1].lower() + said[1:]

    @property
    def key(self) -> str:
        """Return its word in addresses: «2026» is the year, else «2026-quy-1»."""
        if self.kind == self.Kind.YEAR:
            return str(self.year)
        return f"{self.year}-{self.kind}"

    @property
    def query(self) -> str:
        """Return how a page that is not about one plan is asked for the period."""
        return f"ke-hoach={self.plan.code}&ky={self.key}"

    @property
    def is_interim(self) -> bool:
        """Return whether it is a part of a larger period of the same year."""
        return bool(self.part_of)

    @property
    def short_label(self) -> str:
        """Return its name for a narrow column: «6 tháng», «Cả năm»."""
        is_year = self.kind == self.Kind.YEAR
        return "Cả năm" if is_year else self.label.removesuffix(" đầu năm")

    @property
    def is_whole(self) -> bool:
        """Return whether it is a period of the plan that is part of no other."""
        return not (self.part_of or self.is_adhoc)

    @property
    def is_adhoc(self) -> bool:
        """Return whether it is that of an ad-hoc request."""
        return self.kind == self.Kind.ADHOC

    @property
    def is_open(self) -> bool:
        """Return whether agencies may still work in it."""
        return self.state == self.State.OPEN

    @property
    def span(self) -> Span:
        """Return the days of its data."""
        return Span(self.data_from, self.data_to)

    def is_early(self, today: date) -> bool:
        """Return whether it was opened before its first day."""
        return today < self.data_from

    def follows(self, other: "Period") -> bool:
        """Return whether the other is a whole that was over before this began."""
        return other.is_whole and other.data_to < self.data_from

    def carries_over_to(self, other: "Period") -> bool:
        """Return whether the other may show duties that this one opened: `once` duties,
        and as `querysets.carried_over_to` asks the database what its whole opened.
        """
        is_its_whole = self.kind == other.part_of and self.year == other.year
        return self.data_to < other.data_to or is_its_whole

    def words_day(self, as_of: date | None = None) -> date:
        """Return the day whose words it speaks: its last, or one in the past before."""
        return min(as_of or self.data_to, self.data_to)

    def owing_day(self, today: date) -> date:
        """Return the day as of which one owes: an ad-hoc request goes to who is there
        when it is sent, whatever span its data cover.
        """
        return today if self.is_adhoc else self.data_day(today)

    def data_day(self, today: date) -> date:
        """Return the day that counts: today inside the period, else its nearer end."""
        return min(max(today, self.data_from), self.data_to)


def worked_now(today: date, path: str = "") -> Q:
    """Return the condition that a duty is worked on now, as `moves.working_period` says
    of one: it runs (`running_now`), or was reopened by name until today or later.
    """
    return running_now(path) | Q(**{f"{path}reopened_until__gte": today})


def running_now(path: str = "") -> Q:
    """Return the condition that a duty is in its own open period, or `once` and carried
    into a later open one of the plan.
    """
    later = Period.objects.filter(
        plan_id=OuterRef(f"{path}period__plan_id"),
        state=Period.State.OPEN,
        data_to__gt=OuterRef(f"{path}period__data_to"),
    )
    own = Q(**{f"{path}period__state": Period.State.OPEN})
    return own | Q(Exists(later), **{f"{path}schedule": "once"})


_KEY = re.compile(r"([0-9]{4})(?:-([a-z0-9-]+))?")


def periods_named(rows: models.QuerySet[Period], key: str) -> models.QuerySet[Period]:
    """Keep the periods that the word of an address names; none for nonsense."""
    found = _KEY.fullmatch(key)
    if found is None or found[2] == Period.Kind.YEAR:
        return rows.none()
    return rows.filter(year=int(found[1]), kind=found[2] or Period.Kind.YEAR)


class PeriodEvent(models.Model):
    """What was done to a whole period, once per action and not once per row."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="events")
    kind = models.CharField("việc", max_length=30)
    counts = models.JSONField("số lượng", default=dict)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    effective_on = models.DateField("ngày")
    recorded_at = models.DateTimeField("ghi lúc")
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        """Oldest first."""

        verbose_name = "nhật ký kỳ báo cáo"
        verbose_name_plural = "nhật ký kỳ báo cáo"
        ordering = ("recorded_at", "pk")

    def __str__(self) -> str:
        return f"{self.period} · {self.kind}"


class PeriodUnit(models.Model):
    """An agency of the list stored when a period closed (rule 5)."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="units")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    name = models.CharField("tên lúc chốt", max_length=250)
    kind = models.CharField("loại", max_length=20)
    level = models.CharField("cấp", max_length=10)
    alive_on_data_day = models.BooleanField("còn hoạt động ngày chốt")

    class Meta:
        """One row per agency."""

        verbose_name = "đơn vị của kỳ đã chốt"
        verbose_name_plural = "đơn vị của kỳ đã chốt"
        constraints = (
            models.UniqueConstraint(
                fields=["period", "agency"], name="tasks_period_unit_once"
            ),
        )

    def __str__(self) -> str:
        return self.name
