"""Every address of the portal and of its administration, and what its parts name.

What a number or a word in an address names is found out, not listed: the page is asked
for something that is not there, and the statement that looked for it says in which table
and column.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from kehoach.tests.attack.doors import Door
from kehoach.tests.attack.worlds import World

PART = re.compile(r"<(?:(\w+):)?(\w+)>")
ABSENT_NUMBER, ABSENT_WORD, ABSENT_PERIOD = 887_766_554, "kxabsent", "1887"
#: Ends the session of who asks; says by 503 that no worker lives.
LEFT_OUT = {"dang-xuat/", "quan-tri/logout/", "suc-khoe"}
LOOKED_FOR = r""""(\w+)"\."(\w+)"(?:::text)?\)? (?:=|IN|LIKE) \(?(?:UPPER\()?'?{}\b"""
HTMX = {"HTTP_HX_REQUEST": "true"}
TRIES: tuple[tuple[str, dict[str, str]], ...] = (
    ("get", {}),
    ("post", {}),
    ("get", HTMX),
    ("post", HTMX),
)
#: Words in addresses that name no row: one that is there, where it matters.
WORDS = {
    "name": "chung", "path": "I", "token": "x-y", "uidb64": "MQ", "url": "x",
    "app_label": "tasks", "content_type_id": "1", "digest": "0" * 64,
}  # fmt: skip


@dataclass
class Named:
    """What a part of an address names: a column of a table, else a mere word."""

    model: type[models.Model] | None = None
    column: str = ""
    words: tuple[str, ...] = ()

    def value(self, world: World, place: int = -1) -> str:
        """Return the word for a row of the world."""
        row = world.row(self.model, place) if self.model else None
        if row is None:
            return self.words[0] if self.words else ""
        return str(getattr(row, self.column))


@dataclass
class Route:
    """One pattern of the resolver."""

    path: str
    view: Callable[..., Any]
    name: str
    parts: list[tuple[str, str]] = field(default_factory=list)
    named: dict[str, Named] = field(default_factory=dict)

    @property
    def is_admin(self) -> bool:
        """Return whether the technical admin answers."""
        return self.name.startswith("admin:")

    def filled(self, values: dict[str, str]) -> str:
        """Return the address with these parts."""
        return "/" + PART.sub(
            lambda found: quote(values[found[2]], errors="surrogatepass"), self.path
        )

    def values(self, world: World, place: int = -1) -> dict[str, str]:
        """Return the parts that name rows of the world."""
        return {name: self.named[name].value(world, place) for _, name in self.parts}


@cache
def routes() -> tuple[Route, ...]:
    """Return every address; what is written as a pattern of characters (the admin's own
    catch-all) is left out.
    """
    return tuple(
        each
        for each in _walk(get_resolver(), "", "")
        if "(" not in each.path and each.path not in LEFT_OUT
    )


def _walk(resolver: Any, path: str, space: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        here = path + str(each.pattern)
        if isinstance(each, URLPattern):
            parts = [(kind or "str", name) for kind, name in PART.findall(here)]
            yield Route(here, each.callback, f"{space}{each.name or ''}", parts)
        else:
            inner = f"{each.namespace}:" if each.namespace else ""
            yield from _walk(each, here, space + inner)


def find_out(route: Route, door: Door, own: World) -> None:
    """Find what each part names. What comes later may be looked for first, so whatever
    was not found is asked for once more when the others are known.
    """
    for _ in range(2):
        for _, name in route.parts:
            if name not in route.named or not route.named[name].model:
                others = {
                    later: absent(kind)
                    if later == name or later not in route.named
                    else route.named[later].value(own)
                    for kind, later in route.parts
                }
                route.named[name] = looked_for(route, door, others, name)
        if all(each.model for each in route.named.values()):
            return


def absent(kind: str) -> str:
    """Return a word of this kind that names nothing."""
    if kind in {"int", "path"}:
        return str(ABSENT_NUMBER)
    return ABSENT_PERIOD if kind == "ky" else ABSENT_WORD


def looked_for(route: Route, door: Door, values: dict[str, str], name: str) -> Named:
    """Return what the statements looked for with the absent word, asked in the ways in
    which the pages of the portal ask.
    """
    place = re.compile(LOOKED_FOR.format(re.escape(values[name])))
    for how, more in TRIES:
        with CaptureQueriesContext(connection) as asked:
            door.send(how, route.filled(values), **more)
        for each in asked.captured_queries:
            found = place.search(each["sql"])
            if found and (named := _column(found[1], found[2])):
                return named
    if values[name] == ABSENT_PERIOD:
        return Named(apps.get_model("tasks.Period"), "key", ("2026",))
    return Named(words=(WORDS.get(name, "1"),))


def _column(table: str, column: str) -> Named | None:
    """Return the column, or the row that a foreign key in it names."""
    for model in apps.get_models(include_auto_created=True):
        for each in (
            model._meta.concrete_fields if model._meta.db_table == table else ()
        ):
            if each.column != column:
                continue
            if each.is_relation:
                return Named(each.related_model, "pk")
            return Named(model, "pk" if each.primary_key else each.name)
    return None
