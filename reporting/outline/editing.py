"""«Đề cương»: the office renames, reorders, switches off and adds; nobody is overwritten."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from agencies.models import User
from kehoach.lib.marks import mark_problems_of
from kehoach.lib.text import nfc
from reporting.models import Outline, OutlineChange, OutlineSection, ReportAnnex
from reporting.models.outline import TITLE_VARIABLES
from reporting.outline.seeding import reset_outline, seed_outline
from tasks.duties.access import can_review
from tasks.duties.errors import InvalidInput, NotAllowed, StaleVersion
from tasks.duties.locks import hold
from tasks.models import Plan

#: A number typed before a heading; the report numbers by itself.
TYPED_NUMBER = re.compile(r"^\s*(?:[IVXLC]+|\d{1,2}|[a-zđ])\s*[.)]\s+")
_WHOLE = 100
_STALE = (
    "Người khác vừa sửa đề cương này. Nội dung anh/chị nhập vẫn ở dưới; xem lại rồi lưu"
    " lần nữa."
)


class OutlineLine(NamedTuple):
    """A section or an annex as the page sends it; `layout` is of annexes."""

    key: str
    title: str
    is_on: bool
    layout: str = "auto"


class OutlineMove(NamedTuple):
    """One step up (-1) or down (+1) among its siblings."""

    key: str
    step: int
    is_annex: bool = False


def bare_title(text: str) -> str:
    """Return the title composed, on one line, without a number typed before it."""
    return TYPED_NUMBER.sub("", " ".join(nfc(text).split()))


def opened(plan: Plan, version: int, actor: User, today: date) -> Outline:
    """Return the outline, locked, if it still is the version that was read."""
    if not can_review(actor, plan, today):
        raise NotAllowed
    seed_outline(plan=plan)
    outline = hold(Outline.objects).get(plan=plan)
    if outline.version != version:
        raise StaleVersion(_STALE)
    return outline


def changed(outline: Outline, what: list[str], actor: User, now: datetime) -> Outline:
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
def save_outline(
    *,
    plan: Plan,
    sections: Sequence[OutlineLine],
    annexes: Sequence[OutlineLine],
    move: OutlineMove | None = None,
    least: int | None = None,
    version: int,
    actor: User,
    today: date,
    now: datetime,
) -> Outline:
    """Store names, switches, layouts and one step of order over version `version`.

    Raises StaleVersion, InvalidInput for a name that does not do.
    """
    outline = opened(plan, version, actor, today)
    rows = {row.key: row for row in outline.sections.all()}
    tables = {row.key: row for row in outline.annexes.all()}
    what = [said for line in sections for said in _edit(rows.get(line.key), line)]
    what += [said for line in annexes for said in _edit(tables.get(line.key), line)]
    if move:
        what += _moved(outline, move)
    what += _covered(outline, least)
    return changed(outline, what, actor, now)


def _covered(outline: Outline, least: int | None) -> list[str]:
    """Store from which coverage on periods are compared; None leaves it."""
    if least is None or least == outline.least_coverage:
        return []
    if not 1 <= least <= _WHOLE:
        message = "Nhập mức so sánh từ 1 đến 100 (% đơn vị)."
        raise InvalidInput(message, field="least")
    outline.least_coverage = least
    outline.save(update_fields=["least_coverage"])
    return [f"so sánh khi có ít nhất {least}% đơn vị"]


def _edit(row: OutlineSection | ReportAnnex | None, line: OutlineLine) -> list[str]:
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
    wrong = mark_problems_of(title, () if annex else TITLE_VARIABLES)
    if wrong:
        raise InvalidInput(" ".join(wrong), field="title")
    return title


def _moved(outline: Outline, move: OutlineMove) -> list[str]:
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
def restore_outline(
    *, plan: Plan, version: int, actor: User, today: date, now: datetime
) -> Outline:
    """Put the shipped outline back; officers' words stay with their sections."""
    outline = opened(plan, version, actor, today)
    reset_outline(outline)
    return changed(outline, ["khôi phục đề cương mặc định"], actor, now)
