"""Summaries: serve today only, can be rebuilt and compared with the duties."""

from django.db import models
from django.db.models import Q

from agencies.models import Agency
from tasks.models.period import Period
from tasks.models.plan import Task
from tasks.models.target import TargetMeasure
from tasks.querysets import DutyQuerySet
from tasks.states import Progress, Schedule, State


class AgencySummary(models.Model):
    """How many duties of an agency stand in each state; lateness is never here.

    `owed` are the live ones that count, `spoken` those of them that said a word.
    """

    period = models.ForeignKey(Period, models.CASCADE, related_name="summaries")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="summaries")
    open = models.PositiveIntegerField(default=0)
    prepared = models.PositiveIntegerField(default=0)
    submitted = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    waived = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    transferred = models.PositiveIntegerField(default=0)
    owed = models.PositiveIntegerField(default=0)
    spoken = models.PositiveIntegerField(default=0)

    class Meta:
        """One row per period and agency."""

        verbose_name = "tổng hợp theo đơn vị"
        verbose_name_plural = "tổng hợp theo đơn vị"
        constraints = (
            models.UniqueConstraint(
                fields=["period", "agency"], name="tasks_summary_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["period"],
                include=["agency"],
                condition=Q(spoken=0, owed__gt=0),
                name="summary_silent",
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency_id} · {self.period_id}"


class DutyCount(models.Model):
    """So many duties more, or fewer, that are alike in all a standing depends on.

    Written by the database itself whenever a duty changes (`services/duty_counts.py`):
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
    settled = models.CharField(max_length=16)
    late_after = models.DateField(null=True)
    opened_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    number = models.IntegerField()

    objects = DutyQuerySet.as_manager()

    class Meta:
        """Read by period; `once` duties of earlier periods are read with it."""

        verbose_name = "số nhiệm vụ như nhau"
        verbose_name_plural = "số nhiệm vụ như nhau"

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
