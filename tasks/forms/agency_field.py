"""An agency typed by code, by name, or picked from what a search offers."""

import re
from collections.abc import Callable
from typing import Any

from django import forms

from agencies.models import Agency, PlannedAgency
from agencies.services.errors import EventError
from agencies.services.event_names import SHOWN, Directory
from kehoach.lib.text import name_key, nfc, search_text

Found = Agency | PlannedAgency
_CODE = re.compile(r"\(([-\w]+)\)\s*$")


def suggestion(agency: Found) -> str:
    """Return the words that a search offers: the name and, in brackets, the code."""
    return f"{agency.name} ({agency.code})"


def matching(words: str, found: list[Found]) -> list[Found]:
    """Return the agencies whose name or code holds the words, marks ignored."""
    bare = search_text(" ".join(words.split()))
    return [
        each
        for each in found
        if bare in search_text(f"{each.name} {each.short_name}") or bare in each.code
    ]


def holds(agency: Found, words: str) -> bool:
    """Return whether the words, whole and with their marks, are in a name of it."""
    names = (f" {name_key(name)} " for name in (agency.name, agency.short_name))
    return any(f" {name_key(words)} " in name for name in names)


class AgencyField(forms.CharField):
    """Turns typed words into one agency of a directory; never by stripping marks."""

    def __init__(self, **kwargs: Any) -> None:
        """Start without a directory; `looks_in` gives it one."""
        super().__init__(max_length=400, **kwargs)
        self.directory: Callable[[], Directory] | None = None
        self.planned: list[PlannedAgency] = []

    def looks_in(
        self,
        directory: Callable[[], Directory],
        planned: list[PlannedAgency] | None = None,
    ) -> None:
        """Search these agencies, read when something was typed, and these plans."""
        self.directory, self.planned = directory, planned or []

    def clean(self, value: Any) -> Any:
        """Return the agency or None; ValidationError lists who could be meant."""
        words = nfc(super().clean(value) or "")
        if not words or self.directory is None:
            return None
        try:
            return self._found(words, self.directory())
        except EventError as error:
            raise forms.ValidationError(error.message) from error

    def _found(self, words: str, directory: Directory) -> Found:
        coded = _CODE.search(words)
        code = coded[1] if coded else words
        for planned in self.planned:
            if code == planned.code or name_key(words) == name_key(planned.name):
                return planned
        if agency := directory.by_code.get(code):
            return agency
        try:
            return directory.named(words)
        except EventError:
            return self._only(words, directory)

    def _only(self, words: str, directory: Directory) -> Found:
        """Return the one agency whose name holds the words with their marks."""
        living = [a for a in directory.by_code.values() if a.is_alive_on(directory.day)]
        found = matching(words, [*living, *self.planned])
        if len(found) == 1 and holds(found[0], words):
            return found[0]
        if not found:
            return directory.named(words)
        named = "; ".join(suggestion(each) for each in found[:SHOWN])
        more = "; …" if len(found) > SHOWN else ""
        message = f"Chưa rõ cơ quan nào. Có phải: {named}{more}? Ghi mã hoặc đủ tên."
        raise EventError(message)
