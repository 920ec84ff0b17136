"""What a person may do with an agency's duties on a day; services ask here."""

from datetime import date

from agencies.models import Agency, User
from agencies.models.authority import WRITERS, Role, acts_for
from tasks.models import Plan

#: People of the steering agency who review and urge.
REVIEWERS = (Role.OFFICER, Role.HEAD)


def can_write(user: User, agency_id: int, today: date) -> bool:
    """Return whether the person logs progress for the agency on `today`."""
    return acts_for(user, agency_id, today, *WRITERS)


def can_send(user: User, agency: Agency, today: date) -> bool:
    """Return whether the person sends in the agency's name: its head, or an
    officer where the agency works in one step.
    """
    roles = WRITERS if agency.one_step else (Role.HEAD,)
    return acts_for(user, agency.pk, today, *roles)


def can_record_letter(user: User, agency_id: int, today: date) -> bool:
    """Return whether the person records the agency's letter on `today`."""
    return acts_for(user, agency_id, today, Role.CLERK, *WRITERS)


def can_review(user: User, plan: Plan, today: date) -> bool:
    """Return whether the person is an officer or head of the steering agency."""
    return acts_for(user, plan.steering_agency_id, today, *REVIEWERS)


def may_steer(user: User, plan: Plan, today: date) -> bool:
    """Return whether the person sees what who reviews the plan sees: administrators
    do.
    """
    return (user.is_active and user.is_superuser) or can_review(user, plan, today)


def steers_any(user: User, today: date) -> bool:
    """Return whether the person steers a plan, in whatever state it is."""
    rows = Plan.objects.programmes()
    return rows.steered_by(user, today=today, roles=REVIEWERS).exists()
