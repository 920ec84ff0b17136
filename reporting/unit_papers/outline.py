"""What an outline of such a paper is: titled parts, each with what writes it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kehoach.lib.marks import fill
from kehoach.lib.numbers import count_word
from reporting.models import PaperKind, UnitOutline
from reporting.outline import wording
from reporting.outline.parts import heading_text
from reporting.unit_papers.shipped import SHIPPED_UNIT_OUTLINES, PaperOutline, UnitPart
from tasks.models import Period
from tasks.periods.calendars import words_ahead

#: Variable of a subject or a title → what it gives.
OUTLINE_VARIABLES = {
    "noi_dung": "việc phải làm theo tên ngắn của kế hoạch",
    "ky": "kỳ báo cáo, ví dụ “năm 2026”",
    "ky_sau": "thời gian tới, ví dụ “năm 2027”",
}


class Stored(NamedTuple):
    """The outline that holds, and its version in this very period (0: none yet)."""

    outline: PaperOutline
    number: int


def stored_unit_outline(period: Period, kind: str) -> Stored:
    """Return the period's outline, else the newest earlier one, else the shipped."""
    rows = UnitOutline.objects.filter(
        kind=kind, period__plan=period.plan_id, period__data_to__lte=period.data_to
    )
    row = rows.order_by("-period__data_to", "-number").first()
    if row is None:
        return Stored(SHIPPED_UNIT_OUTLINES[PaperKind(kind)], 0)
    parts = tuple(UnitPart(**part) for part in row.parts)
    number = row.number if row.period_id == period.pk else 0
    return Stored(PaperOutline(row.subject, parts), number)


def as_rows(parts: Iterable[UnitPart]) -> list[dict[str, Any]]:
    """Return the parts as they are stored."""
    return [part._asdict() for part in parts]


def values_of(period: Period) -> Mapping[str, str]:
    """Return what the variables give in the period."""
    return {
        "noi_dung": wording.what_is_done(period.plan),
        "ky": period.words,
        "ky_sau": words_ahead(period),
    }


def with_variables(text: str, period: Period) -> str:
    """Return a subject or a title with its variables filled, the first letter large;
    «triển khai triển khai» and «việc việc» are said once.
    """
    said = fill(text, values_of(period))
    for word in ("triển khai", "thực hiện"):
        said = said.replace(f"{word} {word}", word)
    said = said.replace("Triển khai triển khai", "Triển khai")
    # The year stays in one piece: it would stand alone on the last line.
    said = said.replace(f"năm {period.year}", f"năm\u00a0{period.year}")
    return said[:1].upper() + said[1:]


def numbered_parts(outline: PaperOutline) -> Iterator[tuple[str, UnitPart]]:
    """Yield every part with the number it prints under, empty for one that does not."""
    printed = set(outline.printed())
    counts = [0, 0]
    for part in outline.parts:
        if part not in printed:
            yield "", part
            continue
        counts[part.level - 1] += 1
        counts[part.level :] = [0] * (2 - part.level)
        yield heading_text(part.level, counts[part.level - 1], "").strip(" ."), part


def counted_contents(number: int, words: str) -> str:
    """Return «05 nội dung»."""
    return f"{count_word(number)} {words}"
