"""What tests of pages share."""

import re


def said(duty, **changes):
    """Return a filled progress form."""
    return {
        "done_on": "05/06/2026",
        "text": "Họp dân ở thôn Phú Hòa.",
        "progress": "done",
        "version": duty.version,
    } | changes


def text_of(response) -> str:
    return response.content.decode()


TOLD = "Đã lưu rồi lúc 09:30 ngày 10/06/2026"


def key_on(page: str) -> str:
    """Return the key of the last form on the page."""
    return re.findall(r'name="form_key" value="([^"]+)"', page)[-1]
