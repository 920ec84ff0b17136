"""Heirs that are proposed: rows of two plans matched by their words and codes; pure but
for reading them. A person corrects what is not right.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from kehoach.lib.text import word_text
from tasks.models import Figure, Plan, Target, TargetMeasure, Task
from tasks.models.changing import INHERITED, InheritedRow

#: Words alike by so much of both are the same row; with the same code less is enough.
_LIKE, _LIKE_WITH_CODE = 0.6, 0.3
_CERTAIN = 0.9


class Row(NamedTuple):
    """A row as it is matched: what must be equal, its code, its words."""

    pk: int
    code: str
    words: frozenset[str]
    kind: str = ""


class Proposed(NamedTuple):
    """A row's heir and whether a person should look at it."""

    heir: int | None
    is_sure: bool


def proposed_heirs(old: Plan, new: Plan) -> dict[str, dict[int, Proposed]]:
    """Return kind of row → row of the old plan → its heir in the new one (8 queries)."""
    rows = {
        kind: (_rows(kind, old), _rows(kind, new))
        for kind in ("task", "figure", "target", "measure")
    }
    return {kind: matched(*both) for kind, both in rows.items()}


def matched(old: Iterable[Row], new: Iterable[Row]) -> dict[int, Proposed]:
    """Return row → its heir: the one most alike in words, of two the one with the same
    code; none where nothing is alike enough.
    """
    rows = list(new)
    return {row.pk: _best(row, rows) for row in old}


def _best(row: Row, rows: Iterable[Row]) -> Proposed:
    best, heir = (0.0, False), None
    for other in rows:
        if other.kind != row.kind:
            continue
        same, alike = other.code == row.code, likeness(row.words, other.words)
        if alike >= (_LIKE_WITH_CODE if same else _LIKE):
            found = (alike + (0.2 if same else 0), same)
            if found > best:
                best, heir = found, other.pk
    return Proposed(heir, best[0] >= _CERTAIN)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words that both have, 0 to 1."""
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 0.0


def heir_rows(kind: str, plan: Plan) -> list[Any]:
    """Return the rows of the kind that a plan has, in its order."""
    model: Any = INHERITED[kind]
    path = "target__plan" if model is TargetMeasure else "plan"
    rows = model.objects.filter(**{path: plan})
    if model is TargetMeasure:
        rows = rows.select_related("target").order_by("target__position", "position")
    if model in (Task, Target):
        rows = rows.filter(valid_to=None)
    return list(rows.filter(is_active=True) if model is Figure else rows)


def _rows(kind: str, plan: Plan) -> list[Row]:
    return [_row(each) for each in heir_rows(kind, plan)]


def _row(row: InheritedRow) -> Row:
    said, kind = str(row.code), ""
    if isinstance(row, Figure):
        said, kind = row.label, row.type
    elif isinstance(row, Task | Target):
        said = f"{row.short_title} {row.text}"
    else:
        said, kind = f"{row.short_title} {row.numerator_text}", row.method
    return Row(row.pk, row.code, frozenset(word_text(said).split()), kind)


def is_fitting(old: InheritedRow, new: InheritedRow) -> bool:
    """Return whether answers of one can go on as answers of the other."""
    if isinstance(old, Figure) and isinstance(new, Figure):
        return old.type == new.type
    return True


def lines_proposed(
    found: Mapping[str, Mapping[int, Proposed]],
) -> Iterable[tuple[str, int, int | None]]:
    """Yield (kind, row, heir) of all rows."""
    for kind, rows in found.items():
        for pk, proposed in rows.items():
            yield kind, pk, proposed.heir
