"""The user guide (docs/huong-dan.md) as pages show it: parts, roles, anchors, pictures.

The document is the one source. A comment below a heading says by which anchor pages lead
there and whom the part is for: `<!-- neo: gui; cho: head -->`; without «cho» it is for
everybody.
"""

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kehoach.lib.text import search_text
from kehoach.site.guide_places import PLACES, STEERED

GUIDE = "huong-dan.md"
_FOR = re.compile(r"<!--[^>]*\bcho: ([\w ]+)")
_ANCHOR = re.compile(r"<!-- neo: ([a-z0-9-]+)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PICTURE = re.compile(r'<img src="images/([\w-]+\.png)"([^>]*)>')
_ROW = re.compile(r"<tr>\s*<td>(.*?)</td>.*?</tr>", re.DOTALL)
_WIDTH = re.compile(r'width="(\d+)"')
#: Who a line of the first table speaks to → roles; any other word is for everybody.
READERS = {
    "Cán bộ đơn vị": {"officer"},
    "Đơn vị": {"officer", "head", "clerk", "viewer"},
    "Thủ trưởng": {"head"},
    "Thủ trưởng, cấp phó": {"head"},
    "Văn thư": {"clerk"},
    "Cơ quan theo dõi": {"steers"},
    "Cơ quan theo dõi, lãnh đạo": {"steers", "leads"},
    "Thủ trưởng, cấp phó cơ quan theo dõi": {"manages"},
    "Lãnh đạo": {"leads"},
    "Quản trị": {"staff"},
}


class Heading(NamedTuple):
    """A place that a link leads to."""

    anchor: str
    title: str


@dataclass
class GuidePart:
    """What stands under one heading of the second level."""

    anchor: str
    title: str
    readers: frozenset[str] = frozenset()
    headings: list[Heading] = field(default_factory=list)
    html: str = ""

    def is_for(self, roles: Iterable[str]) -> bool:
        """Return whether it speaks to one of the roles."""
        return not self.readers or not self.readers.isdisjoint(roles)

    def shown(self, roles: Iterable[str] | None) -> SafeString:
        """Return its text; lines of a table that speak to other roles are left out."""
        if roles is None:
            return mark_safe(self.html)  # noqa: S308 -- our own document
        mine = set(roles)
        kept = _ROW.sub(lambda row: _kept(row, mine), self.html)
        return mark_safe(kept)  # noqa: S308 -- our own document


def _kept(row: re.Match[str], roles: set[str]) -> str:
    readers = READERS.get(row[1])
    return row[0] if readers is None or readers & roles else ""


def folder() -> Path:
    """Return where the guide and its pictures lie."""
    return Path(settings.BASE_DIR) / "docs"


def guide() -> list[GuidePart]:
    """Return the parts; read again when the document changed."""
    path = folder() / GUIDE
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> list[GuidePart]:
    return list(_parts(path.read_text(encoding="utf-8")))


def _parts(text: str) -> Iterator[GuidePart]:
    """Yield what stands before the first heading (without a title), then each part."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    tokens = reader.parse(text)
    starts = [n for n, each in enumerate(tokens) if _is_heading(each, "h2")]
    taken: set[str] = set()
    for start, end in zip([0, *starts], [*starts, len(tokens)], strict=True):
        some = tokens[start:end]
        title = some[1].content if start in starts else ""
        body = some[3:] if title else some
        part = GuidePart(_anchor(title, body, taken), title, _readers(body))
        part.headings = list(_with_anchors(body, taken))
        html = reader.renderer.render(body, reader.options, {})
        part.html = _pictures(_COMMENT.sub("", html))
        yield part


def _is_heading(token: Token, tag: str) -> bool:
    return token.type == "heading_open" and token.tag == tag


def _anchor(title: str, below: list[Token], taken: set[str]) -> str:
    """Return the anchor that the comment below a heading gives, else one of its words:
    «xem-viec-phai-lam» of «1. Xem việc phải làm»; each once.
    """
    given = _ANCHOR.search(below[0].content) if below else None
    words = search_text(re.sub(r"^\d+\.\s*", "", title))
    found = given[1] if given else "-".join(re.findall(r"[a-z0-9]+", words))
    if not found or found in taken:
        found = f"{found or 'muc'}-{len(taken)}"
    taken.add(found)
    return found


def _readers(below: list[Token]) -> frozenset[str]:
    found = _FOR.search(below[0].content) if below else None
    return frozenset(found[1].split()) if found else frozenset()


def _with_anchors(body: list[Token], taken: set[str]) -> Iterator[Heading]:
    """Give the headings inside a part their anchors, and yield them."""
    for number, token in enumerate(body):
        if _is_heading(token, "h3"):
            title = body[number + 1].content
            anchor = _anchor(title, body[number + 3 :], taken)
            token.attrSet("id", anchor)
            yield Heading(anchor, title)


def _pictures(html: str) -> str:
    """Let pictures come from the portal, late, in a space of their size."""
    return _PICTURE.sub(_picture, html)


def _picture(found: re.Match[str]) -> str:
    name, rest = found[1], found[2]
    width, height = size_of(folder() / "images" / name)
    if asked := _WIDTH.search(rest):
        rest = _WIDTH.sub("", rest)
        width, height = int(asked[1]), round(height * int(asked[1]) / width)
    return (
        f'<img src="/huong-dan/anh/{name}"{rest.rstrip(" /")} loading="lazy"'
        f' width="{width}" height="{height}">'
    )


def size_of(path: Path) -> tuple[int, int]:
    """Return width and height of a PNG; its first bytes say it."""
    with path.open("rb") as file:
        head = file.read(24)
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def picture_path(name: str) -> Path | None:
    """Return the file of a picture that the guide shows; None for any other name."""
    shown = f'src="/huong-dan/anh/{name}"'
    if not any(shown in part.html for part in guide()):
        return None
    return folder() / "images" / name


@lru_cache(maxsize=2)
def _anchors(*, steers: bool) -> dict[str, str]:
    found = {view: anchor for anchor, views in PLACES.items() for view in views}
    return found | STEERED if steers else found


def guide_place_of(view: str, *, steers: bool = False) -> str:
    """Return the address of the place that explains a page."""
    anchor = _anchors(steers=steers).get(view, "")
    return f"/huong-dan/#{anchor}" if anchor else "/huong-dan/"
