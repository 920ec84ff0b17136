"""To whom a draft goes: named agencies, each once; a reorganisation moves them on."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from agencies.models import Agency, User
from tasks.adhoc.drafting import DRAFT, write_assignments
from tasks.adhoc.gates import locked
from tasks.models import AdhocRequest


@transaction.atomic
def add_addressees(
    *, request: AdhocRequest, agencies: Iterable[Agency], actor: User, today: date
) -> int:
    """Add living agencies that are not there yet; return how many."""
    row = locked(request, actor, today, DRAFT)
    living = [agency for agency in agencies if agency.is_alive_on(today)]
    return write_assignments(row.task, living)


@transaction.atomic
def remove_addressees(
    *, request: AdhocRequest, ids: Iterable[int], actor: User, today: date
) -> int:
    """Take agencies off the draft; return how many."""
    row = locked(request, actor, today, DRAFT)
    gone = row.task.assignments.filter(agency_id__in=list(ids))
    return int(gone.delete()[0])
