"""One annex of the outline and its columns."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from agencies.models import User
from kehoach.lib.text import nfc
from reporting.models import AnnexColumn, Outline, ReportAnnex
from reporting.models.annex import COUNTED
from reporting.models.outline import OWN
from reporting.outline.editing import changed, checked_title, opened
from tasks.duties.errors import InvalidInput
from tasks.models import Figure, Plan

#: Lists that stand behind every annex of figures.
LISTS = (ReportAnnex.Content.MISSING, ReportAnnex.Content.DOCUMENTS)


class ColumnLine(NamedTuple):
    """A column as the page sends it."""

    head: str
    code: str
    width: int = 0


@transaction.atomic
def save_annex(
    *,
    plan: Plan,
    key: str,
    title: str,
    layout: str,
    columns: Sequence[ColumnLine],
    version: int,
    actor: User,
    today: date,
    now: datetime,
) -> ReportAnnex:
    """Store an annex with its columns; without key a new one is added at the end.

    Raises InvalidInput for a figure that does not exist or cannot be added up.
    """
    outline = opened(plan, version, actor, today)
    name = checked_title(title, annex=True)
    row = outline.annexes.filter(key=key).first() if key else None
    if key and row is None:
        message = "Không có phụ lục này trong đề cương."
        raise InvalidInput(message)
    said = f"sửa phụ lục «{name}»" if row else f"thêm phụ lục «{name}»"
    row = row or _new_annex(outline)
    row.title, row.layout = name, layout
    row.save()
    if row.content == ReportAnnex.Content.FIGURES:
        checked = _checked_columns(plan, columns)
        row.columns.all().delete()
        AnnexColumn.objects.bulk_create(
            AnnexColumn(annex=row, position=position, **given)
            for position, given in enumerate(checked, 1)
        )
    changed(outline, [said], actor, now)
    return row


def _new_annex(outline: Outline) -> ReportAnnex:
    """Return an annex before the lists that end the report, else at the end."""
    own = outline.annexes.filter(key__startswith=OWN).count()
    rows = list(outline.annexes.all())
    place = rows[-1].position + 1 if rows else 1
    for row in reversed(rows):
        if row.content not in LISTS:
            break
        place = row.position
    outline.annexes.filter(position__gte=place).update(position=F("position") + 1)
    return ReportAnnex(outline=outline, key=f"{OWN}{own + 1}", position=place)


def _checked_columns(
    plan: Plan, columns: Sequence[ColumnLine]
) -> list[dict[str, object]]:
    """Return the columns to store, each with a figure that can be added up."""
    codes = [column.code for column in columns]
    known = {row.code: row for row in Figure.objects.filter(plan=plan, code__in=codes)}
    found: list[dict[str, object]] = []
    for column in columns:
        figure, head = known.get(column.code), " ".join(nfc(column.head).split())
        _require(head, f"Nhập tên cột cho số liệu «{column.code}».")
        _require(figure, f"Không có số liệu mang mã «{column.code}» (cột «{head}»).")
        _require(
            codes.count(column.code) == 1,
            f"Số liệu «{column.code}» đứng hai cột. Mỗi số liệu chỉ một cột.",
        )
        assert figure is not None  # noqa: S101 -- required above
        _require(
            figure.type in COUNTED,
            f"Số liệu «{figure.label}» không phải số hoặc có/không nên không cộng được.",
        )
        found.append(
            {
                "head": head[:100],
                "code": figure.code,
                "counts_yes": figure.type == Figure.Type.YES_NO,
                "width": column.width,
            }
        )
    _require(found, "Phụ lục phải có ít nhất một cột số liệu.")
    return found


def _require(there: object, message: str) -> None:
    if not there:
        raise InvalidInput(message)
