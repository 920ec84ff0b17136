"""Who may act for whom on a day; every answer is a condition in SQL."""

from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import Agency, Ancestry, Membership, User
from agencies.models.dated import ALIVE_ON

Role = Membership.Role
#: Some role at an agency on a day, as text: nearly every door asks it, and putting it
#: together took Django three times as long as the database takes to answer it.
ACTS = f"""SELECT EXISTS (SELECT 1 FROM agencies_membership m
WHERE m.user_id = %s AND m.agency_id = %s AND {ALIVE_ON} AND m.role IN ({{roles}}))"""  # noqa: S608 -- fixed text
#: Roles that write for an agency.
WRITERS = (Role.OFFICER, Role.HEAD)


def memberships_of(user: User, today: date) -> QuerySet[Membership]:
    """Return the memberships that hold on `today`; none for inactive people, and none
    for an account that only reads for an inspection.
    """
    held = Membership.objects.alive_on(today).filter(user_id=user.pk)
    return held if user.is_active and not user.reads_only else held.none()


def agencies_of(user: User, today: date, *roles: str) -> QuerySet[Agency]:
    """Return the agencies the person belongs to on `today`, in one of `roles`."""
    held = memberships_of(user, today)
    if roles:
        held = held.filter(role__in=roles)
    return Agency.objects.filter(Exists(held.filter(agency_id=OuterRef("pk"))))


def acts_for(user: User, agency_id: int, today: date, *roles: str) -> bool:
    """Return whether the person holds one of `roles` at the agency on `today`."""
    if not (roles and user.is_active) or user.reads_only:
        return False
    day = today.isoformat()
    statement = ACTS.format(roles=", ".join(["%s"] * len(roles)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [user.pk, agency_id, day, day, *map(str, roles)])
        return bool(cursor.fetchone()[0])


def reads_agency(user: User, today: date, field: str = "agency_id") -> Q:
    """Return the condition that a row's agency, or an heir of it, is the person's.

    Neither list depends on the row, so the database works each out once.
    """
    mine = memberships_of(user, today).values("agency_id")
    inherited = Ancestry.objects.filter(since__lte=today, heir_id__in=mine)
    own = Q(**{f"{field}__in": mine})
    return own | Q(**{f"{field}__in": inherited.values("elder_id")})


def serves_leaders(user: User, today: date) -> QuerySet[Membership]:
    """Return the memberships by which the person works, as clerk or writer, at the
    office where a leader of the province belongs.
    """
    leaders = Membership.objects.alive_on(today).filter(role=Role.LEADER)
    mine = memberships_of(user, today).filter(role__in=(Role.CLERK, *WRITERS))
    return mine.filter(agency__in=leaders.values("agency"))


def is_leader(user: User, today: date) -> bool:
    """Return whether the person reads the whole province (UBND tỉnh leader); asked of
    the database once where `leads` was set.
    """
    if user.leads and user.leads[0] == today:
        return user.leads[1]
    return memberships_of(user, today).filter(role=Role.LEADER).exists()


def is_member(user: User, agency_id: int, today: date) -> bool:
    """Return whether the person belongs to the agency in any role on `today`."""
    return memberships_of(user, today).filter(agency_id=agency_id).exists()
