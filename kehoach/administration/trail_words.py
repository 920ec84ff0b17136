"""How a record of the audit trail reads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.text import capfirst

from agencies.models import AuditRecord, Membership, RoleOffer
from kehoach.lib.dates import format_date

#: Words for what is no column.
NAMES = {
    "state": "kết quả",
    "query": "lọc theo",
    "message": "việc",
    "number": "số dòng",
    "sha256": "SHA-256",
    "delegated": "ủy quyền",
    "model": "loại dữ liệu",
    "key": "khóa",
    "label": "thiết bị",
    "username": "tên đăng nhập",
    "said": "nội dung",
    "problem": "hỏng vì",
    "tries": "số lần",
    "of": "với",
    "files": "số tệp",
    "made_at": "lập lúc",
}
#: What became of an offered role.
STATES = {"offered": "đã đề nghị"} | {
    str(value): str(label).lower() for value, label in RoleOffer.State.choices
}
_LONGEST = 120
DAY = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One row of the page; `changes` are name, what was, what is."""

    at: datetime
    kind: str
    who: str
    address: str
    whom: str
    what: str
    changes: list[tuple[str, str, str]]


def line_of(row: AuditRecord) -> TrailRow:
    """Return the record in words."""
    model = model_of(row.model)
    kind = capfirst(str(model._meta.verbose_name)) if model else ""
    whom = ""
    if row.person_id and row.person_id != row.actor_id:
        whom = str(row.person or f"tài khoản #{row.person_id} đã xóa")
    return TrailRow(
        at=row.at,
        kind=row.kind_label,
        who=str(row.actor) if row.actor_id else row.job or "Chưa đăng nhập",
        address=row.address or "",
        whom=whom,
        what=row.target if row.target.startswith(kind) else f"{kind} {row.target}",
        changes=list(changes_of(row, model)),
    )


def model_of(label: str) -> type[Model] | None:
    """Return the model, none for one that is no more."""
    try:
        return apps.get_model(label) if label else None
    except (LookupError, ValueError):
        return None


def changes_of(
    row: AuditRecord, model: type[Model] | None
) -> Iterator[tuple[str, str, str]]:
    """Yield name, what was, what is; a role stands under its agency's name."""
    model = Membership if row.kind == AuditRecord.Kind.ROLE else model
    for name in {**row.before, **row.after}:
        field = field_of(name, model)
        label = str(getattr(field, "verbose_name", "") or NAMES.get(name, name))
        yield (
            label,
            said(row.before.get(name), field),
            said(row.after.get(name), field),
        )


def field_of(name: str, model: type[Model] | None) -> Any:
    """Return the column of this name, if the model has one."""
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def said(value: Any, field: Any = None) -> str:
    """Return the value as short text: a choice by its label, a day as days are written."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "có", False: "không"}[value]
    known = dict(getattr(field, "flatchoices", ())) or STATES
    text = str(known.get(value, value)) if isinstance(value, str) else str(value)
    if DAY.fullmatch(text):
        text = format_date(date.fromisoformat(text))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
