"""How a record of the audit trail reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.text import capfirst

from agencies.models import AuditRecord

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
}
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the page; `changes` are name, what was, what is."""

    at: datetime
    kind: str
    who: str
    address: str
    whom: str
    what: str
    changes: list[tuple[str, str, str]]


def line_of(row: AuditRecord) -> Line:
    """Return the record in words."""
    model = model_of(row.model)
    kind = capfirst(str(model._meta.verbose_name)) if model else ""
    whom = ""
    if row.person_id and row.person_id != row.actor_id:
        whom = str(row.person or f"tài khoản #{row.person_id} đã xóa")
    return Line(
        at=row.at,
        kind=row.kind_label,
        who=str(row.actor) if row.actor_id else row.job or "Chưa đăng nhập",
        address=row.address or "",
        whom=whom,
        what=" ".join(filter(None, (kind, row.target))),
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
    """Yield name, what was, what is."""
    for name in {**row.before, **row.after}:
        yield (
            name_of(name, model),
            said(row.before.get(name)),
            said(row.after.get(name)),
        )


def name_of(name: str, model: type[Model] | None) -> str:
    """Return how the page calls a column."""
    try:
        field: Any = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        field = None
    return str(getattr(field, "verbose_name", "") or NAMES.get(name, name))


def said(value: Any) -> str:  # noqa: ANN401 -- any column
    """Return the value as short text."""
    words = {None: "", True: "có", False: "không"}
    text = words[value] if value is None or isinstance(value, bool) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
