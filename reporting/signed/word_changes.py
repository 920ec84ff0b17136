"""Where two texts differ, by words: line breaks, spaces, hyphens, page numbers say nothing.

Pure. Sentences are aligned first, then words inside what did not match, so that a long
document stays quick and a moved line break is never a difference.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from kehoach.lib.text import nfc, shortened

#: Words of context on each side, and how near two changes are told as one.
CONTEXT, _NEAR = 6, 2
#: Differences that are kept; the rest is counted.
_MOST = 300
#: Above this product of lengths a block is told as a whole.
LARGEST = 40_000_000
PAGE_BREAK = "\f"
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": "", "\u00a0": " "})
_BROKEN = re.compile(r"(?<=\w)-[ \t]*\n\s*(?=\w)")
_NUMBER_LINE = re.compile(r"\s*[-–]?\s*([0-9]{1,4})\s*[-–]?\s*")
_SENTENCE = re.compile(r"(?<=[.;:!?…])\s+")
_DOTS = re.compile(r"(?:\.|…|_){3,}")


@dataclass(frozen=True)
class Change:
    """One place: words around it, what stands in ours, what stands in theirs."""

    kind: str
    before: str
    ours: str
    theirs: str
    after: str


ADDED, REMOVED, CHANGED = "added", "removed", "changed"


def normalised(text: str) -> str:
    """Return the text as one line: composed, hyphens alike, page numbers gone."""
    pages = _without_numbers(nfc(text).split(PAGE_BREAK))
    whole = _BROKEN.sub("-", "\n".join(pages).translate(_HYPHENS))
    return " ".join(_DOTS.sub("…", whole).split())


def _without_numbers(pages: Iterable[str]) -> Iterator[str]:
    """Drop the line with the page's own number at the top or the bottom: the one after
    the page before, so that a number of a table is never taken for it.
    """
    last = 0
    for page in pages:
        lines = [line for line in page.split("\n") if line.strip()]
        own = next((i for i in (0, -1) if _is_number(lines, i, last + 1)), None)
        last = 1 if own is None else last + 1
        if own is not None:
            lines.pop(own)
        yield "\n".join(lines)


def _is_number(lines: Sequence[str], position: int, wanted: int) -> bool:
    found = _NUMBER_LINE.fullmatch(lines[position]) if lines else None
    return found is not None and int(found[1]) == wanted


def sentences(text: str) -> list[str]:
    """Return the sentences of a normalised text."""
    return [part for part in _SENTENCE.split(text) if part]


def words_of(text: str) -> list[str]:
    """Return the words of a text, normalised."""
    return normalised(text).split()


def changed_words(ours: str, theirs: str) -> list[Change]:
    """Return where the second text differs from the first, in reading order."""
    old, new = sentences(normalised(ours)), sentences(normalised(theirs))
    found: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            before = " ".join(old[max(a - 2, 0) : a]).split()
            after = " ".join(old[b : b + 2]).split()
            found += _in_block(_words(old[a:b]), _words(new[c:d]), before, after)
    return found


def _words(parts: Iterable[str]) -> list[str]:
    return [word for part in parts for word in part.split()]


def _in_block(
    old: list[str], new: list[str], before: Sequence[str], after: Sequence[str]
) -> Iterator[Change]:
    """Yield the changes of one block; words in another order only are none: columns of
    a table are read in another order when their widths differ.
    """
    if Counter(old) == Counter(new):
        return
    lead, whole = len(before), [*before, *old, *after]
    for a, b, c, d in _hunks(old, new):
        yield Change(
            kind=CHANGED if a < b and c < d else (REMOVED if a < b else ADDED),
            before=" ".join(whole[max(lead + a - CONTEXT, 0) : lead + a]),
            ours=" ".join(old[a:b]),
            theirs=" ".join(new[c:d]),
            after=" ".join(whole[lead + b : lead + b + CONTEXT]),
        )


def _hunks(old: list[str], new: list[str]) -> list[tuple[int, int, int, int]]:
    """Return the changed stretches of words, near ones joined."""
    if len(old) * len(new) > LARGEST:
        return [(0, len(old), 0, len(new))]
    found: list[tuple[int, int, int, int]] = []
    for tag, a, b, c, d in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        if found and a - found[-1][1] <= _NEAR:
            first = found.pop()
            found.append((first[0], b, first[2], d))
        else:
            found.append((a, b, c, d))
    return found


def stored_changes(found: Sequence[Change]) -> list[dict[str, str]]:
    """Return the changes as JSON, at most `_MOST`, long ones shortened."""
    return [
        {name: shortened(value, 600) for name, value in asdict(change).items()}
        for change in found[:_MOST]
    ]
