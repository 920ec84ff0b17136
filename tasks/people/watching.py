"""«Đơn vị tôi theo dõi»: chosen, ended, stood in for and handed over, each by a day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from agencies.models import Agency, User
from tasks.duties.authority import can_review
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.models import Plan, StandIn, Watch

_ONE_DAY = timedelta(days=1)


def watched_on(user: User, plan: Plan, today: date) -> QuerySet[Agency]:
    """Return the agencies that the person looks after on `today`: those chosen, those
    of who is stood in for, and the heirs of both.
    """
    away = StandIn.objects.alive_on(today).filter(plan=plan, substitute=user)
    watches = Watch.objects.alive_on(today).filter(
        Q(person=user) | Q(person__in=away.values("person_id")), plan=plan
    )
    heirs = watches.filter(_reaches_heir(today)).values("agency__heirs__heir_id")
    chosen = watches.values("agency_id")
    return Agency.objects.filter(Q(pk__in=chosen) | Q(pk__in=heirs))


def watchers_of(plan: Plan, today: date) -> dict[int, dict[int, User]]:
    """Return agency → who chose it, or what it descends from, by id (two queries)."""
    watches = Watch.objects.alive_on(today).filter(plan=plan).order_by("pk")
    found: dict[int, dict[int, User]] = {}
    people = {}
    for row in watches.select_related("person"):
        people[row.person_id] = row.person
        found.setdefault(row.agency_id, {})[row.person_id] = row.person
    for person, _, heir in _inherited(watches, today):
        found.setdefault(heir, {})[person] = people[person]
    return found


def _inherited(watches: QuerySet[Watch], today: date) -> list[tuple[int, int, int]]:
    """Return person, chosen agency, heir of it that the watch reaches."""
    rows = watches.filter(_reaches_heir(today))
    return list(rows.values_list("person_id", "agency_id", "agency__heirs__heir_id"))


def _reaches_heir(today: date) -> Q:
    """Return the condition that a watch goes on to an heir: of an agency that ended, or
    one that came after the choice; an older heir of a living one was there to choose.
    """
    later = Q(valid_from__isnull=True) | Q(agency__heirs__since__gte=F("valid_from"))
    return Q(agency__heirs__since__lte=today) & (later | Q(agency__valid_to__lt=today))


@transaction.atomic
def watch_agencies(
    *,
    plan: Plan,
    agencies: Iterable[Agency],
    offered: Iterable[Agency],
    actor: User,
    today: date,
) -> None:
    """Look after these of the offered agencies from `today` on; the others of them end
    yesterday. What was not offered stays as it is.
    """
    _require(actor, plan, today)
    _lock(actor)
    wanted = {agency.pk for agency in agencies}
    shown = wanted | {agency.pk for agency in offered}
    mine = Watch.objects.alive_on(today).filter(plan=plan, person=actor)
    reach = {pk: {pk} for pk in mine.values_list("agency_id", flat=True)}
    for _, elder, heir in _inherited(mine, today):
        reach[elder].add(heir)
    ending = {pk for pk, reached in reach.items() if reached & (shown - wanted)}
    beside = set().union(*(reach[pk] for pk in ending)) - shown
    living = Agency.objects.alive_on(today).filter(pk__in=beside)
    wanted |= set(living.values_list("pk", flat=True))
    _end(mine.filter(agency_id__in=ending), today - _ONE_DAY)
    new = wanted - (reach.keys() - ending)
    later = Watch.objects.filter(plan=plan, person=actor, valid_from__gt=today)
    later.filter(agency_id__in=new).delete()
    Watch.objects.bulk_create(
        Watch(plan=plan, person=actor, agency_id=pk, valid_from=today)
        for pk in sorted(new)
    )


@transaction.atomic
def name_stand_in(
    *, plan: Plan, substitute: User, first: date, last: date, actor: User, today: date
) -> StandIn:
    """Let a colleague look after the actor's agencies from one day to another."""
    _require(actor, plan, today)
    _lock(actor)
    problems = {}
    if substitute == actor or not can_review(substitute, plan, max(first, today)):
        problems["substitute"] = "Chọn đồng nghiệp cùng rà soát, không phải chính mình."
    if last < max(first, today):
        problems["last"] = "Ngày cuối không trước ngày đầu và không trước hôm nay."
    others = StandIn.objects.filter(
        plan=plan, person=actor, valid_from__lte=last, valid_to__gte=first
    )
    if found := others.first():
        problems["first"] = f"Những ngày này đã nhờ {found.substitute}."
    if problems:
        message = "Chưa lưu được, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)
    return StandIn.objects.create(
        plan=plan, person=actor, substitute=substitute, valid_from=first, valid_to=last
    )


@transaction.atomic
def end_stand_in(*, stand_in: StandIn, actor: User, today: date) -> None:
    """Look after one's agencies again from `today`; what ended before stays."""
    if stand_in.person_id != actor.pk:
        message = "Chỉ người đã nhờ thay mới kết thúc được."
        raise NotAllowed(message)
    going_on = StandIn.objects.filter(pk=stand_in.pk, valid_to__gte=today)
    _end(going_on, today - _ONE_DAY)


def pass_watches_on(
    *,
    leaving: User,
    successor: User | None,
    agency: Agency,
    last_day: date,
    first: date,
) -> None:
    """Give what a leaver of the steering agency looked after to who goes on, from
    `first`; who stood in, or was stood in for, ends with the last day.
    """
    steered = Plan.objects.filter(steering_agency=agency)
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gt=last_day)
    mine = Watch.objects.filter(open_end, plan__in=steered, person=leaving)
    own = Watch.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=first), person=successor
    )
    held = set(own.values_list("plan_id", "agency_id")) if successor else set()
    passed = list(mine.values_list("plan_id", "agency_id", "valid_to"))
    _end(mine, last_day)
    either = Q(person=leaving) | Q(substitute=leaving)
    _end(StandIn.objects.filter(open_end, either, plan__in=steered), last_day)
    if successor is None:
        return
    Watch.objects.bulk_create(
        (
            Watch(
                plan_id=plan_id, agency_id=agency_id, person=successor,
                valid_from=first, valid_to=until,
            )
            for plan_id, agency_id, until in passed
            if (plan_id, agency_id) not in held and (until is None or until >= first)
        ),
    )  # fmt: skip


def _end(rows: QuerySet[Any], last: date) -> None:
    """End the rows with a day; those that would never have held go away."""
    rows.filter(valid_from__gt=last).delete()
    rows.update(valid_to=last)


def _lock(person: User) -> None:
    """Let two saves of one person come one after the other."""
    hold(User.objects).get(pk=person.pk)


def _require(actor: User, plan: Plan, today: date) -> None:
    if not can_review(actor, plan, today):
        message = "Chỉ cán bộ, lãnh đạo cơ quan theo dõi kế hoạch chọn được."
        raise NotAllowed(message)
