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

#: Gives the parameter of the query out of the values.
_Place = Callable[[dict[str, Any]], Any]


class Text(NamedTuple):
    """A query as text, its parameters and what turns each column into Python."""

    sql: str
    places: list[_Place]
    readers: list[tuple[list[Any], Any]]


class Compiled:
    """What `build` returns, asked for with other values each time.

    `build` takes the values by name. The stand-ins are of the kind of the values and
    equal to nothing else in the query. The text is made twice, of two sets of stand-ins:
    a parameter that `build` works out of them would never change, so it is refused.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **values: Any) -> None:
        self.build, self.values = build, values
        self.made: dict[str, Text] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows that have these values in the place of the stand-ins."""
        kind = connection.vendor
        if kind not in self.made:
            self.made[kind] = self._text()
        sql, places, readers = self.made[kind]
        with connection.cursor() as cursor:
            cursor.execute(sql, [place(values) for place in places])
            found = cursor.fetchall()
        return [_read(row, readers) for row in found]

    def objects(self, **values: Any) -> list[Any]:
        """Return the same as objects; `build` names no columns and joins nothing."""
        model, names = self.model
        rows = self.rows(**values)
        return [model.from_db(connection.alias, names, row) for row in rows]

    @cached_property
    def model(self) -> tuple[Any, list[str]]:
        """Return the model and its columns, which are asked for once a process."""
        model: Any = self.build(**self.values).model
        return model, [field.attname for field in model._meta.concrete_fields]

    def _text(self) -> Text:
        sql, params, readers = self._compile(self.values)
        others = {name: _other(value) for name, value in self.values.items()}
        again, changed, _ = self._compile(others)
        places = [
            self._place(*pair, others) for pair in zip(params, changed, strict=True)
        ]
        if again != sql or self.values.keys() - {name for name, _ in places}:
            raise TypeError(self.build)
        return Text(sql, [place for _, place in places], readers)

    def _compile(self, values: dict[str, Any]) -> tuple[str, Any, list[Any]]:
        compiler = self.build(**values).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        shown = [each[0] for each in compiler.select[: compiler.col_count]]
        found = compiler.get_converters(shown)
        return (
            sql,
            params,
            [found.get(number, ([], None)) for number in range(len(shown))],
        )

    def _place(self, one: Any, two: Any, others: dict[str, Any]) -> tuple[str, _Place]:
        if one == two:
            return "", lambda _: one
        for name, value in self.values.items():
            if one == value and two == others[name]:
                return name, itemgetter(name)
            if one == str(value) and two == str(others[name]):  # a day on SQLite
                return name, partial(_as_text, name)
        raise TypeError(one)


def _as_text(name: str, values: dict[str, Any]) -> str:
    return str(values[name])


def _other(value: Any) -> Any:
    return value + (timedelta(3) if isinstance(value, date) else 3)


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
