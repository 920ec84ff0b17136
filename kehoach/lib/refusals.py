"""What a rule raises when it refuses; messages are Vietnamese and fit for a page."""

from collections.abc import Mapping


class RuleBroken(Exception):
    """A rule refused: `message` is for the person, `problems` maps fields of the form
    to what is wrong with each; "" is the form itself.
    """

    default = "Không thực hiện được."

    def __init__(
        self,
        message: str = "",
        *,
        field: str = "",
        problems: Mapping[str, str] | None = None,
    ) -> None:
        self.problems = dict(problems or ({field: message} if field else {}))
        self.message = message or " ".join(self.problems.values()) or self.default
        super().__init__(self.message)
