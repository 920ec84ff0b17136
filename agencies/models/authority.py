"""Who may act for whom on a day: roles asked once for a page, conditions for rows."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import Agency, Ancestry, Membership, User

Role = Membership.Role
#: What a person holds on a day: agency and role.
Roles = frozenset[tuple[int, str]]
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


def roles_of(user: User, today: date) -> Roles:
    """Return (agency, role) of what the person holds on `today`; asked once where
    `User.roles_kept` is set, else each time: an act asks again behind its lock.
    """
    kept = user.roles_kept
    if kept is not None and today in kept:
        return kept[today]
    rows = memberships_of(user, today).order_by().values_list("agency_id", "role")
    held = frozenset(rows)
    if kept is not None:
        kept[today] = held
    return held


def held_with_agencies(user: User, today: date) -> list[Membership]:
    """Return what the person holds on `today` with each agency, in the order of the
    agencies; the roles are kept as `roles_of` keeps them (one query).
    """
    rows = memberships_of(user, today).select_related("agency")
    held = list(rows.order_by("agency__sort_key", "agency_id", "pk"))
    if user.roles_kept is not None:
        user.roles_kept[today] = frozenset((each.agency_id, each.role) for each in held)
    return held


def roles_at(user: User, agency_id: int, today: date) -> set[str]:
    """Return the roles that the person holds at the agency on `today`."""
    return {role for agency, role in roles_of(user, today) if agency == agency_id}


def acts_for(user: User, agency_id: int, today: date, *roles: str) -> bool:
    """Return whether the person holds one of `roles` at the agency on `today`."""
    return not roles_at(user, agency_id, today).isdisjoint(roles)


def reads_agency(
    user: User, today: date, field: str = "agency_id", *, roles: Iterable[str] = ()
) -> Q:
    """Return the condition that a row's agency, or an heir of it, is the person's; with
    `roles` where they hold one of these.

    Neither list depends on the row, so the database works each out once.
    """
    held = memberships_of(user, today)
    mine = (held.filter(role__in=roles) if roles else held).values("agency_id")
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
    """Return whether the person reads the whole province (UBND tỉnh leader)."""
    return any(role == Role.LEADER for _, role in roles_of(user, today))


def is_member(user: User, agency_id: int, today: date) -> bool:
    """Return whether the person belongs to the agency in any role on `today`."""
    return bool(roles_at(user, agency_id, today))
