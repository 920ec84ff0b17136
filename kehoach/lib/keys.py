"""Keys of rows as a browser sends them: anything may be typed into an address or a form."""

from collections.abc import Iterable

#: So many digits fit into a key of the database, and into a number of Python's.
MOST_DIGITS = 18


def key_of(word: object) -> int | None:
    """Return the key, or None for what can be no key of a row."""
    text = str(word)
    fits = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if fits else None


def keys_of(words: Iterable[object]) -> list[int]:
    """Return the keys, in their order; what can be none is left out."""
    return [key for word in words if (key := key_of(word)) is not None]
