"""How one row says its standing: in words that follow what its agency just said, and in
others for who is only asked.
"""

from datetime import date
from typing import NamedTuple

from tasks.models.states import Progress
from tasks.models.status import GOES_ON, Facts, Standing, standing_of


class Shown(NamedTuple):
    """A standing as one row says it."""

    label: str
    tone: str
    icon: str


#: What a body that is only asked reads in place of what an ordered one owes (rule 8).
ASKED_WORDS = {
    Standing.NOT_STARTED: Shown("Được đề nghị phối hợp", "azure", "users"),
    Standing.NO_DUE: Shown("Đang phối hợp", "blue", "progress"),
    Standing.RETURNED: Shown("Được đề nghị bổ sung", "azure", "arrow-back-up"),
    Standing.ENDED: Shown("Không còn đề nghị", "grey", "circle-minus"),
}


#: What only the agency knows before it sends: how far its work is, what its head looks at.
_NOT_TOLD = (
    Standing.NOT_STARTED,
    Standing.AWAITING_HEAD,
    Standing.DUE_SOON,
    *GOES_ON,
)


def words_of(standing: Standing, *, asked: bool) -> Shown:
    """Return how the standing is shown of a duty that is ordered, or only asked for."""
    own = Shown(str(standing.label), standing.tone, standing.icon)
    return ASKED_WORDS.get(standing, own) if asked else own


def shown_of(duty: Facts, today: date) -> Standing | Shown:
    """Return where one duty stands, in words that follow what its agency just said:
    what is done and not sent is not «Đang thực hiện».
    """
    standing = standing_of(duty, today)
    if duty.progress != Progress.DONE or standing not in GOES_ON:
        return standing
    label = standing.label.replace("Đang thực hiện", "Đã thực hiện, chưa gửi")
    return Shown(label, "blue", "circle-check")


def told_outside(standing: Standing, *, asked: bool) -> Shown:
    """Return the standing for who reads only what was sent: nothing of what the agency
    does before that (decision 056).
    """
    if standing == Standing.RETURNED_READY:
        standing = Standing.RETURNED
    if standing not in _NOT_TOLD:
        return words_of(standing, asked=asked)
    if asked:
        return words_of(Standing.NOT_STARTED, asked=True)
    return Shown("Chưa gửi", "grey", "hourglass")
