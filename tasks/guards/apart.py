"""Dated rows of which one follows the other: they never hold on the same day.

PostgreSQL keeps it with an exclusion constraint over ranges, whose operators are its own
(`btree_gist` is not needed), so two writers at once wait for each other only about the
same row; SQLite has one writer at a time and a trigger.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from agencies.models.dated import Dated


def dated_apart() -> Iterator[type[Dated]]:
    """Yield the models of which rows that agree in some columns are kept apart."""
    for model in apps.get_app_config("tasks").get_models():
        if issubclass(model, Dated) and model.alone_by:
            yield model


def apart_columns(model: type[Dated]) -> list[str]:
    """Return the columns in which rows that are kept apart agree."""
    return [field.column for field in model.alone_fields()]


def exclusion(model: type[Dated]) -> str:
    """Return the constraint of PostgreSQL."""
    keys = [_number(field) for field in model.alone_fields()]
    ranges = [f"int8range({key}, {key}, '[]') WITH &&" for key in keys]
    days = "daterange(valid_from, valid_to, '[]') WITH &&"
    return f"EXCLUDE USING gist ({', '.join([*ranges, days])})"


def overlap(model: type[Dated]) -> str:
    """Return the condition of SQLite that another row holds on a day of the new one."""
    columns = apart_columns(model)
    same = " AND ".join(f"o.{column} IS NEW.{column}" for column in columns)
    return (
        f"EXISTS (SELECT 1 FROM {model._meta.db_table} o WHERE o.id <> NEW.id AND {same}"  # noqa: S608 -- fixed text
        f" AND {_first('o')} <= {_last('NEW')} AND {_first('NEW')} <= {_last('o')})"
    )


def _first(row: str) -> str:
    return f"COALESCE({row}.valid_from, '0001-01-01')"


def _last(row: str) -> str:
    return f"COALESCE({row}.valid_to, '9999-12-31')"


def _number(field: models.Field) -> str:  # type: ignore[type-arg] # any field
    """Return the column as a number: what it names, or the place of its choice."""
    column = field.column
    if isinstance(field, models.BooleanField):
        return f"(CASE WHEN {column} THEN 1 ELSE 0 END)"
    if field.choices:
        cases = (f"WHEN '{c}' THEN {n}" for n, (c, _) in enumerate(field.choices, 1))
        return f"(CASE {column} {' '.join(cases)} ELSE 0 END)"
    return f"COALESCE({column}, 0)"
