"""Words of sentences of judgement: lists, names, what somebody else said. Pure."""

from collections.abc import Sequence

from kehoach.lib.numbers import count_word
from kehoach.lib.text import small

#: How many of a kind a sentence names.
NAMED = 3


#: Names that keep their capital inside a sentence.
BODIES = (
    *("Hội đồng nhân dân", "Ủy ban", "Ban Thanh tra", "Ban Giám sát", "Luật "),
    "Nhân dân",
)


def title_in_sentence(text: str) -> str:
    """Return a task's or measure's name inside a sentence, its own list marks gone."""
    said = text.replace(";", ",").strip(" .")
    return said if said.startswith(BODIES) else small(said)


def who(agencies: Sequence[str]) -> str:
    """Return up to three names and how many others."""
    if len(agencies) <= NAMED:
        return listed(list(agencies))
    others = count_word(len(agencies) - NAMED)
    return f"{', '.join(agencies[:NAMED])} và {others} đơn vị khác"


def listed(parts: Sequence[str]) -> str:
    """Return «a, b và c»; «a; b; c» where the parts hold commas."""
    if len(parts) < 2:
        return "".join(parts)
    mark = ";" if any("," in part for part in parts) else ","
    end = ";" if mark == ";" else " và"
    return f"{f'{mark} '.join(parts[:-1])}{end} {parts[-1]}"


def quoted(text: str) -> str:
    """Return somebody's words on one line, without what ended them."""
    return " ".join(text.split()).rstrip(" .;")
