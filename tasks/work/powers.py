"""What a person may do with a duty now; pages ask, services decide."""

from dataclasses import dataclass
from datetime import date

from agencies.models import User
from tasks.duties.access import can_record_letter, can_review, can_send, can_write
from tasks.duties.gates import is_worked
from tasks.models import LIVE, TO_DO, Duty, State, UnitReport
from tasks.work.taking_back import why_not_take_back


@dataclass(frozen=True)
class Powers:
    """What the person may do with this duty now; pages ask, services decide."""

    writes: bool
    prepares: bool
    sends: bool
    reviews: bool
    corrects: bool
    takes_back: bool = False
    #: Why the head cannot take back what was sent.
    kept_because: str = ""
    records: bool = False


def powers_over(duty: Duty, user: User, today: date) -> Powers:
    """Return what the page offers to the person."""
    is_open = is_worked(duty, today)
    works = duty.state in TO_DO and is_open
    corrects = is_open and duty.state in LIVE and can_write(user, duty.agency_id, today)
    writes = works and corrects
    sends = works and can_send(user, duty.agency, today)
    sent = is_open and duty.state == State.SUBMITTED
    kept = None
    if sent := sent and can_send(user, duty.agency, today):
        kept = why_not_take_back(duty)
    return Powers(
        writes=writes,
        prepares=writes and not sends and duty.state != State.PREPARED,
        sends=sends,
        reviews=can_review(user, duty.period.plan, today),
        corrects=corrects,
        takes_back=sent and kept is None,
        kept_because=kept.message if kept else "",
        records=works
        and not (writes or duty.period.is_adhoc)
        and can_record_letter(user, duty.agency_id, today),
    )


def may_explain(duty: Duty, user: User, today: date) -> bool:
    """Return whether the person may say something to doubts about the duty."""
    told = duty.state in {*TO_DO, State.SUBMITTED} and is_worked(duty, today)
    return told and can_write(user, duty.agency_id, today)


def asks_letter(duty: Duty) -> bool:
    """Return whether a request asks the duty and no letter answers it yet."""
    if not duty.period.is_adhoc:
        return False
    held = UnitReport.objects.standing().filter(
        agency=duty.agency_id, period=duty.period_id
    )
    return not held.exists()
