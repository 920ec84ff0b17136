"""A small cast of agencies and people for tests."""

from datetime import date
from itertools import count
from typing import Any

from agencies.models import Agency, Membership, User

_serial = count(1)
PASSWORD = "Trau-7-sung-ngam-Co!"
#: What saving refuses by itself; asking first takes as long as the rest of a row.
LEFT_TO_THE_DATABASE: dict[str, Any] = {
    "validate_unique": False,
    "validate_constraints": False,
}


def make_agency(name: str = "", **fields: Any) -> Agency:
    """Create an agency; a department of the province unless told otherwise."""
    number = next(_serial)
    fields.setdefault("code", f"don-vi-{number}")
    fields.setdefault("kind", "so")
    fields.setdefault("level", "xa" if fields["kind"] == "cap-xa" else "tinh")
    name = name or f"Sở số {number}"
    fields.setdefault("short_name", name)
    agency = Agency(name=name, **fields)
    agency.full_clean(**LEFT_TO_THE_DATABASE)
    agency.save()
    return agency


def make_user(role: str = "", agency: Agency | None = None, **fields: Any) -> User:
    """Create a person, with one membership when an agency is given.

    `valid_from` and `valid_to` go to the membership, the rest to the account.
    """
    dates = {key: fields.pop(key, None) for key in ("valid_from", "valid_to")}
    number = next(_serial)
    fields.setdefault("username", f"nguoi{number}")
    fields.setdefault("full_name", f"Người Dùng {number}")
    fields.setdefault("email", f"nguoi{number}@example.vn")
    user = User(**fields)
    user.set_unusable_password()
    user.full_clean(exclude=["password"], **LEFT_TO_THE_DATABASE)
    user.save()
    if agency:
        make_membership(user, agency, role or "officer", **dates)
    return user


def make_membership(
    user: User,
    agency: Agency,
    role: str = "officer",
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
    **fields: Any,
) -> Membership:
    """Create a dated role of a person at an agency."""
    return Membership.objects.create(
        user=user,
        agency=agency,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        **fields,
    )
