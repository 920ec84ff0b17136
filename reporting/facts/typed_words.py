"""What people typed, made fit for a letter: pure text, nothing is invented."""

import re
from collections.abc import Iterable

from kehoach.lib.text import small

#: What a machine or a camera wrote, no result.
NOISE = re.compile(
    r"cập nhật số liệu\b.*bảng tính\W*"
    r"|(img|dsc[a-z]?|pxl|vid|mvimg|screenshot|scan|photo|image|picture|zalo|ảnh)"
    r"[\s_.-]*\d[\d\s_.-]*",
    re.IGNORECASE,
)
LETTERS = re.compile(r"[^\W\d_]")
_AHEAD = re.compile(r"\b(dự kiến|sẽ|đang|chuẩn bị)\b", re.IGNORECASE)
_DONE = re.compile(r"\bđã\b", re.IGNORECASE)
NEVER = re.compile(r"\bdự kiến (sẽ )?hoàn thành\b", re.IGNORECASE)
#: What an author still has to write; a paper is not ready while one stands in it.
GAP = re.compile(r"\[(?:Nêu|Ghi|Bổ sung)[^\]]*\]")
_QUOTED = re.compile(r'"([^"\n]*)"')
ENDS = (".", "!", "?", "…", ":", "]")
#: «có» before one of these asks whether it is so; before a noun it is the verb.
SO = re.compile(
    r"(thuộc|bị|phải|được|hoạt động|tổ chức|ban hành|thực hiện|xây dựng|bố trí|lấy)\b",
)
NOT = ("thuộc", "bị", "phải")
HAS = re.compile(r"(?:^|(?<= ))có ", re.IGNORECASE)
LEAST_ONE = re.compile(r"^(ít nhất )?một ")


def is_noise(text: str) -> bool:
    """Return whether a text says nothing that a person would sign."""
    bare = text.strip()
    return not LETTERS.search(bare) or bool(NOISE.fullmatch(bare))


def is_result(text: str) -> bool:
    """Return whether a text tells what was done, and not only what will be."""
    if is_noise(text) or NEVER.search(text):
        return False
    return bool(_DONE.search(text)) or not _AHEAD.search(text)


def sentence(text: str) -> str:
    """Return each line begun with a large letter and ended with a full stop."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(_ended(line) for line in lines if line)


def _ended(line: str) -> str:
    said = line[:1].upper() + line[1:]
    return said if said.endswith(ENDS) else f"{said.rstrip(';, ')}."


def one_quotes(text: str) -> str:
    """Return the text with “ ” as its only quotation marks."""
    return _QUOTED.sub(r"“\1”", text).replace("«", "“").replace("»", "”")


def joined(texts: Iterable[str]) -> str:
    """Return «a; b; c» without what ended each of them."""
    return "; ".join(text.strip().rstrip(";.") for text in texts)


def statement(question: str, *, yes: bool) -> str:
    """Return an answered question as a sentence: «Đơn vị đã ban hành quy chế.»"""
    asked = " ".join(question.split()).rstrip("? ")
    if asked.endswith((" không", " hay không")):
        said = _of_has(asked.removesuffix("không").removesuffix("hay ").strip(), yes)
    else:
        said = _of_done(asked.removesuffix(" chưa"), yes)
    return sentence(said.replace("Trong kỳ đơn vị", "Trong kỳ, đơn vị"))


def _of_has(asked: str, yes: bool) -> str:
    """Return the statement of «… có … không?»."""
    found = HAS.search(asked)
    if found is None:
        return f"{asked}: {'có' if yes else 'không'}"
    before, after = asked[: found.start()].strip() or "Đơn vị", asked[found.end() :]
    so = SO.match(after)
    if so is None:
        after = after if yes else LEAST_ONE.sub("", after)
        return f"{before} {'có' if yes else 'không có'} {after}"
    if yes:
        return f"{before} {'' if so[1] in NOT else 'đã '}{after}"
    word = "không" if so[1] in NOT else "chưa"
    return f"{before} {word} {after.replace(' và được ', f' hoặc {word} được ')}"


def _of_done(asked: str, yes: bool) -> str:
    """Return the statement of «đã … chưa?»."""
    said = f"đơn vị {small(asked)}" if asked.startswith("Đã ") else asked
    if " đã " not in said:
        return f"{said}: {'có' if yes else 'không'}"
    return said if yes else said.replace(" đã ", " chưa ", 1)
