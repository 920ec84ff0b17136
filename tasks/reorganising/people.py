"""People of an agency that ended: a role at its successor is proposed, never assumed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, Membership, Reorganisation, User
from tasks.duties.errors import InvalidInput
from tasks.moving.journal import Journal
from tasks.reorganising.applying import lock_event

_Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PersonMove:
    """A person whose roles ended, and where they could go on."""

    user_id: int
    name: str
    roles: tuple[str, ...]
    predecessor: _Name
    successors: tuple[_Name, ...]
    taken_over: bool


def ended_roles(event: Reorganisation) -> list[Membership]:
    """Return the roles that the event ended, with their people, in order; a delegation
    is personal and goes on nowhere.

    Asked for by number and sorted here: what an event has just written has no
    statistics yet, and the database would go through all of it for each agency.
    """
    changes = event.changes.filter(
        table=Membership._meta.label, before__isnull=False
    ).values_list("row_id", flat=True)
    rows = Membership.objects.filter(pk__in=list(changes), is_delegation=False)
    rows = rows.select_related("user", "agency")
    return sorted(
        rows.order_by(), key=lambda m: (m.agency.sort_key, m.user.full_name, m.pk)
    )


def moves_of(
    held: Iterable[Membership],
    heirs: dict[str, tuple[_Name, ...]],
    there: set[tuple[int, str]],
) -> list[PersonMove]:
    """Group ended roles by person and agency; `there`: (user, code) already a member."""
    roles: dict[tuple[str, int], list[Membership]] = {}
    for row in held:
        roles.setdefault((row.agency.code, row.user_id), []).append(row)
    found = []
    for (code, user_id), rows in roles.items():
        names = heirs.get(code, ())
        found.append(
            PersonMove(
                user_id=user_id,
                name=rows[0].user.full_name or rows[0].user.username,
                roles=tuple(row.get_role_display() for row in rows),
                predecessor=(code, rows[0].agency.short_name),
                successors=names,
                taken_over=any((user_id, heir) in there for heir, _ in names),
            )
        )
    return found


def heirs_of(event: Reorganisation) -> dict[str, tuple[_Name, ...]]:
    """Return old code → (code, short name) of its successors."""
    found: dict[str, list[_Name]] = {}
    rows = event.lines.select_related("predecessor", "successor", "planned")
    for line in rows.order_by("pk"):
        if followed := line.successor or line.planned:
            name = (followed.code, followed.short_name)
            found.setdefault(line.predecessor.code, []).append(name)
    return {code: tuple(names) for code, names in found.items()}


def people_to_move(*, event: Reorganisation) -> list[PersonMove]:
    """Return everybody whose role ended by the event."""
    heirs = heirs_of(event)
    codes = {code for names in heirs.values() for code, _ in names}
    members = Membership.objects.filter(agency__code__in=codes, valid_to__isnull=True)
    there = set(members.values_list("user_id", "agency__code"))
    return moves_of(ended_roles(event), heirs, there)


@transaction.atomic
def take_over(
    *,
    event: Reorganisation,
    predecessor: Agency,
    successor: Agency,
    users: Iterable[User] | None,
    actor: User | None,
    today: date,
    now: datetime,
) -> int:
    """Give the people of an ended agency the same roles at a successor from `today`.

    `users=None` takes the whole unit. Leaders' province-wide roles and inactive
    accounts are left out, and delegations, which are personal: nobody gets more than
    before. Returns how many roles.
    """
    row = lock_event(event)
    line = row.lines.filter(predecessor=predecessor, successor=successor)
    if row.state != Reorganisation.State.APPLIED or not line.exists():
        message = "Cơ quan mới này không kế thừa cơ quan cũ đã chọn."
        raise InvalidInput(message)
    wanted = None if users is None else {user.pk for user in users}
    there = set(
        Membership.objects.alive_on(today)
        .filter(agency=successor)
        .values_list("user_id", "role")
    )
    made = Membership.objects.bulk_create(
        Membership(
            user_id=old.user_id,
            agency=successor,
            role=old.role,
            is_primary=old.is_primary,
            valid_from=today,
            note=f"Chuyển từ {predecessor} theo {row.legal_basis}"[:300],
        )
        for old in ended_roles(row)
        if old.agency_id == predecessor.pk
        and old.user.is_active
        and old.role != Membership.Role.LEADER
        and (wanted is None or old.user_id in wanted)
        and (old.user_id, old.role) not in there
    )
    journal = Journal(row)
    journal.created(Membership, (membership.pk for membership in made))
    journal.save()
    return len(made)
