"""Vietnamese text: one form (NFC), keys to match and search by, one order.

Names are matched on `name_key`, which keeps the marks: xã Thành Hải and xã Thanh Hải
are two communes.
"""

import re
import unicodedata
from functools import cache, lru_cache

#: Combining grave, acute, hook above, tilde and dot below, in dictionary order.
_TONES = "\u0300\u0309\u0303\u0301\u0323"
#: Marks that make another letter: ă/â/ê/ô and ơ/ư.
_LETTER_MARKS = {"\u0306": "1", "\u0302": "2", "\u031b": "3"}
_WORDS = re.compile(r"\w+")
#: What XML 1.0 forbids, and the carriage return, which it would turn into a line.
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
#: Characters without width or ink (Unicode's category Cf): zero-width spaces, soft
#: hyphens, marks of direction, the mark of byte order; and control characters beside
#: tab and line: a database refuses NUL.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001"
    "\U000e0020-\U000e007f]"
)
#: Ends of a line that other programs write; mail and XML count them differently.
_LINE_ENDS = {0x85: " ", 0x2028: " ", 0x2029: " "}
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
_WORD = re.compile(r"[^\s\-–,.]+")


def nfc(text: str) -> str:
    """Return the text composed (NFC)."""
    return unicodedata.normalize("NFC", text)


def inked(text: str) -> str:
    """Return the text without the characters that have neither width nor ink; foreign
    ends of a line become spaces.
    """
    if text.isprintable() and text.isascii():
        return text
    return _INVISIBLE.sub("", text.translate(_LINE_ENDS))


def name_key(text: str) -> str:
    """Return the key that names are matched on: NFC, letter case and spaces folded,
    «Hoà» equal to «Hòa» wherever the tone mark stands, marks kept.
    """
    return " ".join(_tone_last(word) for word in nfc(inked(text)).casefold().split())


@lru_cache(maxsize=8192)
def _tone_last(word: str) -> str:
    """Return the word with its tone mark moved behind its letters."""
    parts = unicodedata.normalize("NFD", word)
    tones = "".join(char for char in parts if char in _TONES)
    letters = "".join(char for char in parts if char not in _TONES)
    return nfc(letters) + tones


def small(text: str) -> str:
    """Return the text begun with a small letter, unless it begins with an
    abbreviation such as UBND.
    """
    if len(text) > 1 and text[1].isupper():
        return text
    return text[:1].lower() + text[1:]


def shortened(text: str, most: int) -> str:
    """Return the text, the end of a longer one left out with «…»."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def fitted(words: str, most: int, **names: object) -> str:
    """Return the words with the names put in, each at one place («{agency}»). Where that
    would be too long the longest names are shortened and never the words, whose end
    says what to do.
    """
    said = {key: str(name) for key, name in names.items()}
    room = most - len(words.format(**dict.fromkeys(said, "")))
    left = len(said)
    for key in sorted(said, key=lambda key: len(said[key])):
        said[key] = shortened(said[key], max(room // left, 1))
        room, left = room - len(said[key]), left - 1
    return words.format(**said)


def search_text(text: str) -> str:
    """Return lower-case text without marks, đ as d: what a search compares."""
    return " ".join(map(_bare, nfc(inked(text)).lower().split(" ")))


def word_text(text: str) -> str:
    """Return the words without marks and signs, each after a space: « 12 qd ubnd», so
    that « huong» finds the beginnings of words.
    """
    return "".join(f" {word}" for word in _WORDS.findall(search_text(text)))


def marked_pattern(word: str) -> str:
    """Return a regular expression that finds the word of a search (small letters without
    marks) in text as it was written, with any marks, small or capital.
    """
    return "".join(
        f"[{_spelled()[char]}][\u0300-\u036f]*"
        if char in _spelled()
        else re.escape(char)
        for char in word
    )


@cache
def _spelled() -> dict[str, str]:
    """Return letter → all ways to write it, of the letters that take marks here."""
    found = {char: char + char.upper() for char in "abcdefghijklmnopqrstuvwxyz"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare = search_text(chr(code))
        if bare in found:
            found[bare] += chr(code)
    return found


def initials(name: str) -> str:
    """Return what people make of a name's first letters, without marks and joining
    words: «svhttdl vhttdl» for Sở Văn hóa, Thể thao và Du lịch.
    """
    first, *rest = [word for word in word_text(name).split() if word != "va"] or [""]
    tail = "".join(word[0] for word in rest)
    return f"{first[:1]}{tail} {tail}" if first == "so" else f"{first[:1]}{tail}"


@lru_cache(maxsize=8192)
def _bare(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return nfc("".join(char for char in parts if not unicodedata.combining(char)))


def sort_key(text: str) -> str:
    """Return letters and digits that sort as the Vietnamese alphabet does.

    Every letter becomes two characters (a → a0, ă → a1, â → a2, đ → d1, ơ → o3), so
    that any collation of any database gives a ă â b … d đ e ê …; the tones of the
    words decide last.
    """
    words = [_word_key(word) for word in _WORD.findall(nfc(text).casefold())]
    return (
        "01".join(letters for letters, _ in words)
        + "00"
        + "".join(tone for _, tone in words)
    )


@lru_cache(maxsize=8192)
def _word_key(word: str) -> tuple[str, str]:
    """Return a word's letters and its tone, 0 for none."""
    letters: list[str] = []
    tone = 0
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES.index(char) + 1
        elif char in _LETTER_MARKS and letters:
            letters[-1] = letters[-1][0] + _LETTER_MARKS[char]
        elif char == "đ":
            letters.append("d1")
        elif char.isascii() and char.isalpha():
            letters.append(char + "0")
        elif char.isdigit():
            letters.append("1" + str(unicodedata.digit(char, 0)))
    return "".join(letters), str(tone)


def printable(text: str) -> str:
    """Return NFC text without the control characters that XML forbids."""
    return nfc(_NOT_XML.sub("", text))


def visible(text: str) -> str:
    """Return NFC text without the characters that nobody sees: format and control."""
    if text.isascii() and text.isprintable():
        return text
    return printable(inked(text))


def reads_as_formula(text: str) -> bool:
    """Return whether a spreadsheet that reads the text as typed may calculate it."""
    return text.lstrip(" ")[:1] in _FORMULA_STARTS


def neutralise_formula(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe in front."""
    return f"'{text}" if reads_as_formula(text) else text
