"""The preview: the event is really applied, looked at, and rolled back."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from agencies.models import Reorganisation
from tasks.models import Task
from tasks.moving.measures import (
    CountedMeasures,
    MeasureChange,
    as_measures,
    changed_measures,
    counts_on,
)
from tasks.moving.outcome import AskedDecision, Fate
from tasks.reorganising.applying import Applied, carry_out_event, lock_event
from tasks.reorganising.checking import event_problems, event_warnings
from tasks.reorganising.people import PersonMove, heirs_of, moves_of

_Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DecisionQuestion:
    """What a person must decide; `choices` are (code, short name)."""

    kind: str
    predecessor: _Name | None
    task_id: int
    task_code: str
    task_title: str
    choices: tuple[_Name, ...]


@dataclass(frozen=True, slots=True)
class AgencyFate:
    """One predecessor: who follows, and its duties by fate."""

    code: str
    name: str
    successors: tuple[_Name, ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class TaskFate:
    """One task: the predecessors' duties by fate, and new duties at successors."""

    code: str
    title: str
    counts: dict[str, int]
    opened: int


@dataclass(frozen=True, slots=True)
class GroupChange:
    """An agency that enters («vào») or leaves («rời») a group by name."""

    group: str
    agency: str
    move: str


@dataclass(frozen=True)
class Preview:
    """What applying would do, in figures that a page puts into words."""

    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    questions: tuple[DecisionQuestion, ...] = ()
    ends: tuple[_Name, ...] = ()
    begins: tuple[_Name, ...] = ()
    fates: dict[str, int] | None = None
    by_agency: tuple[AgencyFate, ...] = ()
    by_task: tuple[TaskFate, ...] = ()
    opened: dict[str, int] | None = None
    people: tuple[PersonMove, ...] = ()
    groups: tuple[GroupChange, ...] = ()
    plans: tuple[str, ...] = ()
    assignments: tuple[str, ...] = ()
    reminders: int = 0
    measures: tuple[MeasureChange, ...] = ()
    digest: str = ""

    @property
    def can_apply(self) -> bool:
        """Return whether nothing stands against applying."""
        return not self.problems and not self.questions


def rehearse(*, event: Reorganisation, today: date, now: datetime) -> Preview:
    """Return what `apply_event` would do now; nothing is kept.

    An event of a later day is shown as of that day, so that it can be prepared; its
    problem stands until then.
    """
    problems = tuple(event_problems(event=event, today=today))
    warnings = tuple(event_warnings(event=event))
    today = max(today, event.effective_on)
    if event_problems(event=event, today=today):
        return Preview(problems, warnings)
    before = as_measures(counts_on(today))
    with transaction.atomic():
        row = lock_event(event)
        applied = carry_out_event(
            event=row, actor=None, digest=None, decided=False, today=today, now=now
        )
        row.state = Reorganisation.State.APPLIED
        row.save(update_fields=["state"])
        after = as_measures(counts_on(today))
        transaction.set_rollback(True)
    found = preview_of(event, applied, before, after, warnings)
    return replace(found, problems=problems)


def preview_of(
    event: Reorganisation,
    applied: Applied,
    before: CountedMeasures,
    after: CountedMeasures,
    warnings: tuple[str, ...],
) -> Preview:
    """Put what a rehearsal did into a preview."""
    world, outcome, side = applied.world, applied.outcome, applied.side
    tasks = {
        task.pk: task
        for task in Task.objects.filter(
            pk__in={m.duty.task_id for m in outcome.moves}
            | {a.task_id for a in outcome.asked}
        )
    }
    names = dict(world.names)
    heirs = heirs_of(event)
    return Preview(
        problems=(),
        warnings=warnings,
        questions=tuple(question_of(a, tasks, names) for a in outcome.asked),
        ends=tuple((a.code, a.short_name) for a in side.ended),
        begins=tuple((a.code, a.short_name) for a in side.begun),
        fates=applied.fates(),
        by_agency=by_agency(applied, heirs),
        by_task=by_task(applied, tasks),
        opened=applied.opened,
        people=tuple(moves_of(side.memberships, heirs, set())),
        groups=tuple(GroupChange(*change) for change in side.groups),
        plans=tuple(side.plans),
        assignments=tuple(side.assignments),
        reminders=applied.reminders,
        measures=changed_measures(before, after),
        digest=outcome.digest(world),
    )


def question_of(
    asked: AskedDecision, tasks: dict[int, Task], names: dict[str, str]
) -> DecisionQuestion:
    """Return the question with names instead of codes."""
    task = tasks[asked.task_id]
    old = (asked.old, names[asked.old]) if asked.old else None
    return DecisionQuestion(
        kind=asked.kind,
        predecessor=old,
        task_id=task.pk,
        task_code=task.code,
        task_title=task.short_title,
        choices=tuple((code, names.get(code, code)) for code in asked.choices),
    )


def no_counts() -> dict[str, int]:
    """Return every fate with nothing counted."""
    return dict.fromkeys((fate.value for fate in Fate), 0)


def by_agency(
    applied: Applied, heirs: dict[str, tuple[_Name, ...]]
) -> tuple[AgencyFate, ...]:
    """Return the predecessors in the order of lists, with their duties by fate."""
    counts = {agency.code: no_counts() for agency in applied.side.ended}
    for move in applied.outcome.moves:
        counts[move.duty.agency][move.fate] += 1
    return tuple(
        AgencyFate(a.code, a.short_name, heirs.get(a.code, ()), counts[a.code])
        for a in applied.side.ended
    )


def by_task(applied: Applied, tasks: dict[int, Task]) -> tuple[TaskFate, ...]:
    """Return the tasks in the plan's order, with the duties by fate."""
    counts = {pk: no_counts() for pk in tasks}
    for move in applied.outcome.moves:
        counts[move.duty.task_id][move.fate] += 1
    return tuple(
        TaskFate(t.code, t.short_title, counts[pk], applied.opened.get(t.code, 0))
        for pk, t in sorted(tasks.items(), key=lambda item: item[1].position)
    )
