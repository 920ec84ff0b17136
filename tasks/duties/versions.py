"""What a row said is kept before its columns take the newest words."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model

from agencies.models import User
from kehoach.lib.text import nfc
from tasks.duties.errors import InvalidInput
from tasks.models import (
    Contribution,
    Correction,
    Difficulty,
    Direction,
    Evidence,
    UnitReport,
    UrgingLetter,
)

#: model → the name of its column in Correction
VERSION_TARGETS: dict[type[Model], str] = {
    Evidence: "evidence",
    UnitReport: "letter",
    Difficulty: "difficulty",
    Contribution: "contribution",
    Direction: "direction",
    UrgingLetter: "urging_letter",
}
LONGEST_REASON = 300


def required_words(text: str, field: str, message: str) -> str:
    """Return what was written; raises InvalidInput with the message when nothing was."""
    said = nfc(text).strip()
    if not said:
        raise InvalidInput(message, field=field)
    return said


def required_reason(reason: str, words: str = "Ghi lý do sửa.") -> str:
    """Return the reason; raises InvalidInput when it is empty or too long."""
    said = required_words(reason, "reason", words)
    if len(said) > LONGEST_REASON:
        message = f"Viết gọn trong {LONGEST_REASON} ký tự."
        raise InvalidInput(message, field="reason")
    return said


def changed_fields(row: Model, words: dict[str, Any]) -> list[str]:
    """Return the columns that the new words change."""
    return [name for name, value in words.items() if getattr(row, name) != value]


def required_change(
    row: Model, words: dict[str, Any], *, field: str, besides: bool = False
) -> list[str]:
    """Return the columns that the new words change; raises InvalidInput at the field
    when nothing is said anew, not even something `besides` the columns.
    """
    changed = changed_fields(row, words)
    if not changed and not besides:
        message = "Chưa thấy gì khác bản đang có."
        raise InvalidInput(message, field=field)
    return changed


def put_right(
    row: Model,
    words: dict[str, Any],
    *,
    field: str,
    upload: "UploadedFile[Any] | None" = None,
    more: dict[str, str] | None = None,
    reason: str,
    actor: User,
    now: datetime,
) -> list[str]:
    """Keep what the row said as a version and give it the new words, unsaved; return
    the columns that changed. The caller stores the file that is uploaded.
    """
    besides = upload is not None or bool(more)
    changed = required_change(row, words, field=field, besides=besides)
    held: Any = row
    keep_version(
        row,
        fields=changed,
        more=more,
        with_file=upload is not None and bool(held.file),
        reason=reason,
        actor=actor,
        now=now,
    )
    for name, value in words.items():
        setattr(row, name, value)
    return changed


def keep_version(
    row: Model,
    *,
    fields: Iterable[str] = (),
    more: dict[str, str] | None = None,
    with_file: bool = False,
    act: Correction.Act = Correction.Act.CORRECTED,
    reason: str,
    actor: User,
    now: datetime,
) -> Correction:
    """Store what the columns say now (`more`: what is not a column, in words), and the
    file when it is replaced; `reason` has been checked.
    """
    said = {name: _plain(getattr(row, name)) for name in fields} | (more or {})
    kept = Correction(
        act=act,
        reason=reason,
        said=said,
        made_by=actor,
        recorded_at=now,
        **{VERSION_TARGETS[type(row)]: row},
    )
    if with_file:
        held: Any = row
        kept.file, kept.file_name = held.file.name, held.file_name
        kept.sha256 = held.sha256
    kept.save()
    return kept


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
