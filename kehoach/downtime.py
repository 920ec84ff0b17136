"""A planned downtime: what every page says until it is over."""

from datetime import datetime
from zoneinfo import ZoneInfo

FORM = "%Y-%m-%d %H:%M"


def read_downtime(text: str, zone: str) -> tuple[datetime, datetime] | None:
    """Return begin and end of «2026-12-05 18:00 / 2026-12-05 20:00», None for nothing;
    ValueError for anything else.
    """
    if not text.strip():
        return None
    begin, end = (
        datetime.strptime(part.strip(), FORM).replace(tzinfo=ZoneInfo(zone))
        for part in text.split("/")
    )
    if end <= begin:
        message = "the end comes after the begin"
        raise ValueError(message)
    return begin, end


def downtime_words(span: tuple[datetime, datetime] | None, now: datetime) -> str:
    """Return what pages say, nothing once it is over."""
    if span is None or now >= span[1]:
        return ""
    begin, end = span
    last = f"{end:%H:%M} ngày {end:%d/%m/%Y}"
    first = f"{begin:%H:%M}"
    if end.date() != begin.date():
        first += f" ngày {begin:%d/%m/%Y}"
    return f"Cổng tạm dừng để bảo trì từ {first} đến {last}."
