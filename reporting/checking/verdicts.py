"""A rule of the decree and what it says of one document."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reporting.checking.paper import CheckedPaper

#: Places named in one verdict; the rest is counted.
_NAMED = 5


@dataclass(frozen=True)
class RuleVerdict:
    """Met, not met with the places, or not applicable to this document."""

    code: str
    title: str
    problems: tuple[str, ...]
    applies: bool = True

    @property
    def met(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.problems

    def __str__(self) -> str:
        sign = ("–" if not self.applies else "đạt") if self.met else "KHÔNG"
        shown = "; ".join(self.problems[:_NAMED])
        more = len(self.problems) - _NAMED
        tail = f" và {more} chỗ khác" if more > 0 else ""
        return f"[{sign}] {self.code} {self.title}" + (
            f": {shown}{tail}" if shown else ""
        )


@dataclass(frozen=True)
class PaperRule:
    """One rule; `look` yields the places where it is broken."""

    code: str
    title: str
    look: Callable[[CheckedPaper], Iterator[str]]
    applies: Callable[[CheckedPaper], bool] = lambda _: True

    def verdict(self, paper: CheckedPaper) -> RuleVerdict:
        """Return what the rule says of the document."""
        if not self.applies(paper):
            return RuleVerdict(self.code, self.title, (), applies=False)
        return RuleVerdict(self.code, self.title, tuple(self.look(paper)))
