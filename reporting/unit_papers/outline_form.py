"""The form of the outline that the steering agency sets for the agencies' papers."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField

from reporting.unit_papers.outline import numbered_parts
from reporting.unit_papers.saving import own_part
from reporting.unit_papers.shipped import PaperOutline, UnitPart
from tasks.doors.fields import NfcCharField


class OutlineRow(NamedTuple):
    """A line of the outline: the number it prints under, its part, its fields."""

    number: str
    part: UnitPart
    title: BoundField
    guide: BoundField
    is_on: BoundField


class UnitOutlineForm(forms.Form):
    """Subject, titles, guides and switches; one step of order; a new part."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    subject = NfcCharField(label="Trích yếu", max_length=300)
    added = NfcCharField(
        label="Thêm mục",
        required=False,
        max_length=200,
        help_text="Đứng cuối đề cương.",
    )

    def __init__(
        self,
        outline: PaperOutline,
        data: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_with_later(outline, data) if data else None, **kwargs)
        self.outline = outline
        self.initial["subject"] = outline.subject
        for part in outline.parts:
            self.fields[f"ten-{part.key}"] = NfcCharField(
                label=f"Tên mục {part.title}", max_length=200, initial=part.title
            )
            self.fields[f"goi-{part.key}"] = NfcCharField(
                label="Hướng dẫn viết",
                required=False,
                max_length=300,
                initial=part.guide,
            )
            self.fields[f"in-{part.key}"] = forms.BooleanField(
                label="In", required=False, initial=part.is_on
            )

    def read(self, move: str) -> PaperOutline:
        """Return the outline as sent, after a step such as «len:kien-nghi»."""
        said = self.cleaned_data
        parts: Sequence[UnitPart] = [
            part._replace(
                title=said[f"ten-{part.key}"],
                guide=said[f"goi-{part.key}"],
                is_on=said[f"in-{part.key}"],
            )
            for part in self.outline.parts
        ]
        if said["added"]:
            parts = [*parts, own_part(said["added"], parts)]
        step, _, key = move.partition(":")
        if key:
            parts = moved(parts, key, -1 if step == "len" else 1)
        return PaperOutline(said["subject"], tuple(parts))


def _with_later(outline: PaperOutline, data: Any) -> Any:
    """Return what was sent, with the parts added since the page was opened as they
    are, so that the newer version can be seen.
    """
    known = data.copy()
    for part in outline.parts:
        if f"ten-{part.key}" not in data:
            known[f"ten-{part.key}"] = part.title
            known[f"goi-{part.key}"] = part.guide
            if part.is_on:
                known[f"in-{part.key}"] = "on"
    return known


def moved(parts: Iterable[UnitPart], key: str, step: int) -> list[UnitPart]:
    """Return the parts after one step up (-1) or down (+1) among equals: a heading
    takes the parts below it along, and those stay under their heading.
    """
    blocks: list[list[UnitPart]] = []
    for part in parts:
        if part.level == 1 or not blocks:
            blocks.append([part])
        else:
            blocks[-1].append(part)
    at = next((i for i, b in enumerate(blocks) if key in {p.key for p in b}), None)
    if at is None:
        return [part for block in blocks for part in block]
    if blocks[at][0].key == key:
        _swap(blocks, at, at + step, first=0)
    else:
        place = next(i for i, part in enumerate(blocks[at]) if part.key == key)
        _swap(blocks[at], place, place + step, first=1)
    return [part for block in blocks for part in block]


def _swap(rows: list[Any], one: int, other: int, *, first: int) -> None:
    if first <= other < len(rows):
        rows[one], rows[other] = rows[other], rows[one]


def outline_rows_of(form: UnitOutlineForm) -> Iterator[OutlineRow]:
    """Yield the parts with the numbers that they print under."""
    for number, part in numbered_parts(form.outline):
        fields = (form[f"{kind}-{part.key}"] for kind in ("ten", "goi", "in"))
        yield OutlineRow(number, part, *fields)
