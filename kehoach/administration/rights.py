"""Who opens what «Quản trị» leads to."""

from agencies.models import User

#: Instead of a right: what superusers alone open.
ROOT = "*"


def may(user: User, right: str) -> bool:
    """Return whether the person has the right; no right is needed where none stands."""
    if user.is_superuser or not right:
        return True
    return right != ROOT and user.has_perm(right)
