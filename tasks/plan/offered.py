"""Questions that are offered: off until the steering agency turns them on."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.db import transaction

from agencies.models import AgencyKind, User
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.models import Figure, Plan, Task
from tasks.periods.days import may_manage_periods
from tasks.plan.loading_measures import figures_from, optional_codes, optional_rows

_KINDS = dict(AgencyKind.choices)


class Offer(NamedTuple):
    """One question: asked of whom, of which tasks, on or off."""

    code: str
    label: str
    unit: str
    tasks: str
    only_for: str
    is_on: bool


class Subject(NamedTuple):
    """Questions on one matter."""

    name: str
    offers: tuple[Offer, ...]

    @property
    def on(self) -> int:
        """Return how many are on."""
        return sum(offer.is_on for offer in self.offers)


def subjects_of(plan: Plan) -> list[Subject]:
    """Return what can be turned on for the plan: questions whose tasks it has."""
    tasks = set(plan.tasks.values_list("code", flat=True))
    rows = Figure.objects.filter(plan=plan, code__in=optional_codes(plan.package))
    on = set(rows.filter(is_active=True).values_list("code", flat=True))
    fit = (row for row in optional_rows(plan.package) if set(row["tasks"]) <= tasks)
    return [
        Subject(
            name,
            tuple(
                Offer(
                    row["code"],
                    row["label"],
                    row.get("unit", ""),
                    ", ".join(row["tasks"]),
                    ", ".join(str(_KINDS.get(k, k)) for k in row.get("only_for", ())),
                    row["code"] in on,
                )
                for row in found
            ),
        )
        for name, found in groupby(fit, key=lambda row: row["about"])
    ]


@transaction.atomic
def switch_offered(
    *, plan: Plan, codes: Iterable[str], actor: User, today: date
) -> tuple[int, int]:
    """Ask exactly these of the offered questions; return how many were turned on and
    off. What was answered to one that is turned off stays stored.
    """
    if not may_manage_periods(actor, plan.steering_agency_id, today):
        message = "Chỉ lãnh đạo cơ quan theo dõi kế hoạch bật, tắt câu hỏi."
        raise NotAllowed(message)
    hold(Plan.objects).get(pk=plan.pk)
    wanted = set(codes)
    offered = {o.code: o for each in subjects_of(plan) for o in each.offers}
    if wanted - offered.keys():
        message = "Có câu hỏi không có trong danh sách. Tải lại trang rồi chọn lại."
        raise InvalidInput(message)
    new = {code for code in wanted if not offered[code].is_on}
    gone = {code for code, row in offered.items() if row.is_on and code not in wanted}
    rows = Figure.objects.filter(plan=plan)
    if new - set(rows.filter(code__in=new).values_list("code", flat=True)):
        tasks = {task.code: task for task in Task.objects.filter(plan=plan)}
        known = optional_rows(plan.package)
        figures_from(plan, tasks, [row for row in known if row["code"] in offered])
    rows.filter(code__in=new).update(is_active=True)
    rows.filter(code__in=gone).update(is_active=False)
    return len(new), len(gone)
