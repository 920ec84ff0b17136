"""How much a number changed against an earlier one, as Vietnamese reports say it."""

from decimal import Decimal

from kehoach.lib.numbers import format_number, rounded

_Number = Decimal | int
#: What stands where one of the two is not known; never 0.
UNKNOWN = "chưa có số liệu"
_PLACES = 1
LEAST = Decimal(1).scaleb(-_PLACES)


def change_percent(now: _Number | None, before: _Number | None) -> Decimal | None:
    """Return the change in percent of `before`, rounded to one place; None where one
    is unknown or `before` is 0. What changed never shows as 0.

    >>> change_percent(5205, 7307)
    Decimal('-28.8')
    """
    if now is None or not before:
        return None
    step = Decimal(now) - Decimal(before)
    share = rounded(step * 100 / abs(Decimal(before)), _PLACES)
    if step and not share:
        return LEAST if step > 0 else -LEAST
    return share


def change_words(now: _Number | None, before: _Number | None) -> str:
    """Return «giảm 28,8%», «tăng 5%», «không đổi», or why there is no percentage."""
    if now is None or before is None:
        return UNKNOWN
    if now == before:
        return "không đổi"
    share = change_percent(now, before)
    if share is None:
        return f"{_way(now - before)} từ 0"
    return f"{_way(share)} {format_number(abs(share))}%"


def points_words(now: Decimal | None, before: Decimal | None) -> str:
    """Return how a rate in percent moved: «tăng 3,5 điểm phần trăm»."""
    if now is None or before is None:
        return UNKNOWN
    if now == before:
        return "không đổi"
    return f"{_way(now - before)} {format_number(abs(now - before))} điểm phần trăm"


def _way(step: _Number) -> str:
    return "tăng" if step > 0 else "giảm"
