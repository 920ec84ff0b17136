"""What is kept counted (`docs/sums.md`): of today only, and compared with the duties."""

from typing import Any, Self

from django.db import models
from django.db.models import Count, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce

from agencies.models import Agency
from tasks.models.period import Period
from tasks.models.plan import Task
from tasks.models.querysets import DutyQuerySet
from tasks.models.states import Progress, Schedule, State
from tasks.models.target import TargetMeasure


class SummaryQuerySet(models.QuerySet["AgencySummary"]):
    """Which agencies owe; each of them is one row, `agency`, the sum of its rows."""

    def owing(self, period: Any) -> Self:
        """Keep the agencies that owe something of the period itself."""
        rows: Any = self.filter(period=period).order_by().values("agency")
        kept: Self = rows.alias(owes=Sum("owed")).filter(owes__gt=0)
        return kept

    def silent(self, period: Any) -> Self:
        """Keep those of them that have said nothing at all."""
        return self.owing(period).alias(said=Sum("spoken")).filter(said=0)

    def number(self) -> Coalesce:
        """Return how many agencies these are, as a column of another query."""
        whole = self.annotate(found=Window(Count("*"))).values("found")[:1]
        return Coalesce(Subquery(whole, output_field=models.IntegerField()), Value(0))


class AgencySummary(models.Model):
    """So many duties more, or fewer, that an agency owes; lateness is never here.

    `owed` are the live ones that count, `spoken` those of them that said a word. Kept
    as `DutyCount` is: rows are only added, what an agency owes is their sum.
    """

    period = models.ForeignKey(
        Period, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    agency = models.ForeignKey(
        Agency, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    owed = models.IntegerField()
    spoken = models.IntegerField()

    objects = SummaryQuerySet.as_manager()

    class Meta:
        """Added up along its index, without reading the rows."""

        verbose_name = "tổng hợp theo đơn vị"
        verbose_name_plural = "tổng hợp theo đơn vị"
        indexes = (
            models.Index(
                fields=["period", "agency", "owed", "spoken"], name="summary_added_up"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency_id} · {self.period_id}"


class DutyCount(models.Model):
    """So many duties more, or fewer, that are alike in all a standing depends on.

    Written by the database itself whenever a duty changes (`tasks/sums/`):
    rows are only added, so nobody waits for anybody; the number is their sum. The
    columns are called as a duty's own, and those of its agency as the agency's, so the
    same rules and filters read them; days that do not matter are empty. No foreign
    keys in the database: they would lock the period for whoever saves a duty.
    """

    period = models.ForeignKey(
        Period, models.CASCADE, related_name="counts", db_constraint=False
    )
    task = models.ForeignKey(
        Task, models.CASCADE, related_name="counts", db_constraint=False
    )
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=10)
    territory = models.CharField(max_length=20)
    schedule = models.CharField(max_length=10, choices=Schedule.choices)
    is_requested = models.BooleanField()
    state = models.CharField(max_length=12, choices=State.choices)
    progress = models.CharField(max_length=12, choices=Progress.choices)
    standing_without_date = models.CharField(max_length=16, db_column="settled")
    late_after = models.DateField(null=True)
    opened_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    falls_on = models.DateField(null=True)
    number = models.IntegerField()

    objects = DutyQuerySet.as_manager()

    class Meta:
        """Read by period; `once` duties of earlier periods are read with it."""

        verbose_name = "số nhiệm vụ như nhau"
        verbose_name_plural = "số nhiệm vụ như nhau"
        indexes = (
            models.Index(  # the number on every page of who steers
                fields=["period"],
                include=["number"],
                condition=models.Q(state="submitted"),
                name="count_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.task_id} · {self.state} · {self.number}"


class MeasureWord(models.Model):
    """What one unit added to a measure when its totals were last stored."""

    period = models.ForeignKey(
        Period, models.CASCADE, related_name="+", db_constraint=False
    )
    measure = models.ForeignKey(
        TargetMeasure, models.CASCADE, related_name="+", db_constraint=False
    )
    agency = models.ForeignKey(
        Agency, models.CASCADE, related_name="+", db_constraint=False
    )
    alive = models.BooleanField()
    place = models.CharField(max_length=20)
    numerator = models.DecimalField(max_digits=18, decimal_places=2)
    denominator = models.DecimalField(max_digits=18, decimal_places=2)
    is_error = models.BooleanField()

    class Meta:
        """One row per unit of the measure."""

        verbose_name = "kết quả của đơn vị theo cách đo"
        verbose_name_plural = "kết quả của đơn vị theo cách đo"
        constraints = (
            models.UniqueConstraint(
                fields=["period", "agency", "measure"], name="tasks_measure_word_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure_id} · {self.agency_id}"


class MeasureTotal(models.Model):
    """The sums of a measure's words as of a day; gone when a definition changes.

    Agencies that changed since are in `StaleAgency` and counted anew by the reader.
    """

    period = models.ForeignKey(
        Period, models.CASCADE, related_name="+", db_constraint=False
    )
    measure = models.ForeignKey(
        TargetMeasure, models.CASCADE, related_name="+", db_constraint=False
    )
    day = models.DateField()
    numerator = models.DecimalField(max_digits=18, decimal_places=2)
    denominator = models.DecimalField(max_digits=18, decimal_places=2)
    not_applicable = models.PositiveIntegerField()
    not_reported = models.PositiveIntegerField()
    units = models.PositiveIntegerField()
    errors = models.PositiveIntegerField()
    ended_units = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        """One row per measure."""

        verbose_name = "tổng theo cách đo"
        verbose_name_plural = "tổng theo cách đo"
        constraints = (
            models.UniqueConstraint(
                fields=["period", "measure"], name="tasks_measure_total_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure_id} · {self.period_id}"


class StaleAgency(models.Model):
    """An agency whose duties, answers or own facts changed since the words were stored.

    Written by triggers, only added to: a row per change, without a foreign key.
    """

    agency = models.ForeignKey(
        Agency, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        """Emptied by `refresh_measures`."""

        verbose_name = "đơn vị có thay đổi"
        verbose_name_plural = "đơn vị có thay đổi"

    def __str__(self) -> str:
        return f"{self.agency_id}"
