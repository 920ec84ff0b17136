"""A plan's line: the plans whose place it took. Year-on-year looks back along it, and a
row of an earlier plan is called as its heir.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import (
    Case,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from tasks.models import Period, PlanChange, Schedule

#: How many plans back a line is followed.
_DEPTH = 3


def plans_replaced(plan: Any, back: int) -> QuerySet[Any]:
    """Return the plans so many steps before one (1: those whose place it took itself);
    `plan` is a key or an `OuterRef`.
    """
    steps = ["__".join(["successor__changes"] * n) for n in range(back)]
    ends = [f"{step}__" if step else "" for step in steps]
    which: dict[str, Any] = {f"{end}state": PlanChange.State.APPLIED for end in ends}
    which[f"{ends[-1]}successor"] = (
        OuterRef(plan) if isinstance(plan, OuterRef) else plan
    )
    rows: QuerySet[Any] = PlanChange.objects.filter(**which)
    return rows.order_by().values("plan")


def _before(plan: Any) -> list[QuerySet[Any]]:
    return [plans_replaced(plan, back) for back in range(1, _DEPTH + 1)]


def in_line(plan: Any, path: str = "plan") -> Q:
    """Return the condition that a row is of the plan, or of one before it."""
    found = Q(**{path: plan})
    for plans in _before(plan):
        found |= Q(**{f"{path}__in": plans})
    return found


def nearness(plan: Any, path: str = "plan") -> Case:
    """Return how many plans back a row's plan stands: 0 for the plan itself."""
    whens = [When(**{path: plan}, then=Value(0))]
    for back, plans in enumerate(_before(plan), 1):
        whens.append(When(**{f"{path}__in": plans}, then=Value(back)))
    return Case(*whens, default=Value(_DEPTH), output_field=IntegerField())


def periods_before(period: Period) -> QuerySet[Period]:
    """Return the periods of its kind that were over before it began, of its plan and the
    plans before it, the newest first; of one span that of the nearest plan.
    """
    rows = Period.objects.filter(
        in_line(period.plan_id), kind=period.kind, data_to__lt=period.data_from
    )
    return rows.order_by("-data_to", nearness(period.plan_id))


def taking_over(periods: Collection[Period]) -> list[Period]:
    """Return those whose plan took the place of another (one query; none of none)."""
    plans = {period.plan_id for period in periods}
    rows = PlanChange.objects.filter(
        state=PlanChange.State.APPLIED, successor__in=plans
    )
    taken = set(rows.values_list("successor", flat=True)) if plans else set()
    return [period for period in periods if period.plan_id in taken]


def told_in(period: Period) -> Q:
    """Return the condition on a link of an entry that it is of the period, or of the
    period of a duty that this one shows (a time of its year, not what is carried over),
    or came with work of a plan whose place the period's plan took.
    """
    of_duty = Q(entry__period=F("duty__period")) & ~Q(duty__schedule=Schedule.ONCE)
    of_another = ~Q(entry__period__plan=period.plan_id)
    return Q(entry__period=period) | of_duty | of_another


def one_a_year(periods: Iterable[Period], most: int) -> list[Period]:
    """Return the first period of each year."""
    found: dict[int, Period] = {}
    for period in periods:
        found.setdefault(period.year, period)
    return list(found.values())[:most]


def heirs_in(model: Any, plan: int, rows: Mapping[int, Any]) -> dict[int, Any]:
    """Return row → its heir in the plan, of rows of plans before it (a query per plan
    between); what has no heir there is left out.
    """
    path = "target__plan_id" if hasattr(model, "target_id") else "plan_id"
    heirs = {pk: row.replaced_by_id for pk, row in rows.items() if row.replaced_by_id}
    found: dict[int, Any] = {}
    for _ in range(_DEPTH):
        if not heirs:
            break
        wanted = model._default_manager.filter(pk__in=set(heirs.values()))
        if path != "plan_id":
            wanted = wanted.select_related("target")
        there = {row.pk: row for row in wanted}
        further = {}
        for pk, key in heirs.items():
            heir = there.get(key)
            if heir is None:
                continue
            if _plan_of(heir) == plan:
                found[pk] = heir
            elif heir.replaced_by_id:
                further[pk] = heir.replaced_by_id
        heirs = further
    return found


def _plan_of(row: Any) -> int:
    found: int = row.target.plan_id if hasattr(row, "target_id") else row.plan_id
    return found
