"""One walk through every door, by one person: what is sent, and what was wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import quote

from django.conf import settings

from kehoach.tests.attack.doors import Answer, Door
from kehoach.tests.attack.forms import Sheet, Swap, sheets
from kehoach.tests.attack.judging import BESIDE, Judge
from kehoach.tests.attack.routes import ABSENT_NUMBER, Route
from kehoach.tests.attack.worlds import World

SURROGATE, LONG = "\ud800", "x" * 10_000
#: What no page sends; NUL in an address ends at the door, as `test_wild_requests` shows.
WILD = ("\0", "9" * 20, "abc", "²", "31/12/9999", normalize("NFD", "Đề nghị"), LONG)
WILD_PATHS = ("9" * 20, "abc", "²", "../../etc", SURROGATE, LONG)
WILD_KEYS = {"int": ("9" * 20, "0"), "ky": ("1887", "9999-2"), "slug": ("x-y", LONG)}
WILD_QUERIES = ("9" * 20, "²", "31/12/9999", SURROGATE)
APPS = ("kehoach", "agencies", "tasks", "reporting")
ASKED = re.compile(r"""GET\.(?:get|getlist)\(\s*["']([^"']+)""")
OTHERS = ("options", "put", "patch", "delete", "trace")
FOUND = 200


@dataclass
class Walk:
    """Goes everywhere as one person."""

    worlds: tuple[World, World, World]
    door: Door
    judge: Judge
    wild: bool = True
    wrong: dict[str, str] = field(default_factory=dict)
    seen: set[Any] = field(default_factory=set)
    sent: int = 0

    def __post_init__(self) -> None:
        """Prepare what puts foreign rows into forms."""
        own, *others = self.worlds
        self.swaps = [Swap(own, each) for each in others]

    def through(self, route: Route) -> None:
        """Send to one address all that anybody may think of."""
        own, *others = self.worlds
        if route.is_admin and not self.judge.is_staff:
            self.send(route, "get", route.filled(route.values(own)))
            self.send(route, "post", route.filled(route.values(own)))
            return
        self.own_page(route, own)
        for world in others:
            for address in foreign(route, own, world):
                self.send(route, "get", address)
                self.send(route, "post", address)
        if not route.parts or route.is_admin:
            code = {"ke-hoach": others[-1].scene.plan.code, "q": "kx"}
            self.send(route, "get", route.filled(route.values(own)), code)
        if self.wild:
            for address in strange(route, own):
                self.send(route, "get", address)

    def own_page(self, route: Route, own: World) -> None:
        """Ask for the page of one's own row, and send its forms."""
        for place in (-1, 0) if route.parts and self.wild else (-1,):
            address = route.filled(route.values(own, place))
            page = self.send(route, "get", address)
            if place == -1 and self.wild:
                self.other_methods(route, address, page)
            self.send(route, "post", address)
            if page.status == FOUND:
                for sheet in sheets(page.body, address):
                    self.fill(route, sheet)

    def fill(self, route: Route, sheet: Sheet) -> None:
        """Send a form as it stands, with foreign rows, and with wild words."""
        if sheet.kind in self.seen:
            return
        self.seen.add(sheet.kind)
        kinds = [sheet]
        for swap in self.swaps:
            kinds += [sheet.with_(swap, address=False), sheet.with_(swap)]
        if self.wild:
            kinds += [
                sheet.with_(partial(instead, word), address=False) for word in WILD
            ]
        for each in kinds:
            self.send(route, each.how, each.address, each.sent())

    def other_methods(self, route: Route, address: str, page: Answer) -> None:
        """Ask in ways that no page asks: nothing is written, HEAD answers as GET."""
        head = self.send(route, "head", address)
        if head.status != page.status:
            self.note(route, "head", address, f"HEAD {head.status}, GET {page.status}")
        for how in OTHERS:
            answer = self.send(route, how, address)
            for each in answer.changes:
                if each.model._meta.label not in BESIDE:
                    self.note(route, how, address, f"writes {each.model._meta.label}")

    def send(self, route: Route, how: str, address: str, fields: Any = None) -> Answer:
        """Send, and keep what is wrong with the answer."""
        more = {} if how in {"get", "post", "head"} else {"content_type": "text/plain"}
        self.sent += 1
        answer = self.door.send(how, address, fields, **more)
        for problem in self.judge.problems(route, address, answer):
            self.note(route, how, address, problem, fields)
        return answer

    def note(
        self, route: Route, how: str, address: str, what: str, fields: Any = None
    ) -> None:
        """Keep the first of its sort."""
        key = f"{self.judge.role}: {how} {route.name} {what}"
        self.wrong.setdefault(key, f"{address} {str(fields or '')[:300]}")


def foreign(route: Route, own: World, other: World) -> Iterator[str]:
    """Yield the address of the other's rows, and of one's own row with the other's
    inside it.
    """
    theirs = route.values(other)
    if not route.parts or not all(theirs.values()):
        return
    yield route.filled(theirs)
    if len(route.parts) > 1:
        last = route.parts[-1][1]
        yield route.filled(route.values(own) | {last: theirs[last]})


def strange(route: Route, own: World) -> Iterator[str]:
    """Yield addresses of nothing: a row that is not there, and wild words."""
    values = route.values(own)
    for kind, name in route.parts:
        for word in (str(ABSENT_NUMBER), *WILD_KEYS.get(kind, WILD_PATHS)):
            yield route.filled(values | {name: word})
    for word in WILD_QUERIES:
        said = quote(word, errors="surrogatepass")
        query = "&".join(f"{name}={said}" for name in sorted(asked_for()))
        yield f"{route.filled(values)}?{query}"


def instead(word: str, _: str) -> str:
    """Return the wild word whatever stood there."""
    return word


@cache
def asked_for() -> frozenset[str]:
    """Return the names that pages read from the address."""
    root = Path(settings.BASE_DIR)
    code = [each.read_text() for app in APPS for each in (root / app).rglob("*.py")]
    return frozenset(name for each in code for name in ASKED.findall(each))
