"""When an answer deserves a second look: arithmetic only.

The bounds are proposals to the steering agency (docs/decisions/006): a figure swings when it at
least doubles or halves and moves by ten or more; a zero stands alone when at least five
others answered and four fifths of them have more than zero.
"""

import hashlib
from decimal import Decimal

from kehoach.lib.text import nfc

SWING_FACTOR = 2
SWING_LEAST = 10
OTHERS_LEAST = 5
OTHERS_SHARE = Decimal("0.8")
#: Shorter texts («Đã thực hiện») are alike by nature.
TEXT_LEAST = 40


def swings(now: Decimal, before: Decimal) -> bool:
    """Return whether a figure moved so far from last period that it may be a slip."""
    small, large = sorted((now, before))
    return large - small >= SWING_LEAST and large >= SWING_FACTOR * small


def stands_alone(others_positive: int, others: int) -> bool:
    """Return whether a zero is odd among what others of its kind answered."""
    return others >= OTHERS_LEAST and others_positive >= OTHERS_SHARE * others


def text_key(text: str) -> str:
    """Return the same key for texts that differ in case and spaces only; empty for
    texts too short to be a copy.
    """
    folded = " ".join(nfc(text).casefold().split())
    if len(folded) < TEXT_LEAST:
        return ""
    return hashlib.blake2b(folded.encode(), digest_size=16).hexdigest()
