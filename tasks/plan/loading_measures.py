"""Load figures, targets and measures: what is asked and how it is counted."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from functools import cache
from numbers import Number
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from tasks.duties.errors import InvalidInput
from tasks.figures.asked_alike import links_at_odds
from tasks.models import (
    Figure,
    Plan,
    PlanState,
    Target,
    TargetMeasure,
    Task,
    TaskFigure,
)
from tasks.models.thresholds import Operator
from tasks.plan.packages import (
    PackageRow,
    once_each,
    read_package,
    shipped_folder,
)

_TASKS, _FIGURES = "nhiệm vụ của plan.yaml", "figures.yaml"
_FIGURE = {"code": str, "label": str, "type": str, "tasks": list}
_FIGURE_MORE = {
    **dict.fromkeys(("help", "unit", "across", "over_time", "about"), str),
    **dict.fromkeys(("not_above", "not_below"), str),
    **dict.fromkeys(("promise_word", "promise_result"), str),
    **dict.fromkeys(("choices", "only_for"), list),
    **dict.fromkeys(("offered", "by_letter", "compared"), bool),
}
_TARGET = {"code": str, "short_title": str, "text": str}
#: What a package says of a target's threshold.
THRESHOLD = {
    **dict.fromkeys(("threshold", "baseline"), Number),
    **dict.fromkeys(("operator", "unit", "path"), str),
    **dict.fromkeys(("by_year", "baseline_year"), int),
}
_TARGET_MORE = {**THRESHOLD, "note": str, "tasks": list}
_MEASURE = dict.fromkeys(
    (*("code", "target", "short_title", "kind", "method"), "task", "unit"), str
)
_MEASURE_MORE = {
    **dict.fromkeys(("numerator_text", "denominator_text"), str),
    **dict.fromkeys(("not_applicable_text", "denominator", "applicable"), str),
    "numerator": list,
}


@cache
def optional_rows(package: str) -> tuple[PackageRow, ...]:
    """Return the figures of a shipped package that are offered and off by default."""
    folder = shipped_folder(package)
    return tuple(row for row in figures_in(folder) if row.get("offered"))


@cache
def optional_codes(package: str) -> frozenset[str]:
    """Return their codes."""
    return frozenset(row["code"] for row in optional_rows(package))


def figures_in(folder: Path | None) -> list[PackageRow]:
    """Return the rows of a package's figures, in order; none without a package."""
    if folder is None:
        return []
    whole = read_package(folder, "figures.yaml").checked({}, {"figures": list})
    rows = whole.rows("figures", _FIGURE, _FIGURE_MORE)
    once_each(rows)
    for row in rows:
        row.chosen("type", Figure.Type.values)
    return rows


def figures_from(
    plan: Plan, tasks: dict[str, Task], rows: Iterable[PackageRow]
) -> dict[str, Figure]:
    """Create the figures of these rows that are not there; those are left as they are.
    A row may name a figure that the plan has.
    """
    found = {figure.code: figure for figure in Figure.objects.filter(plan=plan)}
    new = []
    last = max((figure.position for figure in found.values()), default=0)
    for position, row in enumerate(rows, last + 1):
        if row["code"] in found:
            continue
        asked = [
            (row.named(code.rstrip("*"), tasks, _TASKS), code.endswith("*"))
            for code in row["tasks"]
        ]
        figure = found[row["code"]] = Figure.objects.create(
            plan=plan,
            code=row["code"],
            label=row["label"],
            help_text=row.get("help", ""),
            type=row["type"],
            unit=row.get("unit", ""),
            choices=row.get("choices", []),
            across_agencies=row.get("across", "sum"),
            across_time=row.get("over_time", "flow"),
            only_for=row.get("only_for", []),
            is_active=not row.get("offered", False),
            by_letter=row.get("by_letter", True),
            about=row.get("about", ""),
            is_compared=row.get("compared", False),
            promise_word=row.get("promise_word", ""),
            promise_result=row.get("promise_result", ""),
            position=position,
        )
        TaskFigure.objects.bulk_create(
            TaskFigure(task=task, figure=figure, required=required)
            for task, required in asked
        )
        new.append(row)
    _require_alike(found[row["code"]] for row in new)
    _relate(found, new)
    return found


def _require_alike(figures: Iterable[Figure]) -> None:
    """Raise InvalidInput where tasks of different times ask one of the new figures; a
    draft is told before it is published.
    """
    links = TaskFigure.objects.filter(figure__in=[figure.pk for figure in figures])
    published = links.exclude(task__plan__state=PlanState.DRAFT)
    if at_odds := links_at_odds(published):
        raise InvalidInput(" ".join(at_odds))


def _relate(found: dict[str, Figure], rows: Iterable[PackageRow]) -> None:
    """Say of new figures which others they are not above and not below; those may stand
    further down.
    """
    for row in rows:
        names = [name for name in ("not_above", "not_below") if name in row]
        for name in names:
            setattr(found[row["code"]], name, found.get(row[name]))
        if names:
            found[row["code"]].save(update_fields=names)


def threshold_in(row: PackageRow) -> dict[str, Any]:
    """Return the columns of the target's threshold that the row says; raises
    InvalidInput for nonsense.
    """
    values = {name: row[name] for name in THRESHOLD if name in row}
    if "operator" in row:
        row.chosen("operator", Operator.values)
    for name in ("threshold", "baseline"):
        if name in values:
            values[name] = Decimal(str(values[name]))
    try:
        Target(**values).clean()
    except ValidationError as error:
        raise row.wrong(" ".join(error.messages)) from error
    return values


def load_targets(
    plan: Plan, whole: PackageRow, tasks: dict[str, Task]
) -> dict[str, Target]:
    """Create the targets with the Committee's sentence; return code → target."""
    rows = whole.rows("targets", _TARGET, _TARGET_MORE)
    once_each(rows)
    found: dict[str, Target] = {}
    for position, row in enumerate(rows, 1):
        feeding = row.some_of("tasks", tasks, _TASKS)
        target, created = Target.objects.get_or_create(
            plan=plan,
            code=row["code"],
            defaults={
                "text": row["text"],
                "short_title": row["short_title"],
                **threshold_in(row),
                "note": row.get("note", ""),
                "position": position,
            },
        )
        found[target.code] = target
        if created:
            target.tasks.add(*feeding)
    return found


def load_measures(
    folder: Path,
    targets: dict[str, Target],
    tasks: dict[str, Task],
    figures: dict[str, Figure],
    waits: Collection[str] = (),
) -> None:
    """Create the measures: our proposal of how each target is counted; none of a target
    or a task that `waits` for a document.
    """
    whole = read_package(folder, "measures.yaml").checked({}, {"measures": list})
    waits = set(waits)
    for position, row in enumerate(
        whole.rows("measures", _MEASURE, _MEASURE_MORE), start=1
    ):
        if {row["target"], row["task"]} & waits:
            continue
        values = _measure_values(row, tasks, figures) | {"position": position}
        numerator = row.some_of("numerator", figures, _FIGURES)
        measure, created = TargetMeasure.objects.get_or_create(
            target=row.one_of("target", targets, "mục tiêu của plan.yaml"),
            code=row["code"],
            defaults=values,
        )
        if created:
            measure.numerator_figures.add(*numerator)


def _measure_values(
    row: PackageRow, tasks: dict[str, Task], figures: dict[str, Figure]
) -> dict[str, Any]:
    def figure(key: str) -> Figure | None:
        return row.one_of(key, figures, _FIGURES) if key in row else None

    return {
        "short_title": row["short_title"],
        "kind": row.chosen("kind", TargetMeasure.Kind.values),
        "method": row.chosen("method", TargetMeasure.Method.values),
        "numerator_text": row.get("numerator_text", ""),
        "denominator_text": row.get("denominator_text", ""),
        "not_applicable_text": row.get("not_applicable_text", ""),
        "counting_unit": row["unit"],
        "task": row.one_of("task", tasks, _TASKS),
        "denominator_figure": figure("denominator"),
        "not_applicable_figure": figure("applicable"),
    }
