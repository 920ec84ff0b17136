"""«Đề cương»: the office renames, reorders, switches off and adds; nobody is overwritten."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from agencies.models import User
from kehoach.lib.marks import problems_of
from kehoach.lib.text import nfc
from reporting.models import (
    AnnexColumn,
    Outline,
    OutlineChange,
    OutlineSection,
    ReportAnnex,
)
from reporting.models.outline import COUNTED, OWN, TITLE_VARIABLES
from reporting.outline_seeding import reset_outline, seed_outline
from tasks.access import can_review
from tasks.models import Figure, Plan
from tasks.services.errors import InvalidInput, NotAllowed, StaleVersion

#: A number typed before a heading; the report numbers by itself.
TYPED_NUMBER = re.compile(r"^\s*(?:[IVXLC]+|\d{1,2}|[a-zđ])\s*[.)]\s+")
#: Items below one heading: there are letters for so many points.
MOST = 20
STALE = (
    "Người khác vừa sửa đề cương này. Nội dung anh/chị nhập vẫn ở dưới; xem lại rồi lưu"
    " lần nữa."
)


class Line(NamedTuple):
    """A section or an annex as the page sends it; `layout` is of annexes."""

    key: str
    title: str
    is_on: bool
    layout: str = "auto"


class ColumnLine(NamedTuple):
    """A column as the page sends it."""

    head: str
    code: str
    width: int = 0


class Move(NamedTuple):
    """One step up (-1) or down (+1) among its siblings."""

    key: str
    step: int
    is_annex: bool = False


def bare_title(text: str) -> str:
    """Return the title composed, on one line, without a number typed before it."""
    return TYPED_NUMBER.sub("", " ".join(nfc(text).split()))


def _opened(plan: Plan, version: int, actor: User, today: date) -> Outline:
    """Return the outline, locked, if it still is the version that was read."""
    if not can_review(actor, plan, today):
        raise NotAllowed
    seed_outline(plan=plan)
    outline = Outline.objects.select_for_update(of=("self",)).get(plan=plan)
    if outline.version != version:
        raise StaleVersion(STALE)
    return outline


def _changed(outline: Outline, what: list[str], actor: User, now: datetime) -> Outline:
    """Count the version and keep who changed what; nothing changed, nothing kept."""
    if not what:
        return outline
    outline.version += 1
    outline.save(update_fields=["version"])
    OutlineChange.objects.create(
        outline=outline,
        version=outline.version,
        what="; ".join(what)[:1000],
        author=actor,
        changed_at=now,
    )
    return outline


@transaction.atomic
def save_outline(  # noqa: PLR0913 -- what, over which version, by whom, when
    *,
    plan: Plan,
    sections: Sequence[Line],
    annexes: Sequence[Line],
    move: Move | None = None,
    version: int,
    actor: User,
    today: date,
    now: datetime,
) -> Outline:
    """Store names, switches, layouts and one step of order over version `version`.

    Raises StaleVersion, InvalidInput for a name that does not do.
    """
    outline = _opened(plan, version, actor, today)
    rows = {row.key: row for row in outline.sections.all()}
    tables = {row.key: row for row in outline.annexes.all()}
    what = [said for line in sections for said in _edit(rows.get(line.key), line)]
    what += [said for line in annexes for said in _edit(tables.get(line.key), line)]
    if move:
        what += _moved(outline, move)
    return _changed(outline, what, actor, now)


def _edit(row: OutlineSection | ReportAnnex | None, line: Line) -> list[str]:
    """Store one line if it differs; return what was done, in words."""
    if row is None:
        return []
    is_annex = isinstance(row, ReportAnnex)
    title, what = checked_title(line.title, annex=is_annex), []
    if row.title != title:
        what.append(f"đổi tên «{row.title}» thành «{title}»")
    if row.is_on != line.is_on:
        what.append(f"{'bật' if line.is_on else 'tắt'} «{title}»")
    if isinstance(row, ReportAnnex) and row.layout != line.layout:
        row.layout = line.layout
        what.append(f"đổi khổ giấy «{title}»")
    if what:
        row.title, row.is_on = title, line.is_on
        row.save()
    return what


def checked_title(text: str, *, annex: bool = False) -> str:
    """Return the title to store; raises InvalidInput for an empty or wrong one."""
    title = bare_title(text)
    if not title:
        message = "Nhập tên."
        raise InvalidInput(message, field="title")
    wrong = problems_of(title, () if annex else TITLE_VARIABLES)
    if wrong:
        raise InvalidInput(" ".join(wrong), field="title")
    return title


def _moved(outline: Outline, move: Move) -> list[str]:
    """Swap an item with its neighbour; at the end of its list nothing happens."""
    items: list[OutlineSection] | list[ReportAnnex]
    if move.is_annex:
        items = list(outline.annexes.all())
    else:
        row = outline.sections.filter(key=move.key).first()
        items = list(outline.sections.filter(parent=row.parent_id)) if row else []
    keys = [item.key for item in items]
    if move.key not in keys:
        return []
    place = keys.index(move.key)
    other = place + move.step
    if not 0 <= other < len(items):
        return []
    order = list(range(len(items)))
    order[place], order[other] = other, place
    for position, index in enumerate(order, 1):
        type(items[index])._default_manager.filter(pk=items[index].pk).update(
            position=position
        )
    return [f"chuyển «{items[place].title}» {'lên' if move.step < 0 else 'xuống'}"]


@transaction.atomic
def save_section_row(  # noqa: PLR0913 -- what, over which version, by whom, when
    *,
    plan: Plan,
    key: str,
    title: str,
    parent: str = "",
    annexes: Sequence[str] = (),
    version: int,
    actor: User,
    today: date,
    now: datetime,
) -> OutlineSection:
    """Store a section's name and the annexes it names; without key a new one is added
    below `parent`, which officers write themselves.
    """
    outline = _opened(plan, version, actor, today)
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
    _changed(outline, [said], actor, now)
    return row


def _new_section(outline: Outline, parent_key: str) -> OutlineSection:
    parent = outline.sections.filter(key=parent_key).first()
    if parent_key and (parent is None or _level(parent) > 2):  # noqa: PLR2004 -- a) is last
        message = "Chọn mục cha là phần hoặc mục đánh số trong đề cương."
        raise InvalidInput(message, field="parent")
    last = list(outline.sections.filter(parent=parent))
    if len(last) >= MOST:
        message = f"Một mục chỉ chứa {MOST} mục con. Tắt hoặc gộp bớt."
        raise InvalidInput(message, field="parent")
    own = outline.sections.filter(key__startswith=OWN).count()
    position = last[-1].position + 1 if last else 1
    return OutlineSection(
        outline=outline, key=f"{OWN}{own + 1}", parent=parent, position=position
    )


def _level(row: OutlineSection) -> int:
    level, above = 1, row.parent
    while above is not None:
        level, above = level + 1, above.parent
    return level


@transaction.atomic
def save_annex(  # noqa: PLR0913 -- what, over which version, by whom, when
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
    outline = _opened(plan, version, actor, today)
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
    _changed(outline, [said], actor, now)
    return row


def _new_annex(outline: Outline) -> ReportAnnex:
    """Return an annex before the list of missing units, else at the end."""
    own = outline.annexes.filter(key__startswith=OWN).count()
    rows = list(outline.annexes.all())
    last = rows[-1].position if rows else 0
    if rows and rows[-1].content == ReportAnnex.Content.MISSING:
        outline.annexes.filter(pk=rows[-1].pk).update(position=last + 1)
        return ReportAnnex(outline=outline, key=f"{OWN}{own + 1}", position=last)
    return ReportAnnex(outline=outline, key=f"{OWN}{own + 1}", position=last + 1)


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


@transaction.atomic
def restore_outline(
    *, plan: Plan, version: int, actor: User, today: date, now: datetime
) -> Outline:
    """Put the shipped outline back; officers' words stay with their sections."""
    outline = _opened(plan, version, actor, today)
    reset_outline(outline)
    return _changed(outline, ["khôi phục đề cương mặc định"], actor, now)
