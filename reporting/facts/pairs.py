"""One number of two periods over the same units, and whether it may be spoken of; pure."""

from dataclasses import dataclass

from kehoach.lib.numbers import count_word, percent_of
from reporting.facts.compared import Alike, Number

#: Word of a line that is a rate; its pair is in percent.
RATE = "ty-le"


@dataclass(frozen=True)
class Pair:
    """One number of two periods over the same units: `units` of `of`; `is_enough` says
    that it may be spoken of.
    """

    now: Number | None
    before: Number | None
    units: int
    of: int
    is_enough: bool

    @property
    def coverage(self) -> str:
        """Return «38/84 đơn vị»."""
        return f"{count_word(self.units)}/{count_word(self.of)} đơn vị"


def pair_of(alike: Alike, least: int, side: str = "") -> Pair:
    """Return one side of two periods, or their rates in percent."""
    now, before = (
        (
            percent_of(alike.now, alike.now_base),
            percent_of(alike.before, alike.before_base),
        )
        if side == RATE
        else (getattr(alike, f"now{side}"), getattr(alike, f"before{side}"))
    )
    enough = alike.units > 0 and alike.units * 100 >= least * alike.of
    return Pair(now, before, alike.units, alike.of, enough)
