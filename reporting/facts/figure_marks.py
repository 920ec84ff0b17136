"""Figures inside text: «[[key]]» becomes the figure, and nothing else is ever read.

Pure: a key is looked up in a table and never evaluated; keys are those of `printed`,
`…/ty-le` for a measure's rate, and `phu-luc/III` for the name under which an annex prints.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from kehoach.lib.numbers import count_word, format_number, format_percent
from reporting.facts.figure_keys import Printed, printed_figures
from reporting.facts.report import YearlyFacts

FIGURE_MARK = re.compile(r"\[\[([^\[\]\n]{1,120})\]\]")
#: What stands where no figure is known yet.
UNKNOWN_FIGURE = "…"


def figure_words(facts: YearlyFacts) -> dict[str, str]:
    """Return key → how the figure reads in a sentence («07», «1.250», «91,5%»)."""
    words = {one.key: _word(one) for one in printed_figures(facts)}
    for target in facts.targets:
        for measure in target.measures:
            rate = UNKNOWN_FIGURE
            if measure.denominator and measure.kind != "count":
                rate = format_percent(measure.numerator, measure.denominator)
            words[f"muc-tieu/{target.code}/{measure.code}/ty-le"] = rate
    for place in facts.annex_places:
        words[f"phu-luc/{place.key}"] = f"Phụ lục {place.number}"
    return words


def _word(one: Printed) -> str:
    if one.value is None:
        return UNKNOWN_FIGURE
    whole = one.value == int(one.value)
    return count_word(one.value) if whole else format_number(Decimal(one.value))


def with_figures(text: str, words: Mapping[str, str]) -> str:
    """Return the text with its figures; a key that is gone reads «…»."""
    return FIGURE_MARK.sub(
        lambda found: words.get(found[1].strip(), UNKNOWN_FIGURE), text
    )


def unknown_keys(text: str, words: Iterable[str]) -> list[str]:
    """Return the keys that no figure has, and marks that were not closed."""
    known = set(words)
    wrong = [
        found[1]
        for found in FIGURE_MARK.finditer(text)
        if found[1].strip() not in known
    ]
    left = FIGURE_MARK.sub("", text)
    return wrong + ([left[left.index("[[") :][:40]] if "[[" in left else [])
