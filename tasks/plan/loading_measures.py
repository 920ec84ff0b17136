"""Load figures, targets and measures: what is asked and how it is counted."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tasks.models import Figure, Plan, Target, TargetMeasure, Task, TaskFigure

DATA = Path(__file__).resolve().parent.parent / "data"


def read_yaml(name: str) -> dict[str, Any]:
    """Return one shipped YAML file."""
    loaded: dict[str, Any] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return loaded


@cache
def optional_rows() -> tuple[dict[str, Any], ...]:
    """Return the shipped figures that are offered and off by default."""
    rows = read_yaml("figures.yaml")["figures"]
    return tuple(row for row in rows if row.get("offered"))


@cache
def optional_codes() -> frozenset[str]:
    """Return their codes."""
    return frozenset(row["code"] for row in optional_rows())


def load_figures(plan: Plan, tasks: dict[str, Task]) -> dict[str, Figure]:
    """Create the figures that tasks ask for; return code → figure."""
    return figures_from(plan, tasks, read_yaml("figures.yaml")["figures"])


def figures_from(
    plan: Plan, tasks: dict[str, Task], rows: Iterable[dict[str, Any]]
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
            position=position,
        )
        TaskFigure.objects.bulk_create(
            TaskFigure(
                task=tasks[asked.rstrip("*")],
                figure=figure,
                required=asked.endswith("*"),
            )
            for asked in row["tasks"]
        )
        new.append(row)
    _relate(found, new)
    return found


def _relate(found: dict[str, Figure], rows: Iterable[dict[str, Any]]) -> None:
    """Say of new figures which others they are not above and not below; those may stand
    further down.
    """
    for row in rows:
        names = [name for name in ("not_above", "not_below") if name in row]
        for name in names:
            setattr(found[row["code"]], name, found.get(row[name]))
        if names:
            found[row["code"]].save(update_fields=names)


def load_targets(
    plan: Plan, reading: dict[str, Any], tasks: dict[str, Task]
) -> dict[str, Target]:
    """Create the seven targets with the Committee's sentence; return code → target."""
    shorts = {
        row["code"]: row["short"] for row in read_yaml("measures.yaml")["targets"]
    }
    found: dict[str, Target] = {}
    for position, row in enumerate(reading["section_II"]["targets"], 1):
        stated = row["percent_stated"]
        target, created = Target.objects.get_or_create(
            plan=plan,
            code=row["code"],
            defaults={
                "text": row["text"],
                "short_title": shorts[row["code"]],
                "percent_stated": int(stated) if stated else None,
                "note": row["measurement"].get("note", ""),
                "position": position,
            },
        )
        found[target.code] = target
        if created:
            feeding = [
                tasks[task["code"]]
                for task in reading["section_III"]["tasks"]
                if target.code in task["inferred"]["targets"]
            ]
            target.tasks.add(*feeding)
    return found


def load_measures(
    reading: dict[str, Any],
    targets: dict[str, Target],
    tasks: dict[str, Task],
    figures: dict[str, Figure],
) -> None:
    """Create the 12 measures: our proposal of how each target is counted."""
    wording = {
        part["code"]: (target["code"], part)
        for target in reading["section_II"]["targets"]
        for part in target["measurement"]["parts"]
    }
    for position, row in enumerate(read_yaml("measures.yaml")["measures"], 1):
        target_code, words = wording[row["code"]]
        measure, created = TargetMeasure.objects.get_or_create(
            target=targets[target_code],
            code=row["code"],
            defaults={
                "short_title": row["short"],
                "kind": row["kind"],
                "method": row["method"],
                "numerator_text": words["numerator"],
                "denominator_text": words["denominator"] or "",
                "not_applicable_text": words.get("not_applicable", ""),
                "counting_unit": row["unit"],
                "task": tasks[row["task"]],
                "denominator_figure": figures.get(row.get("denominator", "")),
                "not_applicable_figure": figures.get(row.get("applicable", "")),
                "position": position,
            },
        )
        if created:
            measure.numerator_figures.add(
                *(figures[code] for code in row.get("numerator", []))
            )
