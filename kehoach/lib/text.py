"""Vietnamese text: one form, one key, one order."""

import unicodedata


def nfc(text: str) -> str:
    """Return the text composed (NFC)."""
    return unicodedata.normalize("NFC", text)


def name_key(text: str) -> str:
    """Return the key names are matched on."""
    return " ".join(nfc(text).casefold().split())


def search_text(text: str) -> str:
    """Return lower-case text without marks."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def sort_key(text: str) -> str:
    """Return a key in Vietnamese order."""
    return name_key(text)
