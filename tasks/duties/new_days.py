"""A day that somebody must keep: never in the past or earlier than the one that counts
by mistake, and a day off is asked about.
"""

from datetime import date, timedelta

from kehoach.lib.dates import WEEKDAYS, format_date
from tasks.duties.days_off import working_calendar
from tasks.duties.errors import InvalidInput

#: The fields of a form that say «yes, this day off» and «yes, this earlier day».
DAY_OFF, EARLIER = "day_off", "earlier"
#: A new day further off than this is a slip in the year.
_LONGEST = timedelta(days=366)
SURE = "vẫn chọn? Đánh dấu ô này rồi gửi lại"


def check_new_day(
    new: date,
    *,
    field: str,
    counts: date | None,
    today: date,
    day_off: bool = False,
) -> None:
    """Raise InvalidInput beside `field` unless the day is after today and after the
    one that counts, at most a year, or beside `day_off` until a day off is meant.
    """
    if new <= today:
        message = "Hạn mới phải sau hôm nay."
        raise InvalidInput(message, field=field)
    if counts is not None and new <= counts:
        message = f"Hạn mới phải sau hạn đang tính ({counts:%d/%m/%Y})."
        raise InvalidInput(message, field=field)
    if new > max(today, counts or today) + _LONGEST:
        message = f"{new:%d/%m/%Y} muộn hơn một năm, kiểm tra lại năm."
        raise InvalidInput(message, field=field)
    ask_day_off(new, day_off=day_off)


def ask_earlier(new: date, *, counts: date | None, earlier: bool) -> None:
    """Raise InvalidInput beside `earlier` until a day before the one that counts is
    meant; for days that may be brought forward.
    """
    if counts is not None and new < counts and not earlier:
        message = f"{new:%d/%m/%Y} sớm hơn hạn đang tính ({counts:%d/%m/%Y}), {SURE}."
        raise InvalidInput(message, field=EARLIER)


def ask_day_off(new: date, *, day_off: bool) -> None:
    """Raise InvalidInput beside `day_off` until a day off is meant, with the next
    working day to choose instead.
    """
    if day_off:
        return
    calendar = working_calendar()
    if calendar.is_working(new):
        return
    name = WEEKDAYS[new.weekday()] if new.weekday() > 4 else "ngày nghỉ"
    after = calendar.shift(new, 1)
    message = (
        f"{new:%d/%m/%Y} là {name}, {SURE}; hoặc nhập ngày làm việc tiếp theo:"
        f" {after:%d/%m/%Y}."
    )
    raise InvalidInput(message, field=DAY_OFF)


def day_problem(day: date | None, today: date) -> str:
    """Return what is wrong with a day of answer: none, gone by, or a day off."""
    if day is None:
        return "Ghi ngày đơn vị phải thực hiện xong."
    if day < today:
        return "Ngày thực hiện không được trước ngày hôm nay."
    calendar = working_calendar()
    if calendar.is_working(day):
        return ""
    before, after = calendar.shift(day, -1), calendar.shift(day, 1)
    near = " hoặc ".join(format_date(each) for each in (before, after) if each >= today)
    return (
        f"{format_date(day)} là ngày nghỉ ({WEEKDAYS[day.weekday()]})."
        f" Chọn ngày làm việc, gần nhất là {near}."
    )
