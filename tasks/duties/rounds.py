"""How often a duty went to and fro between the agency and the steering agency."""

from dataclasses import dataclass
from datetime import datetime

from tasks.models import Duty, DutyEvent

ANSWERS = (DutyEvent.Kind.RETURNED, DutyEvent.Kind.ACCEPTED, DutyEvent.Kind.TAKEN_BACK)


@dataclass
class Round:
    """One sending and what the steering agency said to it; `answer` is empty while it waits."""

    number: int
    sent_at: datetime
    sent_by: str
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    note: str = ""


def rounds_of(duty: Duty) -> list[Round]:
    """Return the rounds of the duty, oldest first; voided moves are left out."""
    moves = duty.events.filter(
        kind__in=(DutyEvent.Kind.SUBMITTED, *ANSWERS), voided_at__isnull=True
    ).select_related("actor")
    rounds: list[Round] = []
    for move in moves.order_by("recorded_at", "pk"):
        who = str(move.actor or "Hệ thống")
        if move.kind == DutyEvent.Kind.SUBMITTED:
            rounds.append(Round(len(rounds) + 1, move.recorded_at, who))
        elif rounds:
            last = rounds[-1]
            last.answer, last.note = move.words_on(duty), move.note
            last.answered_at, last.answered_by = move.recorded_at, who
    return rounds
