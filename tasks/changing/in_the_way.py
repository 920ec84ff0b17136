"""What hangs on rows that undoing would remove, or stands where rows would come back."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from tasks.figures.asked_alike import tasks_at_odds
from tasks.models import Assignment, PlanChange, PlanChangeLine, Section, Target, Task
from tasks.moving.journal import noted
from tasks.moving.undoing import CODED, made_by

#: What people may have put on a row since it was added: model → (relation, in words).
HANGING: Mapping[Any, tuple[tuple[str, str], ...]] = {
    Task: (
        ("task_figures", "số liệu"),
        ("measures", "cách đo mục tiêu"),
        ("assignments", "phân công"),
    ),
    Section: (("children", "mục con"), ("tasks", "nhiệm vụ")),
    Target: (("measures", "cách đo"),),
}


def in_the_way(change: PlanChange) -> Iterator[str]:
    """Yield in words what has to go first."""
    before = {(model, pk): row for model, pk, row in noted(change) if row}
    yield from _drafts_on_new(change)
    yield from _put_since(change)
    for model in CODED:
        yield from _codes_taken(change, model, before)
    yield from _assigned_again(change, before)
    yield from _asked_since(before)


def _drafts_on_new(change: PlanChange) -> Iterator[str]:
    """Yield the drafts whose lines name a row that would go."""
    named = Q(lines__assignment__in=made_by(change, Assignment))
    for model in CODED:
        name = model._meta.model_name
        named |= Q(**{f"lines__{name}__in": made_by(change, model)})
    drafts = PlanChange.objects.filter(named, state=PlanChange.State.DRAFT)
    for draft in drafts.distinct():
        yield f"Dự thảo «{draft}» sửa dòng mới: bỏ dự thảo đó trước."


def _put_since(change: PlanChange) -> Iterator[str]:
    """Yield what was put on the change's new rows and is not of the change."""
    for model, relations in HANGING.items():
        rows: Any = model._default_manager.filter(pk__in=made_by(change, model))
        for row in rows:
            for name, words in relations:
                found: Any = getattr(row, name)
                own = made_by(change, found.model)
                if found.exclude(pk__in=own).exists():
                    yield f"{row} đã có {words} nhập thêm: bỏ phần đó trước."


def _codes_taken(
    change: PlanChange, model: Any, before: Mapping[tuple[Any, int], Any]
) -> Iterator[str]:
    """Yield the codes that would come back and belong to another row by now."""
    codes = {
        pk: row["code"]
        for (kind, pk), row in before.items()
        if kind is model and "code" in row
    }
    taken = model._default_manager.filter(plan=change.plan_id, code__in=codes.values())
    gone = made_by(change, model)
    for row in taken.exclude(pk__in=[*codes, *gone]):
        yield f"Mã {row.code} đã có {PlanChangeLine.Subject(model._meta.model_name).label} khác dùng."


def _assigned_again(
    change: PlanChange, before: Mapping[tuple[Any, int], Any]
) -> Iterator[str]:
    """Yield assignments on days on which an ended one would hold again."""
    made = made_by(change, Assignment)
    keys = [pk for model, pk in before if model is Assignment]
    old = Assignment.objects.filter(pk__in=keys)
    ends = {row.alone_key: _day(before[Assignment, row.pk]["valid_to"]) for row in old}
    tasks = change.lines.filter(task__isnull=False).values("task")
    there = Assignment.objects.filter(task__in=tasks)
    there = there.exclude(pk__in=made).exclude(pk__in=old)
    for row in there.filter(Q(valid_to=None) | Q(valid_to__gte=change.effective_on)):
        key = row.alone_key
        if key in ends and (row.valid_from or date.min) <= (ends[key] or date.max):
            yield f"Phân công {row} đã được nhập lại sau khi áp dụng."


def _asked_since(before: Mapping[tuple[Any, int], Any]) -> list[str]:
    """Return the figures that a task asks with others by now, which would recur as it
    did before.
    """
    names = ("schedule", "year_days")
    moved = {
        pk: row
        for (model, pk), row in before.items()
        if model is Task and row.keys() & set(names)
    }
    tasks = Task.objects.in_bulk(moved) if moved else {}
    return tasks_at_odds(
        {
            pk: tuple(moved[pk].get(name, getattr(task, name)) for name in names)
            for pk, task in tasks.items()
        }
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
