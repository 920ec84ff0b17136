"""«Các kế hoạch»: each plan with how far it is, what is late and its next day, from sums."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count, Max, QuerySet

from agencies.models import User
from agencies.models.authority import reads_agency
from tasks.duties.listing import NOT_OWED, SUMS, number_in
from tasks.models import (
    AdhocRequest,
    Duty,
    DutyCount,
    Period,
    Plan,
    PlanChange,
    PlanState,
    Task,
)
from tasks.models.status import LATE, standing_case

#: standing → number of duties.
ByStanding = Mapping[str, int]
_ORDER = (PlanState.RUNNING, PlanState.DRAFT, PlanState.OVER)
#: Plans, and ad-hoc requests, of a page.
MOST_PLANS, MOST_REQUESTS = 50, 5
_SENT = frozenset(standing.value for standing in SUMS["da-gui"][1])
_LATE = frozenset(standing.value for standing in LATE)
_OUT = frozenset(standing.value for standing in NOT_OWED)


@dataclass(frozen=True)
class PlanLine:
    """A plan with the period that is meant today; numbers of the whole plan for who
    reads all of it, else of the person's own agencies.
    """

    plan: Plan
    today: date
    period: Period | None = None
    numbers: ByStanding = field(default_factory=dict)
    changes: tuple[int, date | None] = (0, None)
    tasks: int = 0
    is_whole: bool = False

    @property
    def owed(self) -> int:
        """Return how many duties are owed in the period."""
        return sum(n for word, n in self.numbers.items() if word not in _OUT)

    @property
    def sent(self) -> int:
        """Return how many of them were sent."""
        return sum(n for word, n in self.numbers.items() if word in _SENT)

    @property
    def late(self) -> int:
        """Return how many of them are late."""
        return sum(n for word, n in self.numbers.items() if word in _LATE)

    @property
    def next_day(self) -> date | None:
        """Return the next day that the period sets."""
        if self.period is None or not self.period.is_open:
            return None
        days = (self.period.data_to, self.period.unit_due, self.period.summary_due)
        return min((day for day in days if day and day >= self.today), default=None)

    @property
    def days_left(self) -> int:
        """Return how many days are left until then."""
        return (self.next_day - self.today).days if self.next_day else 0

    @property
    def verdict(self) -> str:
        """Return how it stands, in a sentence."""
        if self.plan.is_draft:
            return f"{self.tasks} nhiệm vụ, chưa ban hành."
        if self.period is None:
            return "Chưa mở kỳ báo cáo."
        if not self.period.is_open:
            return f"{self.period} đã chốt số liệu."
        if not self.owed:
            whose = "Không" if self.is_whole else "Đơn vị của anh/chị không"
            return f"{whose} có nhiệm vụ nào phải gửi."
        if self.sent == self.owed:
            return "Đã gửi đủ."
        return (
            f"{self.late} việc quá hạn." if self.late else "Chưa có việc nào quá hạn."
        )


def plan_lines(user: User, today: date) -> list[PlanLine]:
    """Return the plans that the person sees with the period that is meant, in the order
    of the page: what runs, drafts, what is over, each by its nearest day (two queries).
    """
    seen = Plan.objects.programmes().visible_to(user, today=today)
    plans = list(seen.select_related("steering_agency"))
    periods = _meant(plans, today)
    lines = [PlanLine(plan, today, periods.get(plan.pk)) for plan in plans]
    return sorted(lines, key=_place)


def _place(line: PlanLine) -> tuple[int, date, int]:
    state = _ORDER.index(PlanState(line.plan.state))
    return (state, line.next_day or date.max, line.plan.pk)


def with_numbers(lines: Iterable[PlanLine], user: User, today: date) -> list[PlanLine]:
    """Return the lines of a page with what stands in them (a fixed number of queries)."""
    rows = list(lines)
    plans = [line.plan for line in rows]
    seen = Plan.objects.filter(pk__in=[plan.pk for plan in plans])
    whole = set(seen.read_whole_by(user, today=today).values_list("pk", flat=True))
    periods = {line.plan.pk: line.period for line in rows if line.period}
    numbers = {**_own(user, periods, today), **_sums(periods, whole, today)}
    changes, tasks = _changes(plans), _tasks(plans)
    return [
        replace(
            line,
            numbers=numbers.get(line.plan.pk, {}),
            changes=changes.get(line.plan.pk, (0, None)),
            tasks=tasks.get(line.plan.pk, 0),
            is_whole=line.plan.pk in whole,
        )
        for line in rows
    ]


def by_state(
    lines: Iterable[PlanLine], every: Iterable[PlanLine]
) -> list[tuple[PlanState, int, list[PlanLine]]]:
    """Return each state with the number of plans in it, of all, and its lines."""
    shown, numbers = list(lines), Counter(line.plan.state for line in every)
    return [
        (word, numbers[word], [line for line in shown if line.plan.state == word])
        for word in _ORDER
        if numbers[word]
    ]


def request_lines(user: User, today: date) -> list[AdhocRequest]:
    """Return the newest ad-hoc requests that the person sees: plans of their own kind,
    whose own list has all (one query).
    """
    rows = AdhocRequest.objects.visible_to(user, today=today).select_related("plan")
    return list(rows.order_by("-pk")[:MOST_REQUESTS])


def _meant(plans: list[Plan], today: date) -> dict[int, Period]:
    found: dict[int, Period] = {}
    for period in Period.objects.filter(plan__in=plans).meant_first(today):
        found.setdefault(period.plan_id, period)
    return found


def _sums(
    periods: Mapping[int, Period], whole: set[int], today: date
) -> dict[int, ByStanding]:
    """Return plan → numbers of the whole plan, from what the database keeps counted."""
    asked = {each.pk: plan for plan, each in periods.items() if plan in whole}
    rows = DutyCount.objects.filter(period__in=asked).order_by()
    return _by_plan(rows.annotate(standing=standing_case(today)), asked)


def _own(
    user: User, periods: Mapping[int, Period], today: date
) -> dict[int, ByStanding]:
    asked = {each.pk: plan for plan, each in periods.items()}
    rows = Duty.objects.filter(reads_agency(user, today), period__in=asked).order_by()
    return _by_plan(rows.annotate(standing=standing_case(today)), asked)


def _by_plan(rows: QuerySet[Any], asked: Mapping[int, int]) -> dict[int, ByStanding]:
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    alike = rows.values_list("period_id", "standing")
    for period, standing, number in alike.annotate(total=number_in(rows)):
        found[asked[period]][standing] = number
    answer: dict[int, ByStanding] = {}
    answer.update(found)
    return answer


def _changes(plans: list[Plan]) -> dict[int, tuple[int, date | None]]:
    """Return plan → how many changes were applied, and from which day the last holds."""
    rows = PlanChange.objects.filter(plan__in=plans, state=PlanChange.State.APPLIED)
    counted = rows.order_by().values_list("plan_id")
    found = counted.annotate(number=Count("*"), last=Max("effective_on"))
    return {plan: (number, last) for plan, number, last in found}


def _tasks(plans: list[Plan]) -> dict[int, int]:
    drafts = [plan for plan in plans if plan.is_draft]
    rows = Task.objects.filter(plan__in=drafts).order_by().values_list("plan_id")
    return dict(rows.annotate(number=Count("*")))
