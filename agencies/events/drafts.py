"""Drafts of reorganisations: basics, lines, agencies to be created.

Only drafts change; applying an event is a service of the room above.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify

from agencies.models import (
    HOME_TERRITORY,
    Agency,
    PlannedAgency,
    Reorganisation,
    Succession,
)
from agencies.models.errors import refusal_of
from agencies.models.locks import hold
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import nfc, search_text

_DISSOLVE, _RENAME = Succession.Kind.DISSOLVE, Succession.Kind.RENAME
#: Years that an event may take effect in; anything else is a slip of the keys.
YEARS = range(1975, 2101)


def checked(row: models.Model) -> None:
    """Validate and save the row; RuleBroken says what is wrong, field by field."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise refusal_of(error) from error
    row.save()


def locked_draft(event: Reorganisation) -> Reorganisation:
    """Return the event, locked; RuleBroken when it is no draft any more."""
    row = hold(Reorganisation.objects).filter(pk=event.pk).first()
    if row is None:
        message = "Sự kiện này đã bị xóa."
        raise RuleBroken(message)
    if not row.is_draft:
        label = row.get_state_display().lower()
        message = f"Sự kiện {label}, không sửa được nữa."
        raise RuleBroken(message)
    return row


@transaction.atomic
def save_event(
    *, event: Reorganisation | None, name: str, legal_basis: str, effective_on: date
) -> Reorganisation:
    """Make a draft, or change the name, basis and day of one."""
    row = locked_draft(event) if event else Reorganisation()
    row.name, row.legal_basis = nfc(name).strip(), nfc(legal_basis).strip()
    row.effective_on = effective_on
    if effective_on.year not in YEARS:
        message = "Ngày có hiệu lực phải từ năm 1975 đến năm 2100."
        raise RuleBroken(message, field="effective_on")
    checked(row)
    return row


@transaction.atomic
def plan_agency(
    *,
    event: Reorganisation,
    name: str,
    kind: str,
    level: str,
    code: str = "",
    short_name: str = "",
    territory: str = HOME_TERRITORY,
    parent: Agency | None = None,
) -> PlannedAgency:
    """Note an agency that the event will create; without a code one is made."""
    row = PlannedAgency(
        event=locked_draft(event),
        code=code.strip() or free_code(event, short_name.strip() or name),
        name=nfc(name).strip(),
        short_name=nfc(short_name).strip() or nfc(name).strip()[:120],
        kind=kind,
        level=level,
        territory=territory,
        parent=parent,
    )
    if Agency.objects.filter(code=row.code).exists():
        message = f"Mã «{row.code}» là của một cơ quan đã có. Chọn mã khác."
        raise RuleBroken(message, field="code")
    checked(row)
    return row


def free_code(event: Reorganisation, name: str) -> str:
    """Return a code made of the name that nobody has."""
    stem = slugify(search_text(name))[:60] or "co-quan"
    taken = set(Agency.objects.filter(code__startswith=stem).values_list("code"))
    taken |= set(event.planned.filter(code__startswith=stem).values_list("code"))
    number, code = 1, stem
    while (code,) in taken:
        number += 1
        code = f"{stem}-{number}"
    return code


@transaction.atomic
def add_line(
    *,
    event: Reorganisation,
    predecessor: Agency,
    kind: str,
    successor: Agency | None = None,
    planned: PlannedAgency | None = None,
) -> Succession:
    """Add one line: who ends, how, and who follows (nobody when dissolved)."""
    draft = locked_draft(event)
    line = Succession(
        event=draft,
        predecessor=predecessor,
        kind=kind,
        successor=successor,
        planned=planned,
    )
    held = draft.lines.select_related("successor", "planned")
    refuse_contradiction(line, list(held.filter(predecessor=predecessor)))
    checked(line)
    return line


@transaction.atomic
def add_line_to_new(
    *, event: Reorganisation, predecessor: Agency, kind: str, new: Mapping[str, Any]
) -> Succession:
    """Note an agency to be created and add the line that leads to it."""
    planned = plan_agency(event=event, **new)
    return add_line(event=event, predecessor=predecessor, kind=kind, planned=planned)


def refuse_contradiction(line: Succession, others: list[Succession]) -> None:
    """Raise RuleBroken when the line cannot stand beside the predecessor's others."""
    followed = line.successor or line.planned
    if (line.kind == _DISSOLVE) != (followed is None):
        message = (
            "Giải thể thì không có cơ quan mới."
            if followed
            else "Chọn cơ quan mới; chỉ giải thể mới không có cơ quan mới."
        )
        raise RuleBroken(message, field="successor")
    if followed and followed == line.predecessor:
        message = "Cơ quan không thể kế thừa chính mình."
        raise RuleBroken(message, field="successor")
    for other in others:
        same = (other.successor or other.planned) == followed
        alone = {_DISSOLVE, _RENAME} & {line.kind, other.kind}
        if same or alone:
            message = (
                f"Dòng «{other}» đã có trong sự kiện."
                if same
                else f"{line.predecessor} đã có dòng «{other}», không thêm dòng khác."
            )
            raise RuleBroken(message, field="predecessor")


@transaction.atomic
def remove_line(*, line: Succession) -> None:
    """Take a line off a draft, and the planned agency that nothing needs any more."""
    locked_draft(line.event)
    planned = line.planned
    line.delete()
    if planned and not planned.lines.exists():
        planned.delete()


@transaction.atomic
def delete_draft(*, event: Reorganisation) -> None:
    """Delete a draft with its lines, planned agencies and decisions."""
    locked_draft(event).delete()


@transaction.atomic
def copy_event(*, event: Reorganisation) -> Reorganisation:
    """Return a new draft with the basics and lines of an event that was undone."""
    if event.state != Reorganisation.State.UNDONE:
        message = "Chỉ chép lại được sự kiện đã hoàn tác."
        raise RuleBroken(message)
    draft = Reorganisation(
        name=event.name,
        legal_basis=event.legal_basis,
        effective_on=event.effective_on,
    )
    checked(draft)
    copies = {row.pk: row for row in event.planned.all()}
    for row in copies.values():
        row.pk, row.event = None, draft
        row._state.adding = True
    PlannedAgency.objects.bulk_create(copies.values())
    lines = list(event.lines.all())
    for line in lines:
        planned = copies[line.planned_id] if line.planned_id else None
        line.pk, line.event, line.planned = None, draft, planned
        line.successor_id = None if planned else line.successor_id
    Succession.objects.bulk_create(lines)
    return draft
