"""Rows of a draft are written at once: nothing stands on them yet.

The forms are those of a change of the plan, which say what is edited, added and ended;
here it is done, where a plan at work makes a draft of a change of it (decision 057).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max, ProtectedError

from agencies.models import User
from agencies.trail.writing import AuditKind, record
from tasks.changing.drafting import Edit, Wanted
from tasks.duties.access import may_change_plan
from tasks.duties.errors import InvalidInput, NotAllowed, StaleVersion
from tasks.duties.locks import hold
from tasks.entering.ordering import move_past, put_in_order
from tasks.models import Assignment, Plan, Section, Task
from tasks.models.changing import SUBJECTS, PlanPart
from tasks.models.words import WORDS

_STALE = (
    "Người khác vừa sửa dòng này sau khi anh/chị mở. Nội dung anh/chị gõ còn nguyên bên"
    " dưới; bản hiện có ghi ở trên. Lưu lần nữa để ghi đè, hoặc bấm Hủy."
)


def version_of(row: Any) -> str:
    """Return what tells whether the stored row is as it was when a form was opened: its
    words and who is given it.
    """
    columns = WORDS[type(row)]
    said = type(row)._default_manager.filter(pk=row.pk).values_list(*columns).first()
    given: Any = ()
    if isinstance(row, Task):
        rows = Assignment.objects.filter(task=row.pk).order_by("pk")
        given = list(rows.values_list("agency", "group", "role", "valid_to"))
    return sha256(repr((said, given)).encode()).hexdigest()[:16]


@transaction.atomic
def save_rows(
    *,
    plan: Plan,
    row: Any,
    version: str,
    edits: Sequence[Edit],
    more: Sequence[Wanted],
    actor: User,
    today: date,
) -> Any:
    """Write what a form of the draft wants; return the row, a new one if it adds one.

    Raises NotAllowed, StaleVersion when the row was saved since, InvalidInput by field.
    """
    _draft(plan, actor, today)
    if row is not None and version_of(row) != version:
        raise StaleVersion(_STALE)
    before = _columns(row) if row is not None else {}
    try:
        for stored, columns in edits:
            _write(type(stored)._default_manager.get(pk=stored.pk), columns, stored)
        made = [_want(plan, wanted) for wanted in more]
    except IntegrityError as error:
        message = "Mã đã có dòng khác dùng, hoặc cơ quan đã được giao vai trò này."
        raise InvalidInput(message) from error
    put_in_order(plan)
    kept = row if row is not None else made[0]
    record(
        AuditKind.SETTING,
        actor=actor,
        target=kept,
        before=before,
        after=_columns(type(kept)._default_manager.get(pk=kept.pk)),
    )
    return kept


@transaction.atomic
def move_row(*, row: Any, steps: int, actor: User, today: date) -> None:
    """Move the row of a draft past its neighbour; raises NotAllowed, InvalidInput."""
    _draft(row.plan, actor, today)
    if not move_past(row, steps):
        raise InvalidInput("Dòng này đã ở đầu hoặc cuối mục.")


@transaction.atomic
def delete_row(*, row: Any, actor: User, today: date) -> None:
    """Delete the row of a draft with who is given it; raises NotAllowed, InvalidInput
    for one that others stand on.
    """
    _draft(row.plan, actor, today)
    if isinstance(row, Section) and (row.tasks.exists() or row.children.exists()):
        message = (
            f"Mục {row.code} còn nhiệm vụ hoặc mục con: xóa hoặc chuyển chúng trước."
        )
        raise InvalidInput(message)
    before, name = _columns(row), str(row)
    try:
        with transaction.atomic():
            if isinstance(row, Task):
                row.assignments.all().delete()
            row.delete()
    except ProtectedError as error:
        names = ", ".join(sorted(str(each) for each in error.protected_objects)[:5])
        message = f"Không xóa được {name}: còn dòng dựa vào ({names})."
        raise InvalidInput(message) from error
    put_in_order(row.plan)
    record(AuditKind.SETTING, actor=actor, target=f"Xóa {name}"[:200], before=before)


def _draft(plan: Plan, actor: User, today: date) -> None:
    """Hold the plan while a row of it is written; raises for who may not, or once it is
    published.
    """
    row = hold(Plan.objects).get(pk=plan.pk)
    if not may_change_plan(actor, row, today):
        raise NotAllowed
    if not row.is_draft:
        raise InvalidInput(
            "Kế hoạch đã công bố: sửa bằng «Điều chỉnh kế hoạch», có văn bản và ngày."
        )


def _write(row: Any, columns: Mapping[str, Any], typed: PlanPart) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    _check(row)
    row.save(update_fields=[name.removesuffix("_id") for name in columns])


def _want(plan: Plan, wanted: Wanted) -> Any:
    """Do what is wanted beside: end an assignment, add a row."""
    if wanted.row:
        wanted.row.delete()
        return None
    model: Any = SUBJECTS[wanted.subject]
    fields = {field.attname for field in model._meta.concrete_fields}
    row: Any = model(**{n: v for n, v in wanted.columns.items() if n in fields})
    if model is Assignment:
        row.task_id = wanted.task
    else:
        row.plan = plan
        row.position = _place(model, plan, wanted.columns.get("follows"))
    _check(row)
    row.save()
    for who in wanted.columns.get("given", ()):
        given = Assignment(task=row, **who)
        _check(given)
        given.save()
    return row


def _place(model: Any, plan: Plan, follows: int | None) -> int:
    """Return the position behind that row, or at the end; what stands there moves on."""
    rows = model._default_manager.filter(plan=plan)
    after: Any = rows.filter(pk=follows).values_list("position", flat=True).first()
    if after is None:
        after = rows.aggregate(last=Max("position"))["last"] or 0
    rows.filter(position__gt=after).update(position=F("position") + 1)
    return int(after) + 1


def _check(row: Any) -> None:
    """Raise InvalidInput with what the row's own rules say, by field."""
    try:
        row.full_clean()
    except ValidationError as error:
        found = error.update_error_dict({})
        said = {
            "" if name == "__all__" else name: " ".join(ValidationError(each).messages)
            for name, each in found.items()
        }
        raise InvalidInput(" ".join(said.values()), problems=said) from error


def _columns(row: Any) -> dict[str, Any]:
    stored = type(row)._default_manager.filter(pk=row.pk).values(*WORDS[type(row)])
    said = stored.first() or {}
    return {name: _plain(value) for name, value in said.items()}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | list | None) else str(value)
