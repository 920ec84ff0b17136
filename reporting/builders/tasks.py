"""How the tasks stand: one GROUP BY for an open period, the snapshot for a closed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from tasks.models import Duty, DutySnapshot, Period, Progress, Task
from tasks.status import CARRIED_OUT, LATE, Standing, standing_case

NOT_OWED = (Standing.WAIVED, Standing.ENDED, Standing.TRANSFERRED)
WAITING_REVIEW = (Standing.WAITING, Standing.WAITING_LATE)
REPORTED = (*CARRIED_OUT, Standing.ACCEPTED, *WAITING_REVIEW)
_BY_LABEL = {standing.label: standing for standing in Standing}


@dataclass(slots=True)
class TaskCount:
    """One task with how many units stand where; requested bodies apart."""

    task: Task
    standings: dict[Standing, int] = field(default_factory=dict)
    progresses: dict[str, int] = field(default_factory=dict)
    requested: int = 0

    def _of(self, wanted: Iterable[Standing]) -> int:
        return sum(self.standings.get(standing, 0) for standing in wanted)

    @property
    def owed(self) -> int:
        """Return how many units owe it."""
        return sum(self.standings.values()) - self._of(NOT_OWED)

    @property
    def reported(self) -> int:
        """Return how many units sent their word."""
        return self._of(REPORTED)

    @property
    def done(self) -> int:
        """Return how many units carried it out, as accepted."""
        return self._of(CARRIED_OUT)

    @property
    def late(self) -> int:
        """Return how many units are late on the day."""
        return self._of(LATE)

    @property
    def waiting(self) -> int:
        """Return how many wait for the steering agency."""
        return self._of(WAITING_REVIEW)

    @property
    def not_started(self) -> int:
        """Return how many owing units said «chưa thực hiện» or nothing."""
        return self.progresses.get(Progress.NOT_STARTED, 0)

    @property
    def in_progress(self) -> int:
        """Return how many owing units are at work or wait for acceptance."""
        return self.owed - self.done - self.not_started


def task_counts(period: Period, today: date) -> list[TaskCount]:
    """Return every task and responsibility of the plan with its counts."""
    tasks = Task.objects.filter(plan_id=period.plan_id).select_related("section")
    counts = {task.pk: TaskCount(task) for task in tasks.order_by("position")}
    for task_id, standing, progress, requested, number in _grouped(period, today):
        count = counts[task_id]
        if requested:
            count.requested += number
            continue
        count.standings[standing] = count.standings.get(standing, 0) + number
        if standing not in NOT_OWED and standing not in CARRIED_OUT:
            kept = count.progresses.get(progress, 0)
            count.progresses[progress] = kept + number
    return list(counts.values())


def _grouped(
    period: Period, today: date
) -> Iterable[tuple[int, Standing, str, bool, int]]:
    if period.is_open:
        rows = Duty.objects.shown_in(period).annotate(standing=standing_case(today))
        columns = ("task_id", "standing", "progress", "is_requested")
    else:
        rows = DutySnapshot.objects.filter(period=period)
        columns = ("duty__task_id", "label", "progress", "duty__is_requested")
    found = rows.order_by().values_list(*columns).annotate(number=Count("*"))
    for task_id, word, progress, requested, number in found:
        standing = Standing(word) if period.is_open else _BY_LABEL[word]
        yield task_id, standing, progress, requested, number
