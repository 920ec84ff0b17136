"""The reporting calendar of a data package, the usual one where it has none."""

from collections.abc import Sequence

from kehoach.lib.periods import calendar_problems
from tasks.periods.calendars import calendar_lines, wrong_in
from tasks.periods.ready_calendars import USUAL_CALENDAR, CalendarEntry
from tasks.plan.packages import PackageRow, once_each

_NEEDED = dict.fromkeys(("key", "label", "last_day"), str)
_MORE = {
    **dict.fromkeys(("unit_day", "summary_day", "part_of"), str),
    "is_total": bool,
}


def calendar_in(whole: PackageRow) -> Sequence[CalendarEntry]:
    """Return the rows of the package; raises InvalidInput with file and line of what is
    wrong.
    """
    rows = whole.rows("calendar", _NEEDED, _MORE)
    once_each(rows, "key")
    for row in rows:
        _check(row)
    entries = [CalendarEntry(**row) for row in rows]
    by_key = {row["key"]: row for row in rows}
    for key, said in calendar_problems(calendar_lines(entries)).items() if rows else ():
        raise by_key.get(key, whole).wrong(f"lịch báo cáo: {said}")
    return entries or USUAL_CALENDAR


def _check(row: PackageRow) -> None:
    for name, words in wrong_in(CalendarEntry(**row)).items():
        raise row.wrong(f"khóa «{name}»: {words}")
