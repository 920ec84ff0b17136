"""The form of a reporting calendar: a line for each period of the year."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import slugify

from kehoach.lib.text import search_text
from tasks.doors.fields import NfcCharField
from tasks.periods.ready_calendars import CalendarEntry

#: Empty lines offered below those that there are, and as many as a calendar may have:
#: a year with its halves, quarters, months.
SPARE, MOST_ROWS = 4, 24
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


def key_from(label: str) -> str:
    """Return the key that the name of a period suggests: «Quý II» is quy-2."""
    words = slugify(search_text(label)).split("-")
    found = "-".join(_ROMAN.get(word, word) for word in words)[:20].strip("-")
    return {"ca-nam": "nam"}.get(found, found)


class CalendarLineForm(forms.Form):
    """One period; a line without name and day is left out."""

    label = NfcCharField(label="Tên kỳ", max_length=60, required=False)
    key = NfcCharField(label="Mã", max_length=20, required=False)
    last_day = NfcCharField(label="Chốt số liệu", max_length=5, required=False)
    unit_day = NfcCharField(label="Hạn đơn vị", max_length=5, required=False)
    summary_day = NfcCharField(label="Hạn tổng hợp", max_length=5, required=False)
    part_of = NfcCharField(label="Thuộc kỳ", max_length=20, required=False)
    is_total = forms.BooleanField(label="Lũy kế", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the field by its line for readers: the head of the table is far away."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{field.label}, dòng {self.number}"
            if name.endswith("_day"):
                field.widget.attrs["size"] = 6
        self.fields["label"].widget.attrs["placeholder"] = "Tên kỳ"

    @property
    def number(self) -> int:
        """Return which line it is."""
        return int(self.prefix or 0) + 1

    @property
    def short_fields(self) -> list[forms.BoundField]:
        """Return what stands behind the name, in the order of the table."""
        names = ("key", "part_of", "last_day", "unit_day", "summary_day", "is_total")
        return [self[name] for name in names]

    @property
    def is_empty(self) -> bool:
        """Return whether the line says nothing."""
        said = self.cleaned_data
        return not (said.get("label") or said.get("last_day") or said.get("key"))

    @property
    def entry(self) -> CalendarEntry:
        """Return the line; a key that was not typed follows the name."""
        said = dict(self.cleaned_data)
        said["key"] = said["key"] or key_from(said["label"])
        return CalendarEntry(**said)


class CalendarForm:
    """All lines of a calendar."""

    def __init__(
        self, entries: Iterable[CalendarEntry], posted: Any | None = None
    ) -> None:
        """Take what was typed, else the entries and some empty lines."""
        self.is_bound = posted is not None
        held = list(entries)
        count = min(len(held) + SPARE, MOST_ROWS)
        if posted is not None:
            count = min(sum(name.endswith("-label") for name in posted), MOST_ROWS)
        self.lines = [
            CalendarLineForm(
                posted,
                prefix=str(number),
                initial=held[number]._asdict() if number < len(held) else None,
            )
            for number in range(count)
        ]

    def is_valid(self) -> bool:
        """Return whether every line can be read."""
        return self.is_bound and all(map(CalendarLineForm.is_valid, self.lines))

    @property
    def entries(self) -> list[CalendarEntry]:
        """Return the lines that say something."""
        return [line.entry for line in self._said]

    @property
    def _said(self) -> list[CalendarLineForm]:
        return [line for line in self.lines if not line.is_empty]

    def show(self, problems: dict[str, str]) -> None:
        """Put «row number-column» beside its field; rows are counted without empty ones."""
        said = self._said
        for place, words in problems.items():
            number, _, name = place.partition("-")
            if number.isdigit() and name in CalendarLineForm.base_fields:
                said[int(number)].add_error(name, words)
