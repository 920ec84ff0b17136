"""Who may change whose account: nobody those above, nobody beyond what they hold.

An account stands above another when it holds a right that the other lacks; a superuser
stands above everybody who is none.
"""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db.models import PROTECT, Q, QuerySet

from agencies.models import Membership, User
from agencies.models.errors import READS_ONLY


def held_by(user: User) -> set[int]:
    """Return the keys of the rights that the account holds, whether it may sign in now
    or not.
    """
    if user.is_superuser:
        return set(Permission.objects.values_list("pk", flat=True))
    given = Q(user=user) | Q(group__user=user)
    return set(Permission.objects.filter(given).values_list("pk", flat=True))


def may_change(actor: User, user: User) -> bool:
    """Return whether the account is not above the actor."""
    if actor.is_superuser:
        return True
    return not user.is_superuser and held_by(user) <= held_by(actor)


def groups_to_give(actor: User) -> QuerySet[Group]:
    """Return the groups of rights that the actor holds whole."""
    beyond = Permission.objects.exclude(pk__in=held_by(actor))
    return Group.objects.exclude(permissions__in=beyond).order_by("name")


def refuses_role(actor: User, *, user: User | None, role: str) -> str:
    """Return why the administrator may not give this role to the account, or nothing."""
    if user and user.reads_only:
        return READS_ONLY
    if actor.is_superuser:
        return ""
    if role == Membership.Role.LEADER:
        return "Vai trò xem toàn tỉnh do quản trị cấp cao giao."
    return _refuses_person(actor, user) if user else ""


def _refuses_person(actor: User, user: User) -> str:
    if user.pk == actor.pk:
        return "Không tự giao vai trò cho mình: nhờ quản trị khác."
    if not may_change(actor, user):
        return "Tài khoản này có quyền cao hơn anh/chị: nhờ quản trị cấp cao."
    return ""


def did_something(user: User) -> bool:
    """Return whether anything is known of the account but that it exists: it signed in,
    holds a role, or some row names it as who did it.
    """
    if user.last_login:
        return True
    return any(
        relation.related_model._base_manager.filter(
            **{relation.field.name: user}
        ).exists()
        for relation in _traces()
    )


def _traces() -> list[Any]:
    """Return the relations by which rows say who did something; what only belongs to
    an account (notices, drafts) goes with it.
    """
    fields: Any = User._meta.get_fields(include_hidden=True)
    found = [each for each in fields if each.auto_created and not each.concrete]
    return [
        each
        for each in found
        if (each.one_to_many or each.one_to_one)
        and (each.on_delete is PROTECT or each.related_model is LogEntry)
    ]
