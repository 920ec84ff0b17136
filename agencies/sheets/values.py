"""What the text of a cell says: yes or no, a whole number; ValueError helps."""

import re

from kehoach.lib.text import name_key

YES = frozenset({"x", "có", "co", "1", "true", "đúng", "yes", "v", "✓", "✔", "☑"})
NO = frozenset({"", "không", "khong", "0", "false", "sai", "no", "-", "–", "☐"})
_YES, _NO = ({name_key(word) for word in words} for words in (YES, NO))
#: What every database keeps as a whole number.
LARGEST = 2_147_483_647
_WHOLE = re.compile(r"-?\d+|-?\d{1,3}(\.\d{3})+")


def yes_or_no(text: str) -> bool:
    """Return whether the text says yes; an empty one says no."""
    key = name_key(text)
    if key not in _YES | _NO:
        message = (
            f"«{text}» không rõ là có hay không. Ghi «x» nếu có, để trống nếu không."
        )
        raise ValueError(message)
    return key in _YES


def whole_number(text: str) -> int:
    """Return the number that the text is, without any word beside it."""
    if not _WHOLE.fullmatch(text):
        message = f"«{text}» không phải số nguyên. Chỉ ghi số, không kèm chữ, ví dụ 92."
        raise ValueError(message)
    number = int(text.replace(".", ""))
    if abs(number) > LARGEST:  # SQLite keeps it, PostgreSQL refuses it
        message = f"«{text}» quá lớn. Xem lại số đã ghi."
        raise ValueError(message)
    return number
