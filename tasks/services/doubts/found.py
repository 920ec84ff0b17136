"""One thing found about a submission, before it is told or stored."""

from collections.abc import Iterator
from dataclasses import dataclass

from tasks.models import Doubt, Duty

Kind = Doubt.Kind


@dataclass(frozen=True, slots=True)
class Found:
    """A doubt about a duty; `key` says about what, with the value that was typed."""

    duty: Duty
    kind: Doubt.Kind
    key: str
    words: str
    figure_id: int | None = None


Founds = Iterator[Found]
