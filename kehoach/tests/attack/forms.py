"""The forms of a page: as they stand, with foreign rows in them, with wild words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from kehoach.tests.attack.worlds import World, model_of
from tasks.evidence.tests.files import PDF

Fields = dict[str, list[Any]]
DAY = re.compile(r"(?:_on|_to|_from|_due|day|until)$|^(?:on|tu|den|ngay)$")
#: What a browser sends for a field that is left as it stands.
UNSENT = {"submit", "button", "image", "reset"}
NEVER = {"csrfmiddlewaretoken"}
FILE = object()


@dataclass
class Sheet:
    """A form: where it goes and what it says."""

    how: str
    address: str
    fields: Fields

    @property
    def kind(self) -> tuple[str, str, frozenset[str]]:
        """Return what two forms of the same sort have in common."""
        path = "".join("0" if each.isdigit() else each for each in self.address)
        return self.how, path, frozenset(self.fields)

    def with_(self, change: Any, *, address: bool = True) -> "Sheet":
        """Return the form with other words in it, and in its address if wanted."""
        fields = {
            change(name): [each if each is FILE else change(each) for each in values]
            for name, values in self.fields.items()
        }
        place = change(self.address) if address else self.address
        return Sheet(self.how, place, fields)

    def sent(self) -> Fields:
        """Return what the client takes."""
        return {
            name: [SimpleUploadedFile("a.pdf", PDF) if v is FILE else v for v in values]
            for name, values in self.fields.items()
        }


def sheets(page: str, address: str) -> Iterator[Sheet]:
    """Yield the forms that the page posts, by script too."""
    if "<form" not in page and "hx-post" not in page:
        return
    tree = html.fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    for form in tree.iter("form"):
        if (form.get("method") or "get").lower() == "post":
            place = form.get("action") or address
            yield Sheet("post", local(address, place), dict(fields_of(form, tree)))
    for each in tree.xpath("//*[@hx-post]"):
        form = next(each.iterancestors("form"), None)
        fields = dict(fields_of(form, tree)) if form is not None else {}
        yield Sheet("post", local(address, each.get("hx-post")), fields)


def local(page: str, place: str) -> str:
    """Return the address as the client takes it."""
    parts = urlsplit(urljoin(f"http://testserver{page}", place))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def fields_of(form: Any, tree: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield name → values of the form's fields, every choice ticked: what a person may
    choose is what a stranger's number is put in place of.
    """
    found: Fields = {}
    outside = tree.xpath("//*[@form=$key]", key=form.get("id") or "-")
    for each in [*form.xpath(".//input|.//select|.//textarea|.//button"), *outside]:
        name, kind = each.get("name"), (each.get("type") or "").lower()
        if name and name not in NEVER:
            values = values_of(each, kind)
            if kind in {"radio"} | UNSENT:
                found[name] = values  # the last one
            else:
                found.setdefault(name, []).extend(values)
    yield from found.items()


def values_of(each: Any, kind: str) -> list[Any]:
    """Return what one field says."""
    if each.tag == "textarea":
        return [each.text or "Nội dung"]
    if each.tag == "select":
        options = [one.get("value", "") for one in each.iter("option")]
        chosen = [one for one in options if one]
        return chosen[-1:] if each.get("multiple") is None else chosen
    if kind == "file":
        return [FILE]
    if kind in {"checkbox", "hidden"} | UNSENT:
        return [each.get("value") or ("on" if kind == "checkbox" else "")]
    return [each.get("value") or typed(each.get("name"), kind, each)]


def typed(name: str, kind: str, each: Any) -> str:
    """Return what somebody would type into an empty field."""
    if "numeric" in (each.get("inputmode") or "") or kind == "number":
        return "5"
    if DAY.search(name):
        return "10/06/2026"
    return "moi@example.vn" if "email" in name else "Nội dung 12"


class Swap:
    """Puts the rows of another world in the place of one's own, wherever a word names
    one by its number or its code.
    """

    def __init__(self, own: World, other: World) -> None:
        """Know both worlds."""
        self.own, self.other = own, other
        mine, theirs = own.scene, other.scene
        self.codes = {
            mine.agency.code: theirs.agency.code,
            mine.plan.code: theirs.plan.code,
        }
        codes = "|".join(map(re.escape, self.codes))
        self.named = re.compile(
            rf"(?<![\w-])(?:{codes})(?![\w-])|(?<!\d)\d{{5,7}}(?!\d)"
        )

    def __call__(self, word: str) -> str:
        """Return the word with the other's numbers and codes."""
        return self.named.sub(self._other, word)

    def _other(self, found: re.Match[str]) -> str:
        if code := self.codes.get(found[0]):
            return code
        model = model_of(int(found[0]))
        mine = self.own.rows.get(model, []) if model else []
        others = self.other.rows.get(model, []) if model else []
        return str(others[-1]) if int(found[0]) in mine and others else found[0]
