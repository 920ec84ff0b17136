"""Addresses of the rows behind a number; the words are those of the list page."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tasks.models import Period

#: Column of the page → word of the list's address.
SUMS = {
    "owed": "phai-thuc-hien",
    "reported": "da-bao-cao",
    "done": "hoan-thanh",
    "waiting": "cho-tiep-nhan",
    "late": "tre",
}


def duties_url(
    period: Period, column: str, code: str = "", as_of: date | None = None
) -> str:
    """Return the address of the duties that the number counted."""
    words = {"ky": period.key, "trang-thai": SUMS[column], "dien": "tinh"}
    words |= {"ma": code} if code else {}
    words |= {"ngay": as_of.isoformat()} if as_of else {}
    return f"{reverse('tasks:duties')}?{urlencode(words)}"


def links_of(period: Period, as_of: date | None = None) -> dict[str, Any]:
    """Return the addresses of the numbers at the top of the page."""
    links = {column: duties_url(period, column, "", as_of) for column in SUMS}
    links["silent"] = f"{reverse('reporting:silent')}?ky={period.key}"
    links["difficulties"] = (
        f"{reverse('tasks:difficulties')}?ky={period.key}&trang-thai=open"
    )
    return links
