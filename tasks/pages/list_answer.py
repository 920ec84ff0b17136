"""The answer that a list gives on the phone: how many, whose, with the hour."""

from collections.abc import Sequence
from datetime import date, datetime

from kehoach.lib.dates import format_date
from kehoach.lib.numbers import format_number
from tasks.duties.listing import SUMS, DutyFilters
from tasks.models import Period
from tasks.models.status import Standing


def list_answer(
    period: Period, filters: DutyFilters, counted: Sequence[tuple[str, int]], when: str
) -> str:
    """Return the sentence: duties of the list by agency (`counted`: name, number)."""
    total = format_number(sum(number for _, number in counted))
    task = f" {filters.task}" if filters.task else ""
    names = ", ".join(
        name if filters.task else f"{name} ({format_number(number)})"
        for name, number in counted
    )
    of = f" của {len(counted)} đơn vị: {names}" if counted else ""
    return (
        f"{when}, {period.plan.short_title}, {period.words}:"
        f" {total} nhiệm vụ{task}{standing_words(filters)}{of}."
    )


def when_words(period: Period, as_of: date | None, moment: datetime) -> str:
    """Return as of when the list speaks."""
    if as_of:
        return f"Đến hết ngày {format_date(as_of)}"
    if not period.is_open:
        return "Số liệu đã chốt"
    return at_words(moment)


def at_words(moment: datetime) -> str:
    """Return the hour of an answer that is given now."""
    return f"Đến {moment:%H:%M} ngày {format_date(moment.date())}"


def standing_words(filters: DutyFilters) -> str:
    """Return what is asked of the standing, in words; nothing for all."""
    words = [
        SUMS[word][0] if word in SUMS else str(Standing(word).label)
        for word in filters.standings
    ]
    return f" «{'; '.join(words)}»" if words else ""
