"""One section of the outline: its name, the annexes it names."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from agencies.models import User
from reporting.models import Outline, OutlineSection
from reporting.models.outline import OWN
from reporting.outlining import changed, checked_title, opened
from tasks.models import Plan
from tasks.services.errors import InvalidInput

#: Items below one heading: there are letters for so many points.
MOST = 20


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
    changed(outline, [said], actor, now)
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
