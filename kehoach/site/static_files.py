"""Static files of production: hashed, compressed, Tabler without what nobody uses."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from whitenoise.storage import (  # type: ignore[import-untyped] # has no stubs
    CompressedManifestStaticFilesStorage,
)

TABLER = "vendor/tabler/tabler.min.css"
#: Where class names are written; any word there may be one.
SOURCES = (
    "templates/**/*.html",
    "static/js/*.js",
    *(f"{room}/**/*.py" for room in ("kehoach", "agencies", "tasks", "reporting")),
)
_WORDS = re.compile(r"[A-Za-z][\w-]*")
CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
#: Blocks that hold rules; every other at-rule is kept as it is.
HOLDERS = ("@media", "@supports", "@layer", "@container")


class PortalStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # has no stubs
    """Trims Tabler while files are collected; the vendored file stays whole."""

    def post_process(
        self, paths: dict[str, Any], *args: Any, **options: Any
    ) -> Iterator[Any]:
        """Put the trimmed file in place before it is hashed and compressed."""
        if TABLER in paths and not options.get("dry_run"):
            source, name = paths[TABLER]
            with source.open(name) as file:
                whole = file.read().decode()
            self.delete(TABLER)
            self._save(TABLER, ContentFile(trimmed(whole, used_words()).encode()))
            paths = paths | {TABLER: (self, TABLER)}
        yield from super().post_process(paths, *args, **options)


@cache
def used_words() -> frozenset[str]:
    """Return every word of templates, scripts and Python that could be a class."""
    root = Path(settings.BASE_DIR)
    files = (path for pattern in SOURCES for path in root.glob(pattern))
    return frozenset(
        word for path in files for word in _WORDS.findall(path.read_text("utf-8"))
    )


def trimmed(css: str, words: frozenset[str]) -> str:
    """Return the rules whose classes are all used; order and text stay."""
    return "".join(_kept(css, words))


def _kept(css: str, words: frozenset[str]) -> Iterator[str]:
    for head, body in blocks(css):
        if head.startswith(HOLDERS):
            inner = trimmed(body, words)
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}" if body is not None else head
        else:
            selectors = [each for each in selectors_of(head) if _is_used(each, words)]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _is_used(selector: str, words: frozenset[str]) -> bool:
    names = (name.replace("\\", "") for name in CLASS.findall(selector))
    return all(name in words for name in names)


def selectors_of(head: str) -> list[str]:
    """Return the selectors of a rule; commas inside brackets part nothing."""
    found, depth, start = [], 0, 0
    for place, sign in enumerate(head):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            found.append(head[start:place])
            start = place + 1
    return [*found, head[start:]]


def blocks(css: str) -> Iterator[tuple[str, Any]]:
    """Yield what stands before each brace and what inside; statements have no body."""
    place = 0
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    while place < len(css):
        found = re.compile(r"[{;]").search(css, place)
        if found is None:
            return
        head = css[place : found.start()].strip()
        if found.group() == ";":
            yield f"{head};", None
            place = found.end()
            continue
        end = closing(css, found.end())
        yield head, css[found.end() : end]
        place = end + 1


def closing(css: str, place: int) -> int:
    """Return where the block that began before `place` ends; text may hold braces."""
    depth, inside = 1, ""
    while depth:
        sign = css[place]
        if inside:
            inside = "" if sign == inside else inside
        elif sign in "\"'":
            inside = sign
        else:
            depth += (sign == "{") - (sign == "}")
        place += 1
    return place - 1
