"""One section of the outline: its name, its sentences of figures, the annexes it names."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.models import AgencyKind, User
from kehoach.lib.refusals import RuleBroken
from reporting.models import (
    FrozenReport,
    Outline,
    OutlineClause,
    OutlineSection,
    SectionText,
)
from reporting.models.outline import OWN
from reporting.outline.editing import changed, checked_title, opened
from tasks.duties.errors import InvalidInput
from tasks.models import Plan

#: Items below one heading: there are letters for so many points.
_MOST = 20


class ClauseLine(NamedTuple):
    """A sentence of figures as the page sends it; each line of `phrases` is «mã|lời»."""

    lead: str
    phrases: str
    kinds: Sequence[str] = ()
    annex: str = ""


@transaction.atomic
def save_section_row(
    *,
    plan: Plan,
    key: str,
    title: str,
    parent: str = "",
    annexes: Sequence[str] = (),
    clauses: Sequence[ClauseLine] | None = None,
    version: int,
    actor: User,
    today: date,
    now: datetime,
) -> OutlineSection:
    """Store a section's name, the annexes it names and its sentences of figures (None:
    as they are); without key a new one is added below `parent`.

    Raises InvalidInput for a figure that is not there or a section written otherwise.
    """
    outline = opened(plan, version, actor, today)
    name = checked_title(title)
    row = outline.sections.filter(key=key).first() if key else None
    if key and row is None:
        message = "Không có mục này trong đề cương."
        raise InvalidInput(message)
    said = f"sửa mục «{name}»" if row else f"thêm mục «{name}»"
    row = row or _new_section(outline, parent)
    row.title = name
    row.save()
    row.annexes.set(outline.annexes.filter(key__in=annexes))
    if clauses is not None:
        _store_clauses(row, clauses)
    changed(outline, [said], actor, now)
    return row


def _new_section(outline: Outline, parent_key: str) -> OutlineSection:
    parent = outline.sections.filter(key=parent_key).first()
    if parent_key and (parent is None or _level(parent) > 2):
        message = "Chọn mục cha là phần hoặc mục đánh số trong đề cương."
        raise InvalidInput(message, field="parent")
    last = list(outline.sections.filter(parent=parent))
    if len(last) >= _MOST:
        message = f"Một mục chỉ chứa {_MOST} mục con. Tắt hoặc gộp bớt."
        raise InvalidInput(message, field="parent")
    position = last[-1].position + 1 if last else 1
    return OutlineSection(
        outline=outline, key=_new_key(outline), parent=parent, position=position
    )


def _new_key(outline: Outline) -> str:
    """Return a key that no section has and no words were ever written for."""
    own = {"key__startswith": OWN}
    told = SectionText.objects.filter(report__period__plan=outline.plan_id, **own)
    used = {
        *outline.sections.filter(**own).values_list("key", flat=True),
        *told.order_by().values_list("key", flat=True),
    }
    numbers = [int(n) for key in used if (n := key.removeprefix(OWN)).isdecimal()]
    return f"{OWN}{max(numbers, default=0) + 1}"


def _level(row: OutlineSection) -> int:
    level, above = 1, row.parent
    while above is not None:
        level, above = level + 1, above.parent
    return level


def may_hold_clauses(row: OutlineSection) -> bool:
    """Return whether sentences of figures may write the section."""
    return (
        row.rule in (OutlineSection.Rule.NONE, OutlineSection.Rule.FIGURES)
        and not row.children.exists()
    )


def _store_clauses(row: OutlineSection, clauses: Sequence[ClauseLine]) -> None:
    if clauses and not may_hold_clauses(row):
        message = "Mục này có lời theo cách khác hoặc có mục con: không ghi câu."
        raise InvalidInput(message)
    made = [_clause(row, number, line) for number, line in enumerate(clauses, 1)]
    row.clauses.all().delete()
    OutlineClause.objects.bulk_create(made)
    if row.rule in (OutlineSection.Rule.NONE, OutlineSection.Rule.FIGURES):
        row.rule = OutlineSection.Rule.FIGURES if made else OutlineSection.Rule.NONE
        row.save(update_fields=["rule"])


def _clause(row: OutlineSection, number: int, line: ClauseLine) -> OutlineClause:
    lead = " ".join(line.lead.split())
    if not lead:
        message = f"Câu {number}: nhập lời mở câu, ví dụ «Trong kỳ đã tổ chức»."
        raise InvalidInput(message)
    clause = OutlineClause(
        section=row,
        position=number,
        lead=lead,
        phrases=line.phrases,
        kinds=[kind for kind in line.kinds if kind in AgencyKind.values],
        annex=row.outline.annexes.filter(key=line.annex).first(),
    )
    try:
        clause.clean()
    except ValidationError as error:
        message = f"Câu {number}: {' '.join(error.messages)}"
        raise InvalidInput(message) from error
    return clause


@transaction.atomic
def delete_section(
    *, plan: Plan, key: str, version: int, actor: User, today: date, now: datetime
) -> Outline:
    """Delete a section that the office added; words written for it stay in the history.

    Refused while it has sections below it or a frozen report holds it.
    """
    outline = opened(plan, version, actor, today)
    row = outline.sections.filter(key=key, key__startswith=OWN).first()
    if row is None:
        message = "Chỉ xóa được mục do cơ quan thêm; mục có sẵn thì tắt."
        raise RuleBroken(message)
    if why := why_kept(row):
        raise RuleBroken(why)
    row.delete()
    return changed(outline, [f"xóa mục «{row.title}»"], actor, now)


def why_kept(row: OutlineSection) -> str:
    """Return why a section cannot be deleted; empty when it can."""
    if row.children.exists():
        return "Mục còn mục con: xóa mục con trước, hoặc tắt mục."
    if row.key in _frozen_keys(row):
        return "Báo cáo đã chốt số liệu có mục này: chỉ tắt được."
    return ""


def _frozen_keys(row: OutlineSection) -> set[str]:
    """Return the keys of sections in the frozen reports that name this one's key."""
    frozen = FrozenReport.objects.filter(
        report__period__plan=row.outline.plan_id, facts__contains=f'"{row.key}"'
    )
    found: set[str] = set()
    for facts in frozen.values_list("facts", flat=True):
        found |= set(_keys(json.loads(facts)["sections"]))
    return found


def _keys(sections: list[dict[str, Any]]) -> Iterator[str]:
    for section in sections:
        yield section.get("key", "")
        yield from _keys(section["children"])
