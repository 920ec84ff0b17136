"""Addresses and numbers of people as offices type them, brought to one form."""

import re

from kehoach.lib.text import inked

#: What mail programs put around an address.
_AROUND_MAIL = re.compile(r"^(?:[\s<>;,]|mailto:)+|[\s<>;,]+$")
#: A number that a spreadsheet took for a number loses its first 0: nine digits of a
#: mobile one, ten of one on a desk.
_LOST_ZERO = re.compile(r"[1-9]\d{8}|2\d{9}")
_WHOLE = re.compile(r"0\d{8,10}|84\d{9,10}|1\d{2}|1[89]00\d{4,6}")
#: Digits and what parts them; with anything else in it the text is left as it stands.
_DIGITS_ONLY = re.compile(r"[\d\s.\-()]+")
#: «9,12346E+08»: a spreadsheet cut the number short.
_CUT_SHORT = re.compile(r"\d[.,]?\d*[eE]\+?\d+")


def clean_email(text: str) -> str:
    """Return the address in small letters, without what mail programs put around it."""
    return _AROUND_MAIL.sub("", inked(text).lower())


def clean_phone(text: str) -> str:
    """Return the number, its first 0 put back where a spreadsheet lost it; ValueError
    for digits that are no number to call.
    """
    text = " ".join(inked(text).split())
    if not text:
        return ""
    plain = text.removesuffix(".0")
    digits = re.sub(r"\D", "", plain)
    if _CUT_SHORT.fullmatch(text):
        message = f"Bảng tính đã rút gọn số thành «{text}». Ghi đủ số, dạng văn bản."
        raise ValueError(message)
    if not _DIGITS_ONLY.fullmatch(plain):
        return text
    if _LOST_ZERO.fullmatch(digits):
        return f"0{plain}"
    if not _WHOLE.fullmatch(digits):
        message = f"«{text}» không phải số điện thoại. Ghi đủ số, ví dụ 0912345678."
        raise ValueError(message)
    return plain
