"""A later day: never before the day that counts, and a day off is asked about."""

from datetime import date

from kehoach.lib.dates import WEEKDAYS
from tasks.services.calendar import working_calendar
from tasks.services.errors import InvalidInput

#: The field of a form that says «yes, this day off».
DAY_OFF = "day_off"


def check_new_day(
    new: date,
    *,
    field: str,
    counts: date | None,
    today: date,
    day_off: bool = False,
) -> None:
    """Raise InvalidInput beside `field` unless the day is after today and after the
    one that counts, or beside `day_off` until a day off is meant.
    """
    if new <= today:
        message = "Hạn mới phải sau hôm nay."
        raise InvalidInput(message, field=field)
    if counts is not None and new <= counts:
        message = f"Hạn mới phải sau hạn đang tính ({counts:%d/%m/%Y})."
        raise InvalidInput(message, field=field)
    if not day_off and not working_calendar().is_working(new):
        name = WEEKDAYS[new.weekday()] if new.weekday() > 4 else "ngày nghỉ"  # noqa: PLR2004 -- Friday
        message = f"{new:%d/%m/%Y} là {name}, vẫn chọn? Đánh dấu ô này rồi gửi lại."
        raise InvalidInput(message, field=DAY_OFF)
