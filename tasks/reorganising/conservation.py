"""What an applied event did to work, counted again from the rows it left behind.

duties before = kept + transferred + joined + ended; entries and evidence that stood on
them before stand where the work went. What is known at the moment of applying counts,
so the answer does not change with later work or later events.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from agencies.models import Level, Reorganisation
from tasks.duties.as_of import duties_on
from tasks.duties.errors import InvalidInput
from tasks.models import CLOSED, LIVE, TO_DO, Duty, EntryLink, EvidenceLink, State
from tasks.moving.outcome import Fate

INSTANT = timedelta(microseconds=1)
_FATES = (Fate.KEPT, Fate.TRANSFERRED, Fate.JOINED, Fate.ENDED)
Links = defaultdict[int, frozenset[int]]
Pairs = Iterable[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ConservationLine:
    """One line of the table: a level, a task or everything."""

    name: str
    before: int = 0
    kept: int = 0
    transferred: int = 0
    joined: int = 0
    ended: int = 0
    entries: int = 0
    entries_after: int = 0
    evidence: int = 0
    evidence_after: int = 0

    @property
    def is_conserved(self) -> bool:
        """Return whether nothing was lost and nothing counted twice."""
        found = self.kept + self.transferred + self.joined + self.ended
        return (self.before, self.entries, self.evidence) == (
            found,
            self.entries_after,
            self.evidence_after,
        )


@dataclass(frozen=True, slots=True)
class Conservation:
    """The table of one event, and every difference by name."""

    event: str
    effective_on: date
    total: ConservationLine
    by_level: tuple[ConservationLine, ...]
    by_task: tuple[ConservationLine, ...]
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Return whether everything was conserved."""
        lines = (self.total, *self.by_level, *self.by_task)
        return not self.differences and all(line.is_conserved for line in lines)


class DutyBefore(NamedTuple):
    """A predecessor's duty as it was known just before the event was applied."""

    pk: int
    name: str
    level: str
    task: str
    position: int
    state: str
    entries: frozenset[int]
    evidence: frozenset[int]


def conserve(*, event: Reorganisation) -> Conservation:
    """Return the conservation table of an applied event.

    Raises InvalidInput when the event is not applied here (drafts, shipped history).
    """
    at = event.applied_at
    if event.state != Reorganisation.State.APPLIED or at is None:
        message = "Chỉ đối chiếu được sự kiện đã áp dụng trong hệ thống."
        raise InvalidInput(message)
    counting = _Counting(event, at)
    by_level: dict[str, list[DutyBefore]] = {level.value: [] for level in Level}
    by_task: dict[str, list[DutyBefore]] = {}
    for row in sorted(counting.before, key=lambda row: (row.position, row.pk)):
        by_level[row.level].append(row)
        by_task.setdefault(row.task, []).append(row)
    line = counting.line
    return Conservation(
        event=event.name,
        effective_on=event.effective_on,
        total=line("Tất cả", counting.before),
        by_level=tuple(line(str(Level(k).label), by_level[k]) for k in by_level),
        by_task=tuple(line(code, rows) for code, rows in by_task.items()),
        differences=tuple(counting.differences()),
    )


class _Counting:
    """One reading of an event's rows, in a fixed number of queries."""

    def __init__(self, event: Reorganisation, at: datetime) -> None:
        self.event, self.at = event, at
        self.before = list(self.read_before())
        ids = [row.pk for row in self.before]
        rows = duties_on(timezone.localdate(at), at).filter(pk__in=ids)
        self.after = dict(rows.order_by().values_list("pk", "state_on"))
        moved = [pk for pk, state in self.after.items() if state == State.TRANSFERRED]
        self.carried = dict(
            Duty.objects.filter(pk__in=moved).values_list("pk", "carried_to_id")
        )
        goals = set(self.carried.values())
        created = event.changes.filter(table=Duty._meta.label, before__isnull=True)
        self.made = goals & set(created.values_list("row_id", flat=True))
        goal_rows = duties_on(timezone.localdate(at), at).filter(pk__in=goals)
        self.goals = dict(goal_rows.order_by().values_list("pk", "state_on"))
        self.entries_at = links(entry_links(self.at, goals))
        self.evidence_at = links(evidence_links(self.at, goals))
        self.sources = Counter(self.carried.values())

    def read_before(self) -> Iterator[DutyBefore]:
        """Yield what the predecessors owed or had reported, as known just before."""
        open_then = Q(period__closed_at__isnull=True) | Q(
            period__closed_at__gte=self.at
        )
        rows = duties_on(timezone.localdate(self.at), self.at - INSTANT).filter(
            Q(schedule="once") | open_then,
            agency__in=self.event.lines.values("predecessor_id"),
            state_on__in=LIVE,
        )
        found = list(rows.select_related("task", "agency").order_by("pk"))
        ids = {row.pk for row in found}
        entries = links(entry_links(self.at, ids))
        evidence = links(evidence_links(self.at - INSTANT, ids))
        for row in found:
            yield DutyBefore(
                pk=row.pk,
                name=str(row),
                level=row.agency.level,
                task=row.task.code,
                position=row.task.position,
                state=row.state_on,
                entries=entries[row.pk],
                evidence=evidence[row.pk],
            )

    def fate(self, row: DutyBefore) -> Fate | None:
        """Return what became of a duty; None when that cannot be told."""
        state, goal = self.after.get(row.pk), self.carried.get(row.pk)
        if state == State.TRANSFERRED and goal is not None:
            alone = goal in self.made and self.sources[goal] == 1
            return Fate.TRANSFERRED if alone else Fate.JOINED
        if state == State.ENDED:
            return Fate.ENDED
        return Fate.KEPT if state == row.state else None

    def found(self, row: DutyBefore) -> tuple[frozenset[int], frozenset[int]]:
        """Return the entries and evidence of before that stand where the work is."""
        goal = self.carried.get(row.pk)
        if goal is None:
            return row.entries, row.evidence
        return row.entries & self.entries_at[goal], row.evidence & self.evidence_at[
            goal
        ]

    def line(self, name: str, rows: list[DutyBefore]) -> ConservationLine:
        """Return the line of these rows."""
        fates = Counter(self.fate(row) for row in rows)
        kept = [self.found(row) for row in rows]
        return ConservationLine(
            name=name,
            before=len(rows),
            **{fate.value: fates[fate] for fate in _FATES},
            entries=size(row.entries for row in rows),
            entries_after=size(entries for entries, _ in kept),
            evidence=size(row.evidence for row in rows),
            evidence_after=size(evidence for _, evidence in kept),
        )

    def differences(self) -> Iterator[str]:
        """Yield, by name, every duty with which something is wrong."""
        for row in self.before:
            fate, goal = self.fate(row), self.carried.get(row.pk)
            if fate is None:
                yield f"{row.name}: {row.state} → {self.after.get(row.pk, 'mất')}."
            if fate == Fate.KEPT and row.state in TO_DO:
                yield f"{row.name}: còn phải làm nhưng ở lại đơn vị đã kết thúc."
            if goal is not None and self.goals.get(goal) in {None, *CLOSED}:
                yield f"{row.name}: chuyển đến nhiệm vụ không còn mở."
            for word, had, has in zip(
                ("nhật ký", "minh chứng"),
                (row.entries, row.evidence),
                self.found(row),
                strict=True,
            ):
                if lost := len(had - has):
                    yield f"{row.name}: {lost} {word} không theo nhiệm vụ."
        yield from self.said_otherwise()

    def said_otherwise(self) -> Iterator[str]:
        """Yield where the counts that the event kept differ from the rows."""
        line, kept = self.line("", self.before), self.event.counts
        for name in ("before", *(fate.value for fate in _FATES)):
            if kept.get(name) != getattr(line, name):
                yield f"Sự kiện ghi {name} = {kept.get(name)}, đếm lại {getattr(line, name)}."


def entry_links(at: datetime, duties: Iterable[int]) -> Pairs:
    """Return (duty, entry) of entries written before the moment."""
    rows = EntryLink.objects.filter(duty__in=duties, entry__recorded_at__lt=at)
    return rows.values_list("duty_id", "entry_id")


def evidence_links(at: datetime, duties: Iterable[int]) -> Pairs:
    """Return (duty, evidence) of what was attached at the moment."""
    attached = Q(removed_at__isnull=True) | Q(removed_at__gt=at)
    rows = EvidenceLink.objects.filter(attached, duty__in=duties, recorded_at__lte=at)
    return rows.values_list("duty_id", "evidence_id")


def links(pairs: Pairs) -> Links:
    """Group pairs by their first part."""
    found: Links = defaultdict(frozenset)
    for duty, others in groupby(sorted(pairs), key=itemgetter(0)):
        found[duty] = frozenset(other for _, other in others)
    return found


def size(sets: Iterable[frozenset[int]]) -> int:
    """Return how many different things the sets hold."""
    return len(set().union(*sets))
