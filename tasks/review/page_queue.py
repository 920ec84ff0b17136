"""A page of the queue: its lines, why each is odd, who decides on it."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, prefetch_related_objects

from tasks.duties.past_words import in_their_periods
from tasks.models import Progress
from tasks.models.status import Standing, standing_of
from tasks.review.deciding import is_own
from tasks.work.asked_again import AskedAgain, last_returns


@dataclass(frozen=True)
class QueueLine:
    """One duty that waits, with what makes it odd."""

    duty: Any
    oddities: list[str]
    barred: str
    next_pk: int | None = None


def queue_page(rows: QuerySet[Any], size: int, number: str | None) -> Page[Any]:
    """Return one page of the queue. All that wait are put in order by key alone; what a
    line shows is read for the rows of the page.
    """
    page = Paginator(rows.values("pk"), size).get_page(number)
    page.object_list = rows.filter(pk__in=page.object_list)
    return page


def queue_lines(page: Any) -> list[QueueLine]:
    """Return the lines of one page; what changed in rows that were sent again is asked
    for all of them at once.
    """
    rows = in_their_periods(page)
    prefetch_related_objects([row for row in rows if row.has_doubts], "doubts")
    after = [row.pk for row in rows[1:]]
    returns = last_returns(row for row in rows if row.was_returned)
    return [
        QueueLine(
            duty, oddities_of(duty, returns.get(duty.pk)), who_decides(duty), next_pk
        )
        for duty, next_pk in zip_longest(rows, after)
    ]


def who_decides(duty: Any) -> str:
    """Return who accepts what the reader may not; empty when the reader may."""
    if not duty.barred:
        return ""
    if is_own(duty):
        return "Do thủ trưởng, cấp phó không phải người gửi tiếp nhận"
    return "Anh/chị đã gửi, người khác tiếp nhận"


def oddities_of(duty: Any, returned: AskedAgain | None) -> list[str]:
    """Return why a person should look before accepting; none means clean. `returned`
    is its last return, if there was one. Doubts are asked for where there are any.
    """
    told = returned.told if returned else ""
    untouched = ", chưa thay đổi gì" if returned else ""
    again = "Gửi lại sau yêu cầu bổ sung" + (f": {told}" if told else untouched)
    unfinished = duty.progress != Progress.DONE and not duty.nothing_to_report
    unproven = duty.task.evidence_required and not duty.proof
    found = (
        ("Gửi quá hạn", standing_of(duty, duty.first_sent_on) == Standing.WAITING_LATE),
        (f"Tiến độ: {duty.get_progress_display().lower()}", unfinished),
        ("Chưa có minh chứng", unproven and not duty.nothing_to_report),
        ("Báo không phát sinh", duty.nothing_to_report),
        (again, duty.was_returned),
        ("Nhiệm vụ của chính cơ quan theo dõi", is_own(duty)),
    )
    plain = [words for words, holds in found if holds]
    return plain + [
        f"{doubt.words}. Đơn vị giải thích: {doubt.explanation}"
        if doubt.explanation
        else doubt.words
        for doubt in (duty.doubts.all() if duty.has_doubts else ())
    ]
