"""What an account that only reads may read, as conditions in SQL.

The rows are `tasks.ReaderGrant`. QuerySets ask here, and models stand above them, so the
rows are looked up by name.
"""

from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q

from agencies.models import Ancestry, User

_NOTHING = Q(pk__in=[])


def grants_of(user: User, today: date) -> list[Any]:
    """Return the grants by which the account reads today (one query)."""
    if not (user.is_active and user.reads_only):
        return []
    grants = apps.get_model("tasks.ReaderGrant")._default_manager
    return list(grants.standing_on(today).filter(user_id=user.pk))


def agencies_named(grant: Any, today: date, path: str) -> Q:
    """Return the condition that an agency is named, or one that such an agency descends
    from.
    """
    named = type(grant).agencies.through.objects.filter(readergrant_id=grant.pk)
    keys = named.values("agency_id")
    elders = Ancestry.objects.filter(since__lte=today, heir_id__in=keys)
    return Q(**{f"{path}__in": keys}) | Q(**{f"{path}__in": elders.values("elder_id")})


def reading_scope(user: User, today: date, *, plan: str, period: str) -> Q:
    """Return the condition that a row of an agency lies in what the account may read;
    `plan` and `period` are the paths to them.
    """
    found = _NOTHING
    for grant in grants_of(user, today):
        mine = agencies_named(grant, today, "agency_id")
        if grant.plan_id:
            mine &= Q(**{f"{plan}_id": grant.plan_id})
        if grant.data_from:
            mine &= Q(**{f"{period}__data_to__gte": grant.data_from})
            mine &= Q(**{f"{period}__data_from__lte": grant.data_to})
        found |= mine
    return found
