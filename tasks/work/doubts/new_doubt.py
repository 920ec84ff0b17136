"""One doubt about a submission, before it is told or stored."""

from dataclasses import dataclass

from tasks.models import Doubt, Duty


@dataclass(frozen=True, slots=True)
class NewDoubt:
    """A doubt about a duty; `key` says about what, with the value that was typed;
    `than_id` is the figure that its own does not fit.
    """

    duty: Duty
    kind: Doubt.Kind
    key: str
    words: str
    figure_id: int | None = None
    than_id: int | None = None
