"""Rows that name one another belong to one plan, and stay in it.

A row never moves to another plan once others may name it; so looking at what a row names
is enough, and two writers at once cannot get past it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from tasks.models import (
    Assignment,
    CalendarRow,
    DraftComment,
    DraftInvite,
    Duty,
    FieldGrant,
    Figure,
    FigureDeadline,
    FigureValue,
    MeasureResult,
    Period,
    Plan,
    PlanChange,
    PlanChangeLine,
    Rung,
    Section,
    Target,
    TargetMeasure,
    Task,
    TaskFigure,
    WordVersion,
)

#: The field of a row that leads to its plan, straight or by another row.
HOME: Mapping[type[models.Model], str] = {
    Section: "plan",
    Task: "plan",
    Figure: "plan",
    Target: "plan",
    FieldGrant: "plan",
    FigureDeadline: "plan",
    Rung: "plan",
    Period: "plan",
    CalendarRow: "plan",
    PlanChange: "plan",
    DraftInvite: "plan",
    DraftComment: "invite",
    TargetMeasure: "target",
    Assignment: "task",
    TaskFigure: "task",
    WordVersion: "plan",
    PlanChangeLine: "event",
    Duty: "period",
    MeasureResult: "period",
    FigureValue: "period",
}
#: Links that may lead to another plan: to what was there before, or what follows.
MAY_DIFFER = {
    (Assignment, "replaces"),
    (Assignment, "ended_by"),
    (WordVersion, "ended_by"),
    (Duty, "carried_to"),
    *((model, "replaced_by") for model in (Task, Figure, Target, TargetMeasure)),
}


@dataclass(frozen=True)
class PlanGuard:
    """A table, the column that leads to its plan, and what its rows name."""

    table: str
    home: str
    owner: type[models.Model]
    names: tuple[tuple[str, type[models.Model]], ...]
    stays: bool

    @property
    def columns(self) -> list[str]:
        """Return the columns that a write has to touch to be looked at."""
        return [self.home, *(column for column, _ in self.names)]

    def other_plan(self, column: str, model: type[models.Model], row: str) -> str:
        """Return the condition that what the column names is of another plan."""
        named = plan_key_of(model, f"{row}.{column}")
        return f"{row}.{column} IS NOT NULL AND {named} <> {self.own(row)}"

    def own(self, row: str) -> str:
        """Return the SQL for the plan of the row of that name."""
        return plan_key_of(self.owner, f"{row}.{self.home}")


def plan_key_of(model: type[models.Model], key: str) -> str:
    """Return the SQL for the plan of the model's row with that key."""
    if model is Plan:
        return key
    home = home_of(model)
    found = f"(SELECT {home.column} FROM {model._meta.db_table} WHERE id = {key})"  # noqa: S608 -- fixed text
    return plan_key_of(home.related_model, found)


def plan_guards() -> Iterator[PlanGuard]:
    """Yield what every table has to keep, tables of many-to-many links included."""
    own = [(model, _named_by(model)) for model in HOME]
    links = [each for model in HOME for each in _links_of(model)]
    named = {other for _, names in own for _, other in names}
    named |= {other for each in links for _, other in each.names}
    named |= {each.owner for each in links}
    named |= {home_of(model).related_model for model in HOME}
    for model, names in own:
        home, stays = home_of(model), model in named
        if names or stays:
            table, owner = model._meta.db_table, home.related_model
            yield PlanGuard(table, home.column, owner, tuple(names), stays)
    yield from links


def home_of(model: type[models.Model]) -> Any:
    """Return the field that leads from the model's rows to their plan."""
    return model._meta.get_field(HOME[model])


def _named_by(model: type[models.Model]) -> list[tuple[str, type[models.Model]]]:
    fields: Iterable[Any] = model._meta.concrete_fields
    return [
        (field.column, field.related_model)
        for field in fields
        if field.related_model in HOME
        and field.name != HOME[model]
        and (model, field.name) not in MAY_DIFFER
    ]


def _links_of(model: type[models.Model]) -> Iterator[PlanGuard]:
    fields: Iterable[Any] = model._meta.local_many_to_many
    for field in fields:
        through, other = field.remote_field.through, field.related_model
        if through._meta.auto_created and other in HOME:
            names = ((field.m2m_reverse_name(), other),)
            yield PlanGuard(
                through._meta.db_table, field.m2m_column_name(), model, names, False
            )
