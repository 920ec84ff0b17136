"""How the tasks stand: one GROUP BY for an open period, the snapshot for a closed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from kehoach.site.compiled import Compiled
from tasks.duties.listing import (
    NOT_DUE,
    NOT_OWED,
    SENT,
    SUMS,
    TAKEN_IN,
    WAITING_REVIEW,
    number_in,
)
from tasks.duties.past_words import held_in, of_their_day
from tasks.duties.shown import PeriodDuties
from tasks.models import Period, Progress, Task
from tasks.models.status import CARRIED_OUT, LATE, Standing

REPORTED = SUMS["da-bao-cao"][1]
_DONE = Progress.DONE


#: What pages and documents show of a task beside its counts.
_SHOWN = (
    *("plan_id", "code", "short_title", "schedule", "assignee_text", "position"),
    *("worded_from", "section__by_agency", "proof"),
)


@dataclass(slots=True, kw_only=True)
class Counts:
    """How many units stand where, of one task or of many; requested bodies apart."""

    standings: dict[Standing, int] = field(default_factory=dict)
    progresses: dict[str, int] = field(default_factory=dict)
    #: Level of the agencies → how many were sent, how many are owed.
    levels: dict[str, tuple[int, int]] = field(default_factory=dict)
    requested: int = 0
    #: Of those that reported, how many say that it is carried out, accepted or not.
    achieved: int = 0

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
    def sent(self) -> int:
        """Return how many units sent it at least once, those asked again too."""
        return self._of(SENT)

    @property
    def taken_in(self) -> int:
        """Return how many were accepted."""
        return self._of(TAKEN_IN)

    @property
    def not_due(self) -> int:
        """Return how many have time left, also to complete what was sent back."""
        return self._of(NOT_DUE)

    @property
    def unsent(self) -> int:
        """Return how many were never sent though their day has passed."""
        return self._of((Standing.OVERDUE,))

    @property
    def unmended(self) -> int:
        """Return how many were asked again and are past the day of the supplement."""
        return self._of((Standing.RETURNED_LATE,))

    @property
    def by_letter(self) -> int:
        """Return how many units sent a letter and recorded nothing."""
        return self._of((Standing.LETTER_ONLY,))

    @property
    def done(self) -> int:
        """Return how many units carried it out, as accepted."""
        return self._of(CARRIED_OUT)

    @property
    def waived(self) -> int:
        """Return how many units are not concerned."""
        return self._of((Standing.WAIVED,))

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


@dataclass(slots=True)
class TaskCount(Counts):
    """The same of one task."""

    task: Task


def summed(counts: Iterable[Counts]) -> Counts:
    """Return how many units of all of them stand where, and at which level."""
    whole, standings = Counts(), Counter[Standing]()
    for count in counts:
        standings.update(count.standings)
        whole.requested += count.requested
        for level, (sent, owed) in count.levels.items():
            before = whole.levels.get(level, (0, 0))
            whole.levels[level] = (before[0] + sent, before[1] + owed)
    whole.standings = standings
    return whole


def task_counts(
    period: Period,
    today: date,
    as_of: date | None = None,
    *,
    carried_over: bool = True,
    words_day: date | None = None,
) -> list[TaskCount]:
    """Return every task and responsibility that stood in the period, or of which work
    is left in it, with its counts, today's or those of a day in the past. `carried_over` as of `DutyQuerySet.shown_in`;
    `words_day` where they stand beside those of another period, which calls them its
    way.
    """
    shown = PeriodDuties(period, today, as_of, carried_over)
    grouped = list(_grouped(shown))
    left = Q(valid_to__isnull=False, pk__in={row.task_id for row in grouped})
    rows = Task.objects.filter(held_in(period) | left, plan_id=period.plan_id)
    found = rows.select_related("section").only(*_SHOWN).order_by("position")
    tasks = list(found)
    of_their_day(tasks, words_day or period.words_day(as_of))
    counts = {task.pk: TaskCount(task) for task in tasks}
    for row in grouped:
        _add(counts[row.task_id], row)
    return list(counts.values())


def _add(count: TaskCount, row: "AlikeDuties") -> None:
    standing, number = row.standing, row.number
    if row.is_requested:
        count.requested += number
        return
    count.standings[standing] = count.standings.get(standing, 0) + number
    if standing in NOT_OWED:
        return
    if standing in REPORTED and (standing in CARRIED_OUT or row.progress == _DONE):
        count.achieved += number
    sent, owed = count.levels.get(row.level, (0, 0))
    is_sent = number if standing in SENT else 0
    count.levels[row.level] = (sent + is_sent, owed + number)
    if standing not in CARRIED_OUT:
        kept = count.progresses.get(row.progress, 0)
        count.progresses[row.progress] = kept + number


class AlikeDuties(NamedTuple):
    """So many duties of a task whose agencies and words are alike."""

    task_id: int
    level: str
    standing: Standing
    progress: str
    is_requested: bool
    number: int


def _grouped(shown: PeriodDuties) -> Iterable[AlikeDuties]:
    """Yield duties alike: kept sums of what is shown as of now, else a GROUP BY."""
    return _from_counts(shown) if shown.is_now else _from_rows(shown)


def _from_counts(shown: PeriodDuties) -> Iterable[AlikeDuties]:
    if shown.carried_over:
        return _alike(_of_sums(shown))
    return _alike(_SUMS.rows(key=shown.period.pk, today=shown.today))


def _of_sums(shown: PeriodDuties) -> QuerySet[Any, Any]:
    return _groups(shown.sums(), "level", "progress")


def _from_rows(shown: PeriodDuties) -> Iterable[AlikeDuties]:
    return _alike(_groups(shown.rows(), "agency__level", shown.column("progress")))


def _groups(rows: QuerySet[Any], level: str, progress: str) -> QuerySet[Any, Any]:
    names = ("task_id", level, "standing", progress, "is_requested")
    groups = rows.order_by().values_list(*names).annotate(total=number_in(rows))
    return groups.filter(total__gt=0)  # type: ignore[no-any-return]


def _alike(groups: Iterable[tuple[Any, ...]]) -> Iterable[AlikeDuties]:
    for task, where, word, said, requested, number in groups:
        yield AlikeDuties(task, where, Standing(word), said, requested, number)


def _of_one_period(key: int, today: date) -> QuerySet[Any, Any]:
    return _of_sums(PeriodDuties(Period(pk=key), today, carried_over=False))


_SUMS = Compiled(_of_one_period, key=2**53 - 111, today=date(1801, 1, 2))
