"""A query that the ORM puts together once a process; only its values change.

Putting a dozen subqueries together costs more than the database needs to answer them.
The query is written as any other, with a stand-in for each value; what is kept is its
text, so a rule is still said in one place, in the words of the ORM.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property, partial
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

#: Gives the parameter of the query out of the values.
_Place = Callable[[dict[str, Any]], Any]

#: Moves a stand-in to another weekday and into another month.
_SHIFT = timedelta(40)
#: Nearer than this to a stand-in is a day that was counted from it.
_NEAR = timedelta(100)


class Text(NamedTuple):
    """A query as text, its parameters, what turns each column into Python, and what makes
    the objects that are joined to each.
    """

    sql: str
    places: list[tuple[str, _Place]]
    readers: list[tuple[list[Any], Any]]
    related: list[Any]


class Compiled:
    """What `build` returns, asked for with other values each time.

    `build` takes the values by name. The stand-ins are of the kind of the values and
    equal to nothing else in the query, days years apart. The text is made twice, of two
    sets of stand-ins: a parameter may be a day of the values so many days later or
    earlier; another that `build` works out of them would never change, so it is refused.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **values: Any) -> None:
        self.build, self.values = build, values
        self.made: dict[str, Text] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows that have these values in the place of the stand-ins."""
        text = self._text
        with connection.cursor() as cursor:
            cursor.execute(text.sql, [place(values) for _, place in text.places])
            found = cursor.fetchall()
        return [_read(row, text.readers) for row in found]

    def objects(self, **values: Any) -> list[Any]:
        """Return the same as objects with those joined to them; `build` names no columns."""
        model, names = self.model
        found = []
        for row in self.rows(**values):
            each = model.from_db(connection.alias, names, row[: len(names)])
            for related in self._text.related:
                related.populate(row, each)
            found.append(each)
        return found

    @cached_property
    def model(self) -> tuple[Any, list[str]]:
        """Return the model and its columns, which are asked for once a process."""
        model: Any = self.build(**self.values).model
        return model, [field.attname for field in model._meta.concrete_fields]

    @property
    def _text(self) -> Text:
        kind = connection.vendor
        if kind not in self.made:
            self.made[kind] = self._made()
        return self.made[kind]

    def _made(self) -> Text:
        sql, params, readers, related = self._compile(self.values)
        others = {name: _other(value) for name, value in self.values.items()}
        again, changed, *_ = self._compile(others)
        places = [
            self._place(*pair, others) for pair in zip(params, changed, strict=True)
        ]
        if again != sql or self.values.keys() - {name for name, _ in places}:
            raise TypeError(self.build)
        return Text(sql, places, readers, related)

    def _compile(self, values: dict[str, Any]) -> tuple[str, Any, list[Any], list[Any]]:
        compiler = self.build(**values).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        shown = [each[0] for each in compiler.select[: compiler.col_count]]
        found = compiler.get_converters(shown)
        readers = [found.get(number, ([], None)) for number in range(len(shown))]
        joined = compiler.klass_info
        return sql, params, readers, _related(joined, compiler.select) if joined else []

    def _place(self, one: Any, two: Any, others: dict[str, Any]) -> tuple[str, _Place]:
        if one == two:
            return "", lambda _: one
        for name, value in self.values.items():
            if one == value and two == others[name]:
                return name, itemgetter(name)
            if one == str(value) and two == str(others[name]):  # a day on SQLite
                return name, partial(_as_text, name)
            apart = _apart(one, value)
            if apart and apart == _apart(two, others[name]):
                return name, partial(_days_from, name, apart, type(one))
        raise TypeError(one)


def _as_text(name: str, values: dict[str, Any]) -> str:
    return str(values[name])


def _apart(parameter: Any, day: Any) -> timedelta | None:
    """Return how far the parameter, a day or its text (SQLite), is from the day."""
    if not isinstance(day, date):
        return None
    try:
        read = (
            date.fromisoformat(parameter) if isinstance(parameter, str) else parameter
        )
        apart: timedelta = read - day
    except (TypeError, ValueError):
        return None
    return apart if abs(apart) < _NEAR else None


def _days_from(
    name: str, apart: timedelta, kind: type, values: dict[str, Any]
) -> date | str:
    day: date = values[name] + apart
    return str(day) if kind is str else day


def _other(value: Any) -> Any:
    if isinstance(value, str):
        return f"{value}'"
    return value + (_SHIFT if isinstance(value, date) else 3)


def _related(joined: dict[str, Any], columns: Any) -> list[Any]:
    # The stubs are of a later Django.
    return list(get_related_populators(joined, columns, connection.alias))  # type: ignore[call-arg]


def _read(
    row: tuple[Any, ...], readers: list[tuple[list[Any], Any]]
) -> tuple[Any, ...]:
    if not any(converters for converters, _ in readers):
        return row
    read = list(row)
    for number, (converters, expression) in enumerate(readers):
        for convert in converters:
            read[number] = convert(read[number], expression, connection)
    return tuple(read)
