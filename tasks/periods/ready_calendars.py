"""Calendars to begin with; a plan edits its own."""

from typing import NamedTuple


class CalendarEntry(NamedTuple):
    """A row of a calendar as typed: days are day/month, the larger period is named by
    its key.
    """

    key: str
    label: str
    last_day: str
    unit_day: str = ""
    summary_day: str = ""
    part_of: str = ""
    is_total: bool = False


class ReadyCalendar(NamedTuple):
    """A calendar that is offered, and what it is called."""

    title: str
    entries: tuple[CalendarEntry, ...]


_QUARTERS = ("I", "II", "III", "IV")


def _quarters(last_days: tuple[str, ...], *due: tuple[str, str]) -> list[CalendarEntry]:
    rows = zip(_QUARTERS, last_days, due or (("", ""),) * 4, strict=True)
    return [
        CalendarEntry(f"quy-{number}", f"Quý {roman}", last, *days, "nam")
        for number, (roman, last, days) in enumerate(rows, 1)
    ]


_YEAR = CalendarEntry("nam", "Năm", "14/12")
#: Name → calendar; the first is what a plan has unless something else is chosen: as
#: NĐ 09/2019/NĐ-CP Điều 12 cuts data off, 9 months by QĐ 01/2023/QĐ-UBND Điều 4.
READY_CALENDARS = {
    "nam": ReadyCalendar(
        "Cả năm 15/12–14/12; 6 tháng, 9 tháng khi được yêu cầu",
        (
            _YEAR,
            CalendarEntry(
                "6-thang", "6 tháng đầu năm", "14/6", part_of="nam", is_total=True
            ),
            CalendarEntry(
                "9-thang", "9 tháng đầu năm", "14/9", part_of="nam", is_total=True
            ),
        ),
    ),
    "quy": ReadyCalendar(
        "Theo quý, chốt số liệu ngày 14 tháng cuối quý",
        (_YEAR, *_quarters(("14/3", "14/6", "14/9", "14/12"))),
    ),
    "quy-som": ReadyCalendar(
        "Theo quý, gửi trước ngày 10/3, 10/6, 10/9, 30/11",
        (
            CalendarEntry("nam", "Năm", "25/11", "5/12", "15/12"),
            *_quarters(
                ("5/3", "5/6", "5/9", "25/11"),
                ("10/3", "15/3"),
                ("10/6", "15/6"),
                ("10/9", "15/9"),
                ("30/11", "5/12"),
            ),
        ),
    ),
    "nua-nam": ReadyCalendar(
        "6 tháng một lần, chốt số liệu 14/6 và 14/12",
        (
            _YEAR,
            CalendarEntry("6-thang-dau", "6 tháng đầu năm", "14/6", part_of="nam"),
            CalendarEntry("6-thang-cuoi", "6 tháng cuối năm", "14/12", part_of="nam"),
        ),
    ),
    "duong-lich": ReadyCalendar(
        "Năm dương lịch, theo quý",
        (
            CalendarEntry("nam", "Năm", "31/12"),
            *_quarters(("31/3", "30/6", "30/9", "31/12")),
        ),
    ),
}
USUAL_CALENDAR = READY_CALENDARS["nam"].entries
