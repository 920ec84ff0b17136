"""An agency is searched for by name, short name, first letters or code, and picked."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms

from agencies.events.names import Directory
from agencies.models import Agency, PlannedAgency
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import initials, name_key, nfc, search_text, word_text

FoundAgency = Agency | PlannedAgency
_CODE = re.compile(r"\(([-\w]+)\)\s*$")
#: Agencies offered for what was typed; more are found by typing more.
OFFERED = 12
#: Letters from which a word is also looked for inside words («mttq» in «ubmttqvn»).
_INSIDE = 3
#: What is added to a field's name for the box that was picked.
PICKED = "_chon"


def suggestion(agency: FoundAgency) -> str:
    """Return the name and, in brackets, the code, as a field shows what was chosen."""
    return f"{agency.name} ({agency.code})"


def agencies_matching(words: str, among: Iterable[FoundAgency]) -> list[FoundAgency]:
    """Return the agencies that every word is found in, marks ignored: the beginnings of
    words of the names, their first letters, the code; whole names first.
    """
    bare = word_text(words.replace("&", ""))
    typed = bare.split()
    ranked = [
        (rank, place, each)
        for place, each in enumerate(among)
        if typed and (rank := _rank(bare, typed, each)) is not None
    ]
    return [each for _, _, each in sorted(ranked, key=lambda found: found[:2])]


def _rank(bare: str, typed: Sequence[str], agency: FoundAgency) -> int | None:
    """Return how well the words fit, 0 for a whole name; None when they do not."""
    names = [word_text(name.replace("&", "")) for name in _names(agency)]
    letters = initials(agency.name)
    if bare in names or bare.strip() in letters.split():
        return 0
    text = f"{''.join(names)}{word_text(agency.code)} {letters}"
    fits = all(
        f" {word}" in text or (len(word) >= _INSIDE and word in text) for word in typed
    )
    if not fits:
        return None
    return 1 if bare in text else 2


def _names(agency: FoundAgency) -> tuple[str, str]:
    return agency.name, agency.short_name


def holds(agency: FoundAgency, words: str) -> bool:
    """Return whether the words mean the agency: typed without any marks, or each in its
    names with the same marks or among the first letters.
    """
    if words.casefold() == search_text(words):
        return True
    known = {key for name in _names(agency) for key in name_key(name).split()}
    known |= set(initials(agency.name).split())
    return known.issuperset(name_key(words).split())


class TypedAgency(str):
    """What stands in the box, with the code that was picked below it."""

    picked = ""


class AgencyInput(forms.TextInput):
    """A box to type in, and the agencies offered for it as buttons to pick."""

    template_name = "components/agency_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.offered: list[FoundAgency] = []
        self.search_url = ""

    def use_required_attribute(self, initial: Any) -> bool:
        """Return False: a pick is enough."""
        return False

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> TypedAgency:
        """Return what was typed with what was picked."""
        typed = TypedAgency(data.get(name) or "")
        typed.picked = data.get(f"{name}{PICKED}") or ""
        return typed

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Let typing search, and offer what was found so far."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        held = context["widget"]
        box = f"{held['attrs'].get('id', name)}-chon"
        if self.search_url:
            held["attrs"] |= {
                "hx-get": self.search_url,
                "hx-trigger": "input changed delay:250ms",
                "hx-target": f"#{box}",
            }
        return context | {
            "box": box,
            "picks": f"{name}{PICKED}",
            "offered": self.offered,
            "picked": getattr(value, "picked", ""),
        }


class AgencyField(forms.CharField):
    """Turns typed words, or a pick, into one agency of a directory; who could be meant
    is offered to pick, never guessed.
    """

    def __init__(self, **kwargs: Any) -> None:
        """Start without a directory; `looks_in` gives it one."""
        kwargs.setdefault("widget", AgencyInput)
        super().__init__(max_length=400, **kwargs)
        self.directory: Callable[[], Directory] | None = None
        self.planned: list[PlannedAgency] = []

    def looks_in(
        self,
        directory: Callable[[], Directory],
        planned: list[PlannedAgency] | None = None,
        search_url: str = "",
    ) -> None:
        """Search these agencies, read when something was typed, and these plans."""
        self.directory, self.planned = directory, planned or []
        self.widget.search_url = search_url

    def offer(self, agencies: Iterable[FoundAgency]) -> None:
        """Offer these to pick."""
        self.widget.offered = list(agencies)

    def clean(self, value: Any) -> Any:
        """Return the agency or None; when unclear, offer who could be meant."""
        words, picked = nfc(str(value or "")).strip(), getattr(value, "picked", "")
        if self.directory is None or not (words or picked):
            super().clean(words)
            return None
        directory = self.directory()
        for each in self._all(directory) if picked else ():
            if each.code == picked and (
                not words or each in agencies_matching(words, [each])
            ):
                return each
        super().clean(words)
        try:
            return self._found(words, directory)
        except RuleBroken as error:
            raise forms.ValidationError(error.message) from error

    def _all(self, directory: Directory) -> list[FoundAgency]:
        return [*self.planned, *directory.living]

    def _found(self, words: str, directory: Directory) -> FoundAgency:
        coded = _CODE.search(words)
        code = coded[1] if coded else words
        for planned in self.planned:
            if code == planned.code or name_key(words) == name_key(planned.name):
                return planned
        if agency := directory.by_code.get(code):
            return agency
        try:
            return directory.named(words)
        except RuleBroken:
            return self._only(words, directory)

    def _only(self, words: str, directory: Directory) -> FoundAgency:
        """Return the one agency that the words mean; else offer who could be meant."""
        found = agencies_matching(words, self._all(directory))
        whole = [each for each in found if _rank_of(words, each) == 0]
        meant = whole if len(whole) == 1 else found
        if len(meant) == 1 and holds(meant[0], words):
            return meant[0]
        if not found:
            return directory.named(words)
        self.offer(found[:OFFERED])
        more = " Gõ thêm chữ nếu chưa thấy." if len(found) > OFFERED else ""
        raise RuleBroken(f"Chọn một cơ quan ở danh sách dưới ô này.{more}")


def _rank_of(words: str, agency: FoundAgency) -> int | None:
    bare = word_text(words.replace("&", ""))
    return _rank(bare, bare.split(), agency)
