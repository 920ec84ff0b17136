"""What the rows of a desk say together: how many in each group, what waits, the nearest
day. Counted in Python where the rows were read, by the database where they are too many.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    Value,
    When,
)

from tasks.desk.page_line import DeskLine
from tasks.models import REPORTED, TO_DO, Period, State
from tasks.models.due_days import due_now_case
from tasks.models.status import DUE_SOON, Standing

#: The groups in the order of the page; where the head's stand depends on who looks.
ORDER = (
    "nam-truoc",
    "qua-han",
    "bay-ngay",
    "van-ban",
    "sau-do",
    "khong-han",
    "de-nghi",
    "cho-duyet",
    "da-gui",
    "ket-thuc",
)
#: Groups whose rows are still owed by the agency's people, and count as work left.
STILL_OWED = ("qua-han", "bay-ngay", "van-ban", "sau-do", "khong-han")


def order_for(*, sends: bool) -> tuple[str, ...]:
    """Return the groups in their order: who sends sees first what waits for that."""
    if not sends:
        return ORDER
    rest = [code for code in ORDER[1:] if code != "cho-duyet"]
    return (ORDER[0], "cho-duyet", *rest)


@dataclass(frozen=True)
class DeskTally:
    """What the sentence on top says: `binding` counts what is owed, `asked` what is only
    asked for; `first_day` is the nearest day to come of what is owed. `owed` and `sent`
    leave out what stands beside the desk's period.
    """

    binding: int = 0
    asked: int = 0
    late: int = 0
    waiting: int = 0
    waiting_adhoc: int = 0
    owed: int = 0
    sent: int = 0
    first_day: date | None = None
    waiting_before: int = 0
    before: Period | None = None
    plans: int = 0
    waiting_plans: int = 0

    @property
    def left(self) -> int:
        """Return how many wait for the agency's people."""
        return self.binding + self.asked


def tally_of(lines: Iterable[DeskLine], today: date) -> DeskTally:
    """Return what the rows say together."""
    rows = list(lines)
    waiting = [line for line in rows if line.is_worked and not line.is_mine]
    before = [line for line in waiting if line.is_before]
    binding = [line for line in rows if line.is_mine and not line.duty.is_requested]
    period = [line for line in rows if not line.is_beside and line.duty.is_live]
    days = [line.day for line in binding if line.day and line.day >= today]
    return DeskTally(
        binding=len(binding),
        asked=sum(line.is_mine and line.duty.is_requested for line in rows),
        late=sum(line.days_left < 0 and not line.is_paper_there for line in binding),
        waiting=len(waiting),
        waiting_adhoc=sum(line.is_adhoc for line in waiting),
        owed=len(period),
        sent=sum(not line.is_worked for line in period),
        first_day=min(days, default=None),
        waiting_before=len(before),
        before=before[0].period if before else None,
    )


@dataclass(frozen=True)
class GroupCount:
    """How many rows of one plan stand in one group, how many of them are the person's
    own or asked by a request; their first day, their last, and the first to come.
    """

    plan: int
    code: str
    number: int
    own: int
    adhoc: int
    first: date | None
    last: date | None
    to_come: date | None

    def kept(self, chip: str) -> int:
        """Return how many of them the chip keeps."""
        return {"toi": self.own, "dot-xuat": self.adhoc}.get(chip, self.number)


def placed(rows: QuerySet[Any], today: date, order: tuple[str, ...]) -> QuerySet[Any]:
    """Return the rows with `day`, the day that counts, and `place`, the number of their
    group in the order: `DeskGroup.holds` as the database says it, for a desk over all
    plans (nothing is left of a year before there).
    """
    mine = Q(state__in=[state for state in TO_DO if state != State.PREPARED])
    rules = {
        "cho-duyet": Q(state=State.PREPARED),
        "de-nghi": mine & Q(is_requested=True),
        "van-ban": mine & Q(standing_without_date=Standing.LETTER_ONLY),
        "qua-han": mine & Q(day__lt=today),
        "bay-ngay": mine & Q(day__lte=today + DUE_SOON),
        "sau-do": mine & Q(day__isnull=False),
        "khong-han": mine,
        "da-gui": Q(state__in=REPORTED),
    }
    whens = [When(rule, then=Value(order.index(code))) for code, rule in rules.items()]
    place = Case(
        *whens,
        default=Value(order.index("ket-thuc")),
        output_field=IntegerField(),
    )
    found: QuerySet[Any] = rows.annotate(day=due_now_case()).annotate(place=place)
    return found


def by_urgency(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return placed rows in the order of the page: by group, what is still to do by its
    day, then in the order of the plan.
    """
    still = Case(
        When(state__in=TO_DO, then=F("day")),
        default=None,
        output_field=DateField(null=True),
    )
    first = still.asc(nulls_last=True)
    ordered: QuerySet[Any] = rows.order_by(
        "place", first, "period__plan", "task__position", "pk"
    )
    return ordered


def counted_by_group(
    rows: QuerySet[Any], today: date, order: tuple[str, ...], person: int
) -> list[GroupCount]:
    """Return plan and group → how many of the placed rows, in the order (one query)."""
    grouped = rows.order_by("place").values_list("period__plan_id", "place")
    found = grouped.annotate(
        number=Count("*"),
        own=Count("pk", filter=Q(holder=person)),
        adhoc=Count("pk", filter=Q(period__kind=Period.Kind.ADHOC)),
        first=Min("day"),
        last=Max("day"),
        to_come=Min("day", filter=Q(day__gte=today)),
    )
    return [GroupCount(plan, order[place], *rest) for plan, place, *rest in found]


def tally_over_all(counts: Iterable[GroupCount]) -> DeskTally:
    """Return what the groups of all plans say together."""
    every = list(counts)
    binding = [each for each in every if each.code in STILL_OWED]
    waiting = [each for each in every if each.code == "cho-duyet"]
    days = [each.to_come for each in binding if each.to_come]
    return DeskTally(
        binding=sum(each.number for each in binding),
        asked=sum(each.number for each in every if each.code == "de-nghi"),
        late=sum(each.number for each in binding if each.code == "qua-han"),
        waiting=sum(each.number for each in waiting),
        waiting_adhoc=sum(each.adhoc for each in waiting),
        owed=sum(each.number - each.adhoc for each in every),
        sent=sum(x.number - x.adhoc for x in every if x.code == "da-gui"),
        first_day=min(days, default=None),
        plans=_plans_among(binding),
        waiting_plans=_plans_among(waiting),
    )


def _plans_among(counts: Iterable[GroupCount]) -> int:
    """Return how many plans are counted, without requests, which are plans of their own
    kind.
    """
    return len({each.plan for each in counts if each.number > each.adhoc})
