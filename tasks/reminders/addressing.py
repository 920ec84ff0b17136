"""Who gets a reminder: the first level of the chain that has a usable person.

primary contact → officers → head → the steering agency's people. Usable means: the
role holds on the day, the account is active and, for letters by mail, has an e-mail.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import Membership
from agencies.models.authority import WRITERS, Role
from tasks.models import Channel, Rung

LEVELS = {
    Rung.Addressees.PRIMARY: Q(is_primary=True, role__in=WRITERS),
    Rung.Addressees.OFFICERS: Q(role=Role.OFFICER),
    Rung.Addressees.HEAD: Q(role=Role.HEAD),
}
CHAIN = tuple(LEVELS)


def usable(today: date, channel: str = Channel.EMAIL) -> QuerySet[Membership]:
    """Return the memberships whose person the channel can reach on `today`."""
    held = Membership.objects.alive_on(today).filter(user__is_active=True)
    return held.exclude(user__email="") if channel == Channel.EMAIL else held


def anyone_at(
    field: str, today: date, *levels: str, channel: str = Channel.EMAIL
) -> Exists:
    """Return the condition that the agency has somebody usable on one of `levels`."""
    wanted = Q()
    for level in levels:
        wanted |= LEVELS[Rung.Addressees(level)]
    reached = usable(today, channel)
    return Exists(reached.filter(wanted, agency_id=OuterRef(field)))


def chain_from(addressees: str) -> tuple[str, ...]:
    """Return the levels of an agency that are tried, in order."""
    if addressees == Rung.Addressees.STEERING:
        return (Rung.Addressees.OFFICERS, Rung.Addressees.HEAD)
    return CHAIN[CHAIN.index(Rung.Addressees(addressees)) :]


def first_of_chain(
    addressees: str, today: date, channel: str = Channel.EMAIL
) -> QuerySet[Membership]:
    """Return the people of each agency on its first level that has anybody."""
    levels = chain_from(addressees)
    wanted = Q()
    for place, level in enumerate(levels):
        stands = LEVELS[Rung.Addressees(level)]
        if place:
            before = levels[:place]
            stands &= ~Q(anyone_at("agency_id", today, *before, channel=channel))
        wanted |= stands
    return usable(today, channel).filter(wanted)
