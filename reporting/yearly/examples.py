"""Named examples: an officer picks a line of an agency's diary, the report quotes it."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import User
from reporting.counting.excerpts import quotable
from reporting.models import NamedExample
from reporting.yearly.workshop import drafting_report
from tasks.duties.access import can_review
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.models import Period

#: Examples that one report names.
MOST_EXAMPLES = 12


@transaction.atomic
def pick_example(
    *,
    period: Period,
    link: int,
    picked: bool,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    """Name a line of the diary in the period's report, or name it no more.

    Raises InvalidInput for a line that cannot be quoted or one too many.
    """
    if not can_review(actor, period.plan, today):
        raise NotAllowed
    drafting_report(period)
    standing = NamedExample.objects.filter(period=period, dropped_at=None)
    if not picked:
        standing.filter(link=link).update(dropped_by=actor, dropped_at=now)
        return
    if standing.filter(link=link).exists():
        return
    row = quotable(period).filter(pk=link).first()
    if row is None:
        message = (
            "Dòng nhật ký này đã được sửa, rút hoặc trả lại nên không nêu được. Tải lại"
            " trang rồi chọn dòng đang còn."
        )
        raise InvalidInput(message)
    if standing.count() >= MOST_EXAMPLES:
        message = f"Báo cáo đã nêu {MOST_EXAMPLES} ví dụ. Bấm Thôi nêu ở một ví dụ rồi chọn lại."
        raise InvalidInput(message)
    NamedExample.objects.create(period=period, link=row, picked_by=actor, picked_at=now)
