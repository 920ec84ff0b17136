"""The columns of a line in words: what stood there and what will."""

from datetime import date
from typing import Any

from tasks.models import Assignment, PlanChangeLine, Task


def columns_of(line: PlanChangeLine) -> list[tuple[str, str, str]]:
    """Return (label, before, after) of each column that the line changes."""
    row, values = line.row, line.values()
    found = []
    for name, value in values.items():
        field: Any = row._meta.get_field(name.removesuffix("_id"))
        pair = [in_words(field, each) for each in (getattr(row, name), value)]
        if pair[0] != pair[1]:
            found.append((_upper(str(field.verbose_name)), *pair))
    return [(label, before, after) for label, before, after in found]


def in_words(field: Any, value: Any) -> str:
    """Return the value of a column as the page shows it; empty for nothing."""
    if value in (None, ""):
        return ""
    if field.is_relation:
        found = field.related_model._default_manager.filter(pk=value).first()
        return str(found) if found else f"không còn ({value})"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(dict(field.flatchoices or ()).get(value, value))


def title_of(line: PlanChangeLine) -> str:
    """Return what the line is about: the clause, and whose assignment."""
    task: Task = line.task
    words = f"{task.code} {task.short_title}"
    given = line.assignment
    if given is None:
        return words
    role = str(Assignment.Role(given.role).label).lower()
    return f"{words}: {given.agency or given.group} ({role})"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
