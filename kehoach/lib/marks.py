"""«{{ ten }}» in a text becomes a value from a fixed list; nothing is ever evaluated.

Templates with loops and attributes are not wanted here: an administrator writes words,
and a mark that nobody knows is refused before it is stored.
"""

import re
from collections.abc import Collection, Mapping

_MARK = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
#: What would begin a template of another kind, or a mark that was not closed.
STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#")


def mark_problems_of(text: str, known: Collection[str]) -> list[str]:
    """Return what is wrong in the text, in Vietnamese; nothing for a good one."""
    wrong = sorted({f[1] for f in _MARK.finditer(text) if f[1] not in known})
    said = [f"Không có biến «{name}»." for name in wrong]
    if STRAY.search(_MARK.sub("", text)):
        said.append("Có dấu «{{», «}}» hoặc «{%» lẻ; biến viết như {{ ten }}.")
    return said


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its marks filled; values are put in as they are."""
    return _MARK.sub(lambda found: values.get(found[1], ""), text)
