"""Agencies, people, groups and assignments on the effective day."""

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.db.models import F, Q

from agencies.models import (
    Agency,
    AgencyGroup,
    GroupMember,
    Membership,
    Reorganisation,
    Succession,
)
from tasks.duties.plan_then import PlanThen, handed_on_after
from tasks.models import Assignment, Plan
from tasks.moving.facts import World
from tasks.moving.journal import BATCH, Journal
from tasks.moving.outcome import eve


@dataclass
class Side:
    """What happened around the duties, for the preview and for the counts."""

    begun: list[Agency] = field(default_factory=list)
    ended: list[Agency] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    groups: list[tuple[str, str, str]] = field(default_factory=list)
    plans: list[str] = field(default_factory=list)
    assignments: list[str] = field(default_factory=list)
    registers: list[str] = field(default_factory=list)


def begin_agencies(event: Reorganisation, journal: Journal) -> list[Agency]:
    """Create the planned successors and name them in the event's lines."""
    planned = list(event.planned.select_related("event"))
    made = Agency.objects.bulk_create([row.new_agency() for row in planned])
    journal.created(Agency, (row.pk for row in made))
    by_code = {row.code: row for row in made}
    lines = list(
        event.lines.filter(planned__isnull=False).select_related("planned", "successor")
    )
    for line in lines:
        line.successor = by_code[line.successor_code]
    Succession.objects.bulk_update(lines, ["successor"], batch_size=BATCH)
    journal.changed(Succession, ({"pk": x.pk, "successor": None} for x in lines))
    return made


def end_agencies(old: list[Agency], on: date, journal: Journal) -> None:
    """Let the predecessors end on the eve of the effective day."""
    journal.changed(Agency, ({"pk": a.pk, "valid_to": a.valid_to} for a in old))
    ids = [agency.pk for agency in old]
    Agency.objects.filter(pk__in=ids).update(valid_to=eve(on))


def end_memberships(old: list[Agency], on: date, journal: Journal) -> list[Membership]:
    """End the roles at the predecessors; return them with their people."""
    rows = Membership.objects.filter(agency__in=old).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    )
    joined = rows.select_related("user", "agency", "delegated_by")
    held = list(joined.order_by("pk"))
    journal.changed(Membership, ({"pk": m.pk, "valid_to": m.valid_to} for m in held))
    ids = [row.pk for row in held]
    chosen = Membership.objects.filter(pk__in=ids)
    chosen.filter(valid_from__gte=on).update(valid_to=F("valid_from"))
    chosen.exclude(valid_from__gte=on).update(valid_to=eve(on))
    return held


def carry_named(
    world: World, agencies: dict[str, Agency], journal: Journal
) -> list[tuple[str, str, str]]:
    """Put successors where predecessors were named in, or kept out of, a group."""
    on = world.effective_on
    followers = world.followers
    old = {agencies[code].pk: code for code in followers}
    rows = GroupMember.objects.alive_on(on).filter(agency__in=old)
    named = list(rows.select_related("group", "agency").order_by("pk"))
    journal.changed(GroupMember, ({"pk": r.pk, "valid_to": r.valid_to} for r in named))
    ids = [row.pk for row in named]
    ending = GroupMember.objects.filter(pk__in=ids)
    ending.filter(valid_from__gte=on).update(valid_to=F("valid_from"))
    ending.exclude(valid_from__gte=on).update(valid_to=eve(on))
    wanted = {
        (row.group_id, line.new, row.included): row
        for row in named
        for line in followers[old[row.agency_id]]
        if line.new
    }
    there = set(
        GroupMember.objects.alive_on(on)
        .filter(group__in={row.group_id for row in named})
        .values_list("group_id", "agency__code", "included")
    )
    made = GroupMember.objects.bulk_create(
        GroupMember(
            group_id=group_id,
            agency=agencies[code],
            included=included,
            reason=f"Kế thừa {row.agency} theo {world.basis}"[:300],
            valid_from=on,
        )
        for (group_id, code, included), row in wanted.items()
        if (group_id, code, included) not in there
    )
    journal.created(GroupMember, (row.pk for row in made))
    left = [(row.group.name, row.agency.short_name, "rời") for row in named]
    names = dict(AgencyGroup.objects.values_list("pk", "name")) if made else {}
    return left + [(names[r.group_id], r.agency.short_name, "vào") for r in made]


def taker_of_task(world: World, old: str, task_id: int) -> str:
    """Return the code of who follows in an assignment; empty for nobody known."""
    lines = world.followers[old]
    if len(lines) == 1 and lines[0].new:
        return lines[0].new
    for key in ((old, task_id), (old, 0), ("", task_id), ("", 0)):
        taker = world.carry.get(key)
        if taker and (not taker.code or taker.code in world.names):
            return taker.code
    return ""


def carry_plans(
    world: World, agencies: dict[str, Agency], journal: Journal
) -> list[str]:
    """Let who follows the steering agency of a plan steer it, also for a time after
    which the plan had gone on already; a line per plan and time.
    """
    old = {agencies[code].pk: code for code in world.followers}
    went_on = handed_on_after(world.effective_on)
    plans = Plan.objects.filter(Q(steering_agency__in=old) | Q(pk__in=went_on))
    said = []
    for plan in plans.select_related("steering_agency").order_by("pk"):
        between = _between(plan, world, agencies) if plan.pk in went_on else []
        present = plan.steering_agency
        ending = old.get(present.pk)
        code = taker_of_task(world, ending, 0) if ending else ""
        if code or between:
            journal.changed(Plan, [{"pk": plan.pk, "steering_agency_id": present.pk}])
        if code:
            plan.steering_agency = agencies[code]
            plan.save(update_fields=["steering_agency"])
        said += between
        if ending:
            unclear = "chưa rõ, chọn lại ở trang quản trị kế hoạch"
            said.append(f"{plan}: {present} → {world.names.get(code, unclear)}")
    return said


def _between(plan: Plan, world: World, agencies: dict[str, Agency]) -> list[str]:
    """Return who steered in whose place until the plan went on; `PlanThen` reads that
    from the event's lines and decisions, nothing is written.
    """
    on, said = world.effective_on, []
    old = {agencies[code].pk: agencies[code] for code in world.followers}
    for (since, who), (until, _) in pairwise(PlanThen(plan).spans):
        code = taker_of_task(world, old[who].code, 0) if who in old else ""
        if code and until > on:
            days = f"từ {max(since, on):%d/%m/%Y} đến {eve(until):%d/%m/%Y}"
            said.append(f"{plan}: {old[who]} → {world.names[code]} ({days})")
    return said


def carry_assignments(
    world: World, agencies: dict[str, Agency], journal: Journal
) -> list[str]:
    """End assignments that name a predecessor; who follows gets a dated one with the
    plan's own wording kept. Returns a line of Vietnamese per change.
    """
    on = world.effective_on
    old = {agencies[code].pk: code for code in world.followers}
    rows = Assignment.objects.alive_on(on).filter(agency__in=old)
    ending = list(rows.select_related("task", "agency").order_by("pk"))
    journal.changed(Assignment, ({"pk": a.pk, "valid_to": a.valid_to} for a in ending))
    chosen = Assignment.objects.filter(pk__in=[row.pk for row in ending])
    chosen.filter(valid_from__gte=on).update(valid_to=F("valid_from"))
    chosen.exclude(valid_from__gte=on).update(valid_to=eve(on))
    held = Assignment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        task__in={row.task_id for row in ending},
    )
    there = set(held.values_list("task_id", "agency__code", "role", "is_proposal"))
    new, said = [], []
    for row in ending:
        code = taker_of_task(world, old[row.agency_id or 0], row.task_id)
        key = (row.task_id, code, row.role, row.is_proposal)
        heir = world.names.get(code, "không còn đối tượng")
        said.append(f"{row.task.code}: {row.agency} → {heir}")
        if code and key not in there:
            there.add(key)
            new.append(_follow(row, agencies[code], world))
    made = Assignment.objects.bulk_create(new)
    journal.created(Assignment, (row.pk for row in made))
    return said


def _follow(row: Assignment, heir: Agency, world: World) -> Assignment:
    return Assignment(
        task_id=row.task_id,
        agency=heir,
        role=row.role,
        mode=row.mode,
        wording=row.wording,
        is_proposal=row.is_proposal,
        basis_number=row.basis_number,
        basis_on=row.basis_on,
        basis_note=f"Kế thừa {row.agency} theo {world.basis}"[:300],
        replaces=row,
        valid_from=world.effective_on,
        valid_to=row.valid_to,
    )


__all__ = [
    "Side",
    "begin_agencies",
    "carry_assignments",
    "carry_named",
    "carry_plans",
    "end_agencies",
    "end_memberships",
]
