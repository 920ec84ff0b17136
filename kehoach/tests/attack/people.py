"""Everybody who may stand at a door: one person per role."""

from datetime import timedelta

from django.contrib.auth.models import Group

from agencies.models import Membership, User
from agencies.tests.factories import PASSWORD, make_agency, make_membership, make_user
from kehoach.technical_admin.rights import SHIPPED
from kehoach.tests.attack.worlds import World
from tasks.models import ContributionRequest
from tasks.tests.factories import NOW, TODAY

STRANGER, ENDED, ASLEEP = "stranger", "role ended yesterday", "sleeping account"
ROOT, LEADER, ASKED = "superuser", "leader", "asked body"
STEERING = ("steering officer", "steering head")
MEMBERS = ("officer", "head", "clerk", "viewer")
ADMINS = tuple(f"admin: {name}" for name in SHIPPED)
ROLES = (
    STRANGER, ENDED, ASLEEP, *MEMBERS, ASKED, *STEERING, LEADER, *ADMINS, ROOT,
)  # fmt: skip


def everybody(own: World) -> dict[str, User | None]:
    """Return role → who has it; nobody is the stranger."""
    agency, steering = own.scene.agency, own.scene.plan.steering_agency
    yesterday = TODAY - timedelta(days=1)
    found: dict[str, User | None] = {STRANGER: None}
    found[ENDED] = make_user("officer", agency, valid_to=yesterday)
    found[ASLEEP] = make_user("officer", agency, slept_at=NOW - timedelta(days=3))
    found[ASLEEP].set_password(PASSWORD)
    found[ASLEEP].save()
    found |= {role: make_user(role, agency) for role in MEMBERS}
    found[ASKED] = asked(own)
    found |= {
        role: make_user(role.removeprefix("steering "), steering) for role in STEERING
    }
    found[LEADER] = make_user(Membership.Role.LEADER, make_agency("UBND tỉnh"))
    for role, name in zip(ADMINS, SHIPPED, strict=True):
        person = make_user(is_staff=True)
        person.groups.add(Group.objects.get(name=name))
        found[role] = person
    found[ROOT] = make_user(is_staff=True, is_superuser=True)
    return found


def mighty(*worlds: World) -> User:
    """Return who opens every door: a superuser with roles at every agency. It only
    finds out what the numbers in addresses name.
    """
    person = make_user(is_staff=True, is_superuser=True)
    for each in worlds:
        for agency in (each.scene.agency, each.scene.plan.steering_agency):
            if not person.memberships.filter(agency=agency, role="head").exists():
                make_membership(person, agency, "head")
    return person


def asked(own: World) -> User:
    """Return an officer of an agency whose part in our duty was asked for."""
    person = make_user("officer", make_agency("Sở được hỏi"))
    ContributionRequest.objects.create(
        duty=own.scene.duty, agency=person.memberships.get().agency,
        question="Số lớp đã mở", due_on=TODAY, asked_by=own.scene.officer,
        asked_on=TODAY, recorded_at=NOW,
    )  # fmt: skip
    return person
