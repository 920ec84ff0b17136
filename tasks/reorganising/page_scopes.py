"""What the preview of a reorganisation asks: who takes open work of which agency."""

from collections import Counter
from dataclasses import dataclass, field
from operator import itemgetter

from django.db.models import Q

from agencies.models import Agency, Reorganisation, Succession
from tasks.models import CarryDecision, Duty, OnceDecision, Period, Schedule, Task
from tasks.reorganising import DecisionQuestion

_Name = tuple[str, str]
#: Up to how many successors a common choice lists; more are typed.
_SHARED = 12


@dataclass(frozen=True, slots=True)
class Scope:
    """One choice of who takes: for all, an agency, a task, or one task of an agency.

    `heirs` are those to choose from; `is_free` when any agency may take the work, since
    nobody follows; `open` counts what still waits for an answer.
    """

    predecessor: Agency | None
    task: Task | None
    heirs: tuple[_Name, ...]
    open: int
    is_free: bool
    takes: str | None = None
    reason: str = ""

    @property
    def key(self) -> str:
        """Return a text that names the scope in a form."""
        code = self.predecessor.code if self.predecessor else ""
        return f"{code}.{self.task.pk if self.task else ''}"


@dataclass(frozen=True, slots=True)
class OnceScope:
    """Whether what predecessors did once is enough, for all or for one successor."""

    task: Task
    successor: _Name
    open: int
    is_enough: bool | None = None

    @property
    def key(self) -> str:
        """Return a text that names the scope in a form."""
        return f"{self.task.pk}.{self.successor[0]}"


@dataclass
class DividedUnit:
    """A divided or dissolved agency, its own choice and those of its tasks."""

    own: Scope
    tasks: list[Scope] = field(default_factory=list)


@dataclass
class OnceTask:
    """A task done once: the choice for all successors and for each."""

    own: OnceScope
    successors: list[OnceScope] = field(default_factory=list)


@dataclass
class Asking:
    """Everything that can be chosen before applying."""

    everybody: Scope | None
    units: list[DividedUnit]
    tasks: list[Scope]
    once: list[OnceTask]

    @property
    def scopes(self) -> list[Scope]:
        """Return every choice of who takes."""
        own = [self.everybody] if self.everybody else []
        units = [s for unit in self.units for s in (unit.own, *unit.tasks)]
        return [*own, *units, *self.tasks]

    @property
    def once_scopes(self) -> list[OnceScope]:
        """Return every choice on work done once."""
        return [s for each in self.once for s in (each.own, *each.successors)]


def asking_of(event: Reorganisation, questions: tuple[DecisionQuestion, ...]) -> Asking:
    """Return what can be chosen, with what was chosen already; six queries."""
    return _Reading(event, questions).read()


class _Reading:
    """Gathers lines, open work and earlier choices once."""

    def __init__(
        self, event: Reorganisation, questions: tuple[DecisionQuestion, ...]
    ) -> None:
        self.event = event
        self.asked = {
            (q.predecessor[0], q.task_id)
            for q in questions
            if q.kind == "carry" and q.predecessor
        }
        self.waiting = Counter(
            key
            for code, task_id in self.asked
            for key in ((code, task_id), (code, 0), ("", task_id), ("", 0))
        )
        self.once = [q for q in questions if q.kind == "once"]
        chosen = CarryDecision.objects.filter(event=event)
        self.chosen = {
            (row.predecessor_id or 0, row.task_id or 0): row for row in chosen
        }
        self.olds: dict[int, Agency] = {}
        self.heirs: dict[int, list[_Name]] = {}
        self.shared_heirs: list[_Name] = []
        self.has_dissolved = False
        self.read_lines()

    def read_lines(self) -> None:
        rows = self.event.lines.select_related("predecessor", "successor", "planned")
        for line in rows.order_by("predecessor__sort_key", "pk"):
            self.olds[line.predecessor_id] = line.predecessor
            heirs = self.heirs.setdefault(line.predecessor_id, [])
            followed = line.successor or line.planned
            if followed and line.kind != Succession.Kind.DISSOLVE:
                heirs.append((followed.code, followed.short_name))

    def read(self) -> Asking:
        unsure = [pk for pk, heirs in self.heirs.items() if len(heirs) != 1]
        work = self.open_work(unsure)
        shared = {each for pk in work for each in self.heirs[pk]}
        self.shared_heirs = (
            sorted(shared, key=itemgetter(1, 0)) if len(shared) <= _SHARED else []
        )
        self.has_dissolved = (
            any(not self.heirs[pk] for pk in work) or len(shared) > _SHARED
        )
        tasks = self.tasks_of(work)
        units = [
            self.unit(pk, [tasks[t] for t in tasks if t in work[pk]])
            for pk in unsure
            if pk in work
        ]
        several = len(units) > 1
        by_task = [
            self.scope(None, task)
            for pk, task in tasks.items()
            if sum(pk in each for each in work.values()) > 1 or (0, pk) in self.chosen
        ]
        return Asking(
            everybody=self.scope(None, None) if several or self.chosen else None,
            units=units,
            tasks=by_task if several else [],
            once=self.once_tasks(),
        )

    def open_work(self, agencies: list[int]) -> dict[int, set[int]]:
        """Return agency → tasks that are open at it, or asked about."""
        rows = Duty.objects.to_do().filter(
            Q(period__state=Period.State.OPEN) | Q(schedule=Schedule.ONCE),
            agency__in=agencies,
        )
        found: dict[int, set[int]] = {}
        for agency_id, task_id in rows.values_list("agency_id", "task_id"):
            found.setdefault(agency_id, set()).add(task_id)
        ids = {agency.code: pk for pk, agency in self.olds.items()}
        for code, task_id in self.asked:
            found.setdefault(ids[code], set()).add(task_id)
        return found

    def tasks_of(self, work: dict[int, set[int]]) -> dict[int, Task]:
        """Return id → task in the plan's order."""
        wanted = {task_id for each in work.values() for task_id in each}
        rows = Task.objects.filter(pk__in=wanted).order_by("position", "pk")
        return {task.pk: task for task in rows}

    def unit(self, pk: int, tasks: list[Task]) -> DividedUnit:
        agency = self.olds[pk]
        return DividedUnit(
            self.scope(agency, None), [self.scope(agency, task) for task in tasks]
        )

    def scope(self, agency: Agency | None, task: Task | None) -> Scope:
        heirs = self.heirs[agency.pk] if agency else self.shared_heirs
        code = agency.code if agency else ""
        key = (agency.pk if agency else 0, task.pk if task else 0)
        row = self.chosen.get(key)
        return Scope(
            agency,
            task,
            tuple(heirs),
            self.waiting[code, task.pk if task else 0],
            not heirs if agency else self.has_dissolved,
            row.takes_code if row else None,
            row.reason if row else "",
        )

    def once_tasks(self) -> list[OnceTask]:
        """Return the tasks done once that are asked about or were answered."""
        rows = OnceDecision.objects.filter(event=self.event).select_related("task")
        chosen = {(row.task_id, row.successor_code): row.is_satisfied for row in rows}
        names = {code: name for heirs in self.heirs.values() for code, name in heirs}
        asked = {(q.task_id, q.choices[0][0]) for q in self.once if q.choices}
        wanted = {pk for pk, _ in asked} | {pk for pk, _ in chosen}
        tasks = Task.objects.filter(pk__in=wanted).order_by("position", "pk")
        found = []
        for task in tasks:
            keys = {code for pk, code in asked | set(chosen) if pk == task.pk and code}
            waiting = sum(pk == task.pk for pk, _ in asked)
            own = OnceScope(task, ("", ""), waiting, chosen.get((task.pk, "")))
            each = [
                OnceScope(
                    task,
                    (code, names.get(code, code)),
                    int((task.pk, code) in asked),
                    chosen.get((task.pk, code)),
                )
                for code in sorted(keys, key=lambda code: names.get(code, code))
            ]
            found.append(OnceTask(own, each))
        return found
