"""Work that the steering agency sends back to an agency that has ended goes to who followed it."""

from datetime import date, datetime

from agencies.models import Agency, Reorganisation, User
from tasks.duties.errors import InvalidInput
from tasks.moving.duties_side import DutiesSide, Stamp
from tasks.moving.facts import read_world
from tasks.moving.journal import Journal
from tasks.moving.outcome import outcome_of
from tasks.reorganising.applying import codes_of


def _event_of(agency: Agency, today: date) -> Reorganisation | None:
    """Return the event by which others follow the agency, None while it goes on."""
    if agency.is_alive_on(today):
        return None
    return Reorganisation.objects.filter(
        state=Reorganisation.State.APPLIED,
        lines__predecessor=agency,
        lines__successor__isnull=False,
    ).first()


def met_by_return(agency: Agency, today: date) -> list[int]:
    """Return the agencies that `carry_returned` writes for: to be locked beside the
    duty that is returned.
    """
    event = _event_of(agency, today)
    if event is None:
        return []
    rows = Agency.objects.filter(code__in=codes_of(event))
    return list(rows.values_list("pk", flat=True))


def carry_returned(
    *, agency: Agency, actor: User, today: date, now: datetime
) -> Reorganisation | None:
    """Carry what the ended agency still has to do to its successor; in the caller's
    transaction. Returns the event, None when the agency goes on or nobody followed.

    Raises InvalidInput when it was divided and nobody said who takes this work.
    """
    event = _event_of(agency, today)
    if event is None:
        return None
    world = read_world(event)
    outcome = outcome_of(world)
    if any(asked.old == agency.code for asked in outcome.asked):
        message = (
            f"{agency} đã chia, tách và chưa rõ cơ quan nào tiếp nhận nhiệm vụ này;"
            " hãy tiếp nhận phần đã báo cáo hoặc ghi không thuộc diện."
        )
        raise InvalidInput(message)
    agencies = {a.code: a for a in Agency.objects.filter(code__in=set(world.names))}
    journal = Journal(event)
    side = DutiesSide(world, agencies, journal, Stamp(actor, today, today, now))
    side.write(outcome)
    side.write_events()
    journal.save()
    return event
