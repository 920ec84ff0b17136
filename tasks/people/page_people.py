"""What «Cán bộ đầu mối» lists: people with their agency, role and account."""

from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet

from agencies.accounts.states import AccountState, state_case
from agencies.models import AccountEvent, Agency, Membership
from agencies.models.dated import alive_on
from agencies.people.scope import Scope
from kehoach.lib.text import search_text

STATES = {
    "chua-kich-hoat": AccountState.WAITING,
    "dang-ngu": AccountState.ASLEEP,
    "da-khoa": AccountState.LOCKED,
    "dang-dung": AccountState.ACTIVE,
}


def people_in(scope: Scope, today: date) -> QuerySet[Any]:
    """Return the roles that hold or will, of the agencies whose people may be named,
    annotated with the state of the account and when it was last invited.
    """
    rows = Membership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    if scope.agencies is not None:
        rows = rows.filter(agency_id__in=scope.agencies)
    invited = Max(
        "user__account_events__at",
        filter=Q(user__account_events__kind=AccountEvent.Kind.INVITED),
    )
    rows = rows.filter(alive_on(today, "agency__")).select_related("user", "agency")
    return rows.annotate(account=state_case("user__"), invited_at=invited)


def agencies_in(scope: Scope, today: date) -> QuerySet[Agency]:
    """Return the living agencies whose people may be named."""
    rows = Agency.objects.alive_on(today).order_by("sort_key", "pk")
    return rows if scope.agencies is None else rows.filter(pk__in=scope.agencies)


def names_matching(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Keep people or agencies whose name holds the words, marks ignored."""
    bare = search_text(words)
    return rows.filter(
        Q(user__search_text__contains=bare)
        | Q(agency__search_text__contains=bare)
        | Q(user__email__icontains=words)
    )
