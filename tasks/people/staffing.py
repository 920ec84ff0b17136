"""People of an agency change: handed over; nothing is left to nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import Agency, Membership, RoleOffer, User
from agencies.models.authority import WRITERS, Role, acts_for, agencies_of
from agencies.models.dated import outlasts
from agencies.models.errors import READS_ONLY
from agencies.people.accounts import ask_activations, person_for
from agencies.people.offers import facts_of, offer_roles, role_fact
from agencies.people.scope import Scope
from agencies.trail.writing import record_all
from kehoach.lib.contact_words import clean_email
from kehoach.lib.text import fitted, nfc
from tasks.duties.authority import REVIEWERS
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.models import LIVE, Duty, Plan, Reminder
from tasks.moving.personal import end_role, tell_givers
from tasks.people.offering import tell_offered
from tasks.people.watching import pass_watches_on
from tasks.reminders.addressing import usable
from tasks.reminders.ledger import drop_planned
from tasks.work.holding import release_held


@dataclass(frozen=True)
class HandOver:
    """What a hand-over did."""

    ended: int
    successor: User | None
    is_new: bool
    dropped_reminders: int
    leaves_nobody: bool
    is_offered: bool = False


def may_staff(actor: User, agency: Agency, today: date) -> bool:
    """Return whether the person changes who acts for the agency: its head, the
    steering agency's people, an administrator.
    """
    if actor.is_active and actor.is_superuser:
        return True
    if acts_for(actor, agency.pk, today, Role.HEAD):
        return True
    steering = Plan.objects.steering_agencies()
    return agencies_of(actor, today, *REVIEWERS).filter(pk__in=steering).exists()


def scope_of(actor: User, today: date) -> Scope:
    """Return whose people the actor may name from a list: an administrator anybody's,
    the steering agency every agency's (its own only its head), a head its agency's.
    """
    if actor.is_active and actor.is_superuser:
        return Scope(agencies=None, everything=True, actor=actor)
    rows = Plan.objects.steering_agencies()
    steered = frozenset(rows.values_list("steering_agency", flat=True))
    led = frozenset(agencies_of(actor, today, Role.HEAD).values_list("pk", flat=True))
    steering = agencies_of(actor, today, *REVIEWERS).filter(pk__in=steered)
    agencies = None if steering.exists() else led
    until = heads_until(actor, today) if led else {}
    return Scope(
        agencies=agencies, guarded=steered, leads=led, until=until, actor=actor
    )


def heads_until(actor: User, today: date) -> dict[int, date]:
    """Return agency → last day where the person is head only until a day."""
    own = Membership.objects.alive_on(today).filter(user=actor, role=Role.HEAD)
    found: dict[int, list[date | None]] = {}
    for agency, end in own.values_list("agency_id", "valid_to"):
        found.setdefault(agency, []).append(end)
    return {
        agency: max(end for end in ends if end)
        for agency, ends in found.items()
        if all(ends)
    }


def names_people(actor: User, today: date) -> bool:
    """Return whether the person names the people of some agency."""
    scope = scope_of(actor, today)
    return scope.agencies is None or bool(scope.agencies)


def require_staff(actor: User, agency: Agency, today: date) -> None:
    """Refuse who may not change who acts for the agency."""
    if not may_staff(actor, agency, today):
        message = (
            "Chỉ thủ trưởng đơn vị, cơ quan theo dõi kế hoạch hoặc quản trị được thay đổi"
            " đầu mối."
        )
        raise NotAllowed(message)


@transaction.atomic
def hand_over(
    *,
    agency: Agency,
    leaving: User,
    last_day: date,
    successor_email: str = "",
    successor_name: str = "",
    actor: User,
    today: date,
    now: datetime,
) -> HandOver:
    """End the person's roles at the agency after `last_day` and give the same roles,
    the primary contact included, to the successor from the next day (or from today);
    what had an end of its own keeps it. A delegation is personal: it ends, and who
    gave it is told. To a person of another agency a head only offers the roles.

    A successor without an account gets one; a job sends the letter to activate it.
    """
    require_staff(actor, agency, today)
    held = list(
        hold(Membership.objects)
        .filter(agency=agency, user=leaving)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=last_day))
        .select_related("agency", "user", "delegated_by")
    )
    if not held:
        message = "Cán bộ này không còn vai trò nào tại đơn vị."
        raise InvalidInput(message)
    _require_own_head(held, actor, agency, today)
    if last_day < today - timedelta(days=1):
        message = "Ngày làm việc cuối không được trước hôm qua."
        raise InvalidInput(message, field="last_day")
    successor, is_new = _successor(successor_email, successor_name, leaving)
    first = max(today, last_day + timedelta(days=1))
    asked = _asked_first(held, successor, actor, today, first)
    if asked:
        tell_offered(rows=offer_roles(asked), now=now)
    heir = None if asked else successor
    for membership in held:
        if heir and not membership.is_delegation:
            _give(membership, heir, first)
        _end(membership, last_day, heir, actor, now)
    Plan.objects.filter(contact=leaving, steering_agency=agency).update(contact=heir)
    pass_watches_on(
        leaving=leaving, successor=heir, agency=agency, last_day=last_day,
        first=first,
    )  # fmt: skip
    tell_givers(held, last=last_day, today=today, now=now)
    release_held(today=today)
    if successor and is_new:
        ask_activations(users=[successor], now=now, actor=actor)
    return HandOver(
        ended=len(held),
        successor=successor,
        is_new=is_new,
        is_offered=bool(asked),
        dropped_reminders=_drop_reminders(leaving, agency, last_day, today),
        leaves_nobody=not has_contact(agency, last_day + timedelta(days=1)),
    )


def _require_own_head(
    held: Iterable[Membership], actor: User, agency: Agency, today: date
) -> None:
    """Refuse a delegate who would end a head that lasts longer than the delegation."""
    until = heads_until(actor, today).get(agency.pk)
    heads = [row for row in held if row.role == Role.HEAD and row.user_id != actor.pk]
    if until and any(outlasts(row.valid_to, until) for row in heads):
        message = (
            f"Anh/chị được ủy quyền đến {until:%d/%m/%Y}: việc bàn giao của thủ trưởng"
            " do thủ trưởng, cơ quan theo dõi kế hoạch hoặc quản trị thực hiện."
        )
        raise NotAllowed(message)


def _successor(email: str, name: str, leaving: User) -> tuple[User | None, bool]:
    email = clean_email(email)
    if not email:
        return None, False
    if email == leaving.email.lower():
        message = "Người nhận bàn giao phải là người khác."
        raise InvalidInput(message, field="successor_email")
    known = User.objects.filter(email__iexact=email).first()
    if known and known.reads_only:
        raise InvalidInput(READS_ONLY, field="successor_email")
    if known:
        return known, False
    if not nfc(name).strip():
        message = (
            "Thư điện tử này chưa có tài khoản: ghi cả họ và tên để lập tài khoản."
        )
        raise InvalidInput(message, field="successor_name")
    try:
        return person_for(email=email, full_name=name), True
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), field="successor_email") from error


def _asked_first(
    held: Iterable[Membership],
    successor: User | None,
    actor: User,
    today: date,
    first: date,
) -> list[RoleOffer]:
    """Return the offers to a successor who belongs to none of the actor's agencies."""
    if successor is None or successor._state.adding:
        return []
    own = Membership.objects.filter(user=successor, is_delegation=False)
    places = own.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    scope = scope_of(actor, today)
    if scope.may_appoint(set(places.values_list("agency_id", flat=True))):
        return []
    return [
        RoleOffer(
            user=successor,
            agency=row.agency,
            role=row.role,
            is_primary=row.is_primary,
            valid_from=first,
            valid_to=row.valid_to,
            offered_by=actor,
            offered_on=today,
        )
        for row in held
        if not row.is_delegation
    ]


def _end(
    membership: Membership,
    last_day: date,
    successor: User | None,
    actor: User,
    now: datetime,
) -> None:
    to = f" cho {successor}" if successor and not membership.is_delegation else ""
    membership.note = fitted(
        f"Bàn giao{{to}} ({{actor}}, {now:%d/%m/%Y})", 300, to=to, actor=actor
    )
    before = facts_of(membership)
    end_role(membership, last_day)
    record_all([role_fact(membership, before=before, valid_to=last_day)])


def _give(membership: Membership, successor: User, first: date) -> None:
    """Give the successor the same role to the same end, no earlier than it began;
    who holds it already keeps it for as long.
    """
    first = max(first, membership.valid_from or first)
    same = Membership.objects.filter(
        agency_id=membership.agency_id,
        user=successor,
        role=membership.role,
        is_delegation=False,
    ).alive_on(first)
    row = same.first()
    before = facts_of(row) if row else {}
    if row is None:
        row = Membership(
            agency_id=membership.agency_id,
            user=successor,
            role=membership.role,
            valid_from=first,
            valid_to=membership.valid_to,
            note=f"Nhận bàn giao từ {membership.user}"[:300],
        )
    row.valid_to = _later(row.valid_to, membership.valid_to)
    row.is_primary = row.is_primary or membership.is_primary
    row.save()
    record_all([role_fact(row, before=before)])


def _later(one: date | None, other: date | None) -> date | None:
    """Return the later end; none is no end."""
    return max(one, other) if one and other else None


def _drop_reminders(leaving: User, agency: Agency, last_day: date, today: date) -> int:
    """Drop what waits for somebody who is gone; the next run plans for who stays."""
    if last_day >= today:
        return 0
    theirs = Reminder.objects.filter(envelope__person=leaving, duty__agency=agency)
    return drop_planned(theirs, "Cán bộ đã bàn giao")


def has_contact(agency: Agency, day: date) -> bool:
    """Return whether somebody who writes for the agency can be reached on `day`."""
    return usable(day).filter(agency=agency, role__in=WRITERS).exists()


def without_contact(today: date) -> QuerySet[Agency]:
    """Return agencies that owe something and have nobody who writes and can be reached."""
    return _owing(today).filter(has_reachable=False)


def in_need(today: date) -> QuerySet[Agency]:
    """Return these and agencies whose writers all sleep (the red list), annotated with
    what there is.
    """
    return _owing(today).filter(Q(has_reachable=False) | Q(has_awake=False))


def _owing(today: date) -> QuerySet[Any]:
    people = Membership.objects.alive_on(today).filter(
        agency_id=OuterRef("pk"), role__in=WRITERS
    )
    owed = Duty.objects.filter(
        agency_id=OuterRef("pk"), state__in=LIVE, period__state="open"
    )
    reachable = usable(today).filter(agency_id=OuterRef("pk"), role__in=WRITERS)
    rows = Agency.objects.filter(Exists(owed))
    return rows.annotate(
        has_people=Exists(people),
        has_active=Exists(people.filter(user__is_active=True)),
        has_reachable=Exists(reachable),
        has_awake=Exists(reachable.filter(user__slept_at__isnull=True)),
    ).order_by("sort_key", "pk")
